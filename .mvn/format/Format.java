import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Puts every Java file below a folder into google-java-format, in place. Where the environment
/// says `CI=true` it changes nothing and fails if a file is not formatted.
///
/// Arguments: the folder, and a file that remembers the digests of what was found formatted, so
/// that an unchanged tree costs only the reading.
public final class Format {
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    Path memory = Path.of(args[1]);
    if (!Files.isDirectory(root)) return;
    boolean check = "true".equals(System.getenv("CI"));

    Set<String> known = Files.exists(memory) ? new HashSet<>(Files.readAllLines(memory)) : Set.of();
    Set<String> formatted = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    List<Path> files;
    try (var walk = Files.walk(root)) {
      files = walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : files) {
      String text = Files.readString(file);
      String digest = digest(text);
      if (!known.contains(digest)) {
        String better = format(file, text);
        if (!better.equals(text)) {
          if (check) {
            wrong.add(file.toString());
            continue;
          }
          replace(file, better);
          digest = digest(better);
        }
      }
      formatted.add(digest);
    }
    if (!formatted.equals(known)) {
      Files.createDirectories(memory.getParent());
      Files.write(memory, formatted);
    }
    if (!wrong.isEmpty()) {
      System.err.println("Not formatted (a build without CI=true formats them):");
      wrong.forEach(file -> System.err.println("  " + file));
      System.exit(1);
    }
  }

  private static String format(Path file, String text) {
    try {
      String unused = RemoveUnusedImports.removeUnusedImports(text);
      String ordered = ImportOrderer.reorderImports(unused, Style.GOOGLE);
      return new Formatter().formatSource(ordered);
    } catch (FormatterException e) {
      // The compiler reports what does not parse, and says it better.
      System.err.println(
          file + ": not formatted: " + e.getMessage().lines().findFirst().orElse(""));
      return text;
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.createTempFile(file.getParent(), ".format", ".tmp");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String digest(String text) throws NoSuchAlgorithmException {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha);
  }
}
