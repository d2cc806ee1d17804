package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script in a copy of the project without sources, with a JDK and a Maven that only
/// write down how they are called.
class LauncherTest {
  private static final String JAR = "engine/app/target/simile-app-0.1.0-all.jar";

  private static final String BENCH_JAR = "bench/target/simile-bench-0.1.0-all.jar";

  @TempDir Path folder;
  private Path home;
  private Path jdk;
  private Path bin;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("a home with spaces"));
    Path script = Path.of(System.getProperty("simile.root"), "simile");
    executable(home.resolve("simile"), Files.readString(script));
    Files.createDirectories(home.resolve("engine/app/src/main"));
    Files.createDirectories(home.resolve("native/src"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("engine/app/src/main/A.java"), "");
    jdk = folder.resolve("jdk 25");
    Files.createDirectories(jdk.resolve("bin"));
    executable(
        jdk.resolve("bin/java"),
        "#!/bin/sh\nfor argument in \"$@\"; do printf '[%s]\\n' \"$argument\"; done\necho told >&3\n");
    executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    release("25.0.1", "java.base jdk.incubator.vector");
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool :
        List.of(
            "sh",
            "cat",
            "cut",
            "dirname",
            "find",
            "grep",
            "head",
            "kill",
            "mkdir",
            "mkfifo",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "stty",
            "touch")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path found = Path.of(place, tool);
        if (Files.exists(found))
          executable(bin.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
      }
    }
  }

  private void release(String version, String modules) throws IOException {
    Files.writeString(
        jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
  }

  /// A Maven that writes down that it was called, takes a moment, and makes the jar.
  private void maven(String version, int exit) throws IOException {
    executable(
        bin.resolve("mvn"),
        """
        #!/bin/sh
        case "$*" in *-v*) echo "Apache Maven %s (x)"; exit 0 ;; esac
        echo "$*" >>'%s/calls'
        echo 'what Maven says'
        sleep 1
        [ %d -eq 0 ] || exit %d
        case "$*" in *'-pl bench '*) mkdir -p bench/target; touch '%s' ;; esac
        mkdir -p engine/app/target
        touch '%s'
        """
            .formatted(version, folder, exit, exit, BENCH_JAR, JAR));
  }

  private void jar(Instant time) throws IOException {
    Files.createDirectories(home.resolve(JAR).getParent());
    Files.writeString(home.resolve(JAR), "");
    Files.setLastModifiedTime(home.resolve(JAR), FileTime.from(time));
  }

  private static void executable(Path file, String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Result(int code, String out, String err) {}

  private Process start(String name, Path script, Map<String, String> more, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("SIMILE_JAVA", jdk.toString());
    builder.environment().putAll(more);
    return builder.start();
  }

  private Result end(String name, Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(folder.resolve(name + ".out")),
        Files.readString(folder.resolve(name + ".err")));
  }

  private Result run(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    return end("run", start("run", home.resolve("simile"), more, arguments));
  }

  @Test
  void argumentsPassUnchanged() throws IOException, InterruptedException {
    jar(Instant.now());
    Result result = run(Map.of(), "two words", "*", "", "-o", "a'b\"c");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("[--add-modules=jdk.incubator.vector]\n[--enable-native-access=ALL-UNNAMED]\n")
        .contains("[-Dsimile.stderr=3]")
        .endsWith("[" + home.resolve(JAR) + "]\n[two words]\n[*]\n[]\n[-o]\n[a'b\"c]\n");
    assertThat(result.err()).isEqualTo("told\n");
  }

  @Test
  void throughSymbolicLinks() throws IOException, InterruptedException {
    jar(Instant.now());
    Path second = Files.createSymbolicLink(home.resolve("second"), Path.of("simile"));
    Path first = Files.createSymbolicLink(folder.resolve("first link"), second);
    Result result = end("link", start("link", first, Map.of()));
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("[" + home.resolve(JAR) + "]");
  }

  @Test
  void withoutTheVectorModule() throws IOException, InterruptedException {
    jar(Instant.now());
    release("26", "java.base");
    assertThat(run(Map.of()).out()).doesNotContain("incubator").startsWith("[--enable-native");
  }

  @Test
  void optionsForTheJvm() throws IOException, InterruptedException {
    jar(Instant.now());
    executable(
        jdk.resolve("bin/java"), "#!/bin/sh\nfor a in \"$@\"; do printf '[%s]\\n' \"$a\"; done\n");
    assertThat(run(Map.of("SIMILE_JAVA_OPTS", "-Xmx1g -XX:+UseZGC")).out())
        .contains("[-Xmx1g]\n[-XX:+UseZGC]")
        .doesNotContain("SerialGC");
  }

  @Test
  void whatTheJvmSaysIsShownButForItsGreeting() throws IOException, InterruptedException {
    jar(Instant.now());
    executable(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
        echo 'Error: Could not create the Java Virtual Machine.' >&2
        exit 1
        """);
    Process process = start("dead", home.resolve("simile"), Map.of("TMPDIR", folder.toString()));
    assertThat(end("dead", process).code()).isEqualTo(1);
    // The filter ends a moment after the JVM.
    for (int i = 0; i < 200 && Files.size(folder.resolve("dead.err")) == 0; i++) Thread.sleep(20);
    assertThat(folder.resolve("dead.err"))
        .hasContent("Error: Could not create the Java Virtual Machine.\n");
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("tmp"));
    }
  }

  @Test
  void withoutPipesTheGreetingIsShown() throws IOException, InterruptedException {
    jar(Instant.now());
    Files.delete(bin.resolve("mkfifo"));
    executable(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\necho said >&2\n");
    Result result = run(Map.of("TMPDIR", folder.toString()));
    assertThat(result.err()).isEqualTo("said\n");
    assertThat(result.out()).doesNotContain("simile.stderr");
  }

  @Test
  void aClosedStderrIsNoFailure() throws IOException, InterruptedException {
    jar(Instant.now());
    Path script = folder.resolve("closed");
    executable(script, "#!/bin/sh\nexec '" + home.resolve("simile") + "' \"$@\" 2>&-\n");
    Result result = end("closed", start("closed", script, Map.of(), "x"));
    assertThat(result.code()).isZero();
    assertThat(result.out()).endsWith("[x]\n");
  }

  @Test
  void noJdk() throws IOException, InterruptedException {
    jar(Instant.now());
    release("21.0.2", "java.base");
    Result result = run(Map.of());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("simile: SIMILE_JAVA=" + jdk + " is not a JDK 25 or newer; point it at one\n");
  }

  @Test
  void buildsOnceForTwoAndRebuildsWhenSourcesAreNewer() throws IOException, InterruptedException {
    maven("3.8.7", 0);
    Process first = start("first", home.resolve("simile"), Map.of());
    Process second = start("second", home.resolve("simile"), Map.of());
    assertThat(end("first", first).code()).isZero();
    assertThat(end("second", second).code()).isZero();
    assertThat(folder.resolve("calls")).hasContent("-B -q -Dquick -pl engine/app -am package\n");
    String said =
        Files.readString(folder.resolve("first.err"))
            + Files.readString(folder.resolve("second.err"));
    assertThat(said).containsOnlyOnce("simile: building").doesNotContain("what Maven says");

    assertThat(run(Map.of()).err()).isEqualTo("told\n");
    jar(Instant.now().minusSeconds(100));
    assertThat(run(Map.of()).err()).startsWith("simile: building");
    assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(2);
    assertThat(home.resolve("engine/app/.build-lock")).doesNotExist();
  }

  @Test
  void benchIsAProgramOfItsOwnBuiltOnFirstUse() throws IOException, InterruptedException {
    maven("3.8.7", 0);
    Files.createDirectories(home.resolve("bench/src/main"));
    Files.writeString(home.resolve("bench/src/main/B.java"), "");
    jar(Instant.now());
    assertThat(run(Map.of(), "kernels").err()).isEqualTo("told\n");

    Result built = run(Map.of(), "bench", "kernels", "--quick");
    assertThat(built.code()).isZero();
    assertThat(built.err()).startsWith("simile: building");
    assertThat(folder.resolve("calls")).hasContent("-B -q -Dquick -pl bench -am package\n");
    assertThat(built.out())
        .contains("[--sun-misc-unsafe-memory-access=allow]\n")
        .endsWith("[" + home.resolve(BENCH_JAR) + "]\n[kernels]\n[--quick]\n");

    assertThat(run(Map.of(), "bench").err()).isEqualTo("told\n");
    // What it measures is newer than it.
    Files.setLastModifiedTime(
        home.resolve(BENCH_JAR), FileTime.from(Instant.now().minusSeconds(100)));
    assertThat(run(Map.of(), "bench").err()).startsWith("simile: building");
    assertThat(home.resolve("engine/app/.build-lock")).doesNotExist();
  }

  @Test
  void aFailedBuildShowsWhatMavenSaid() throws IOException, InterruptedException {
    maven("3.9.1", 1);
    Result result = run(Map.of());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("what Maven says").contains("simile: the build failed");
    assertThat(home.resolve("engine/app/.build-lock")).doesNotExist();
  }

  @Test
  void theLockOfADeadBuildIsRemoved() throws IOException, InterruptedException {
    maven("3.8.7", 0);
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(home.resolve("engine/app/.build-lock"));
    Files.writeString(home.resolve("engine/app/.build-lock/pid"), dead.pid() + "\n");
    assertThat(run(Map.of()).code()).isZero();
    assertThat(home.resolve(JAR)).exists();
  }

  @Test
  void mavenAbsentOrOld() throws IOException, InterruptedException {
    Result absent = run(Map.of());
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.err()).startsWith("simile: Maven (mvn) is needed to build");
    maven("3.6.3", 0);
    Result old = run(Map.of());
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err())
        .isEqualTo("simile: Maven 3.6.3 is too old to build; install Maven 3.8 or newer\n");
  }
}
