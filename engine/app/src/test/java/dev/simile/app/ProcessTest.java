package dev.simile.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a process of its own can show: signals, closed pipes, a full disk.
class ProcessTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(1);
    StringBuilder ratings = new StringBuilder();
    for (int i = 0; i < 60_000; i++)
      ratings
          .append(random.nextInt(3000))
          .append(',')
          .append(random.nextInt(1000))
          .append(',')
          .append(1 + random.nextInt(5))
          .append('\n');
    Files.writeString(folder.resolve("r.csv"), ratings);
  }

  /// The program in a process of its own, in [#folder], with `shell` around it: `$0` and `$@` are
  /// the command.
  private ProcessBuilder simile(String shell, String... args) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.simile.app.Main");
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(folder.resolve("err").toFile())
        .redirectOutput(folder.resolve("out").toFile());
  }

  private int run(String shell, String... args) throws IOException, InterruptedException {
    Process process = simile(shell, args).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err")).replaceAll("(?m)^WARNING: .*\\R", "");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void interruptedTrainingLeavesTheOldModel() throws IOException, InterruptedException {
    assertThat(run("\"$0\" \"$@\"", "train", "r.csv", "-a", "popular", "-o", "m")).isZero();
    byte[] old = Files.readAllBytes(folder.resolve("m"));
    // Whoever started the tests may have SIGINT ignored, which a child inherits.
    Process process =
        simile(
                "exec env --default-signal=INT \"$0\" \"$@\"",
                "train",
                "r.csv",
                "-a",
                "mf:factors=64,epochs=10000",
                "-o",
                "m",
                "--progress",
                "log",
                "--kernels",
                "scalar")
            .start();
    try {
      for (int i = 0; i < 600 && !err().contains("train mf: "); i++) {
        assertThat(process.isAlive()).as(err()).isTrue();
        Thread.sleep(50);
      }
      assertThat(err()).contains("train mf: ");
      long start = System.nanoTime();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(3);
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    assertThat(err()).contains("simile: stopped");
    assertThat(Files.readAllBytes(folder.resolve("m"))).isEqualTo(old);
    assertThat(names()).containsExactly("err", "m", "out", "r.csv");
  }

  @Test
  void aClosedPipeIsNoFailure() throws IOException, InterruptedException {
    assertThat(run("\"$0\" \"$@\"", "train", "r.csv", "-a", "popular", "-o", "m")).isZero();
    int code =
        run(
            "{ \"$0\" \"$@\"; echo $? >code; } | head -n 1",
            "recommend",
            "m",
            "--all",
            "--format",
            "csv",
            "-n",
            "50");
    assertThat(code).isZero();
    assertThat(Files.readString(folder.resolve("out"))).isEqualTo("user,rank,item,score\n");
    assertThat(Files.readString(folder.resolve("code"))).isEqualTo("0\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void aFullStdoutIsOne() throws IOException, InterruptedException {
    assertThat(run("\"$0\" \"$@\"", "train", "r.csv", "-a", "popular", "-o", "m")).isZero();
    assertThat(run("\"$0\" \"$@\" >/dev/full", "recommend", "m", "--all")).isEqualTo(1);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).startsWith("simile: stdout: cannot be written: ");
    assertThat(run("\"$0\" \"$@\" >/dev/full", "train", "--help")).isEqualTo(1);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).startsWith("simile: stdout: cannot be written: ");
  }

  @Test
  void aFullDiskLeavesTheOldModel() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("m"), "old");
    // At most 64 blocks of 512 bytes a file: the model has more.
    int code =
        run("ulimit -f 64; \"$0\" \"$@\"", "train", "r.csv", "-a", "popular", "-o", "m", "--quiet");
    assertThat(code).as(err()).isEqualTo(1);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).startsWith("simile: m: cannot be written: ");
    assertThat(folder.resolve("m")).hasContent("old");
    assertThat(names()).containsExactly("err", "m", "out", "r.csv");
  }
}
