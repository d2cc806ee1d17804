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
  void aKilledSearchGoesOnToTheSameResult() throws IOException, InterruptedException {
    String[] search = {
      "tune",
      "r.csv",
      "-a",
      "item-knn:neighbors=5..500,shrinkage=log:1..1000",
      "--trials",
      "12",
      "--search",
      "halving",
      "--progress",
      "log",
      "--format",
      "csv",
      "--journal",
      "j"
    };
    Process process = simile("exec \"$0\" \"$@\"", search).start();
    Path journal = folder.resolve("j");
    try {
      for (int i = 0; i < 1200; i++) {
        if (Files.exists(journal) && Files.readAllLines(journal).size() > 4) break;
        assertThat(process.isAlive()).as(err()).isTrue();
        Thread.sleep(25);
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    List<String> known = Files.readAllLines(journal);
    assertThat(known).hasSizeGreaterThan(4);
    assertThat(run("\"$0\" \"$@\"", search)).as(err()).isZero();
    assertThat(err()).contains(" of the results were in the journal j\n");
    List<String> resumed = values();
    assertThat(Files.readAllLines(journal)).containsAll(known.subList(0, known.size() - 1));
    Files.delete(journal);
    assertThat(run("\"$0\" \"$@\"", search)).as(err()).isZero();
    assertThat(err()).doesNotContain("were in the journal");
    assertThat(values()).isEqualTo(resumed).hasSize(13);
    assertThat(names()).containsExactly("err", "j", "out", "r.csv");
  }

  /// What a search printed, without the seconds.
  private List<String> values() throws IOException {
    return Files.readAllLines(folder.resolve("out")).stream()
        .map(line -> line.replaceAll(",[^,]*,[^,]*(,[^,]*,[^,]*)$", "$1"))
        .toList();
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

  /// A killed job goes on where it was, and ends with the same bytes; what it goes on from was
  /// written by the process that was killed.
  @Test
  void aKilledJobGoesOn() throws IOException, InterruptedException {
    assertThat(run("\"$0\" \"$@\"", "train", "r.csv", "-a", "popular", "-o", "m")).isZero();
    String[] job = {"recommend", "m", "--all", "--include-seen", "-n", "1000", "-o", "lists.csv"};
    assertThat(run("\"$0\" \"$@\"", job)).isZero();
    byte[] whole = Files.readAllBytes(folder.resolve("lists.csv"));
    Files.delete(folder.resolve("lists.csv"));
    Process process = simile("exec \"$0\" \"$@\"", job).start();
    Path log = folder.resolve("lists.csv.part.log");
    try {
      for (int i = 0; i < 6000 && (!Files.exists(log) || lines(log) < 2); i++) {
        assertThat(process.isAlive()).as(err()).isTrue();
        Thread.sleep(5);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).isEqualTo(137);
    assertThat(names())
        .containsExactly("err", "lists.csv.part", "lists.csv.part.log", "m", "out", "r.csv");
    assertThat(run("\"$0\" \"$@\"", job)).isZero();
    assertThat(err()).containsPattern("going on behind the first [12][0-9,]* users");
    assertThat(Files.readAllBytes(folder.resolve("lists.csv"))).isEqualTo(whole);
    assertThat(names()).containsExactly("err", "lists.csv", "m", "out", "r.csv");
  }

  private static long lines(Path file) throws IOException {
    return Files.readString(file).chars().filter(c -> c == '\n').count();
  }
}
