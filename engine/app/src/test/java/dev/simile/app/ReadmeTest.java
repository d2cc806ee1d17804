package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows is so.
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("simile.root"));

  @TempDir Path folder;

  @Test
  void theJavaCompilesAndRuns() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher block = Pattern.compile("(?s)```java\\n(.*?)```").matcher(readme);
    assertThat(block.find()).isTrue();
    Files.writeString(
        folder.resolve("ratings.csv"),
        """
        alice,dune,5
        alice,alien,4
        bob,dune,4
        bob,solaris,5
        cid,solaris,4
        cid,dune,3
        cid,alien,2
        """);
    String body =
        block
            .group(1)
            .replace("\"ratings.csv\"", "folder + \"/ratings.csv\"")
            .replace("\"films.simile\"", "folder + \"/films.simile\"");
    Path source =
        Files.writeString(
            folder.resolve("Snippet.java"),
            """
            import dev.simile.*;
            import dev.simile.catalog.*;
            import dev.simile.model.*;
            import dev.simile.ratings.*;
            import java.nio.file.Path;

            public class Snippet {
              public static void run(String folder) {
            %s
              }
            }
            """
                .formatted(body));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.toString(),
                source.toString());
    assertThat(code).isZero();

    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("Snippet")
          .getMethod("run", String.class)
          .invoke(null, folder.toString());
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("solaris ");
    assertThat(folder.resolve("films.simile")).isNotEmptyFile();
  }

  @Test
  void theAlgorithmsAreThoseThatThereAre() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    for (String name : Cli.ok("algorithms", "--format", "csv").lines()) {
      if (!name.startsWith("algorithm,"))
        assertThat(readme).contains("`" + name.substring(0, name.indexOf(',')) + "`");
    }
  }

  @Test
  void theDocumentsExist() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher link = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(readme);
    int links = 0;
    while (link.find()) {
      assertThat(ROOT.resolve(link.group(1))).exists();
      links++;
    }
    assertThat(links).isPositive();
  }
}
