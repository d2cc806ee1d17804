package dev.simile.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.Program;
import dev.simile.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir private Path folder;

  private record Result(int code, String out, String err) {}

  private static Result run(String... args) {
    System.setProperty("jmh.ignoreLock", "true");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Program.run(
            args,
            new Program.Streams(
                InputStream.nullInputStream(),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                () -> false),
            Terminal.Look.plain(),
            BenchCommand::new);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void listNamesEveryBenchmark() {
    Result result = run("--list");
    assertThat(result.code()).isZero();
    for (Arm arm : Arm.ALL) {
      assertThat(result.out()).contains(arm.name(), arm.summary());
      assertThat(arm.benchmarks()).isNotEmpty();
      for (String benchmark : arm.benchmarks())
        assertThat(result.out()).contains(Arm.label(benchmark));
    }
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource({"--help,simile bench", "'generate,--help',simile bench generate"})
  void helpWithin80Columns(String args, String program) {
    Result result = run(args.split(","));
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("Usage: " + program).contains("--quiet");
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kernel | unknown benchmark 'kernel'; did you mean 'kernels'?
          zzzzzzzzzzzzz | unknown benchmark 'zzzzzzzzzzzzz'; known: limits kernels sgd
          kernels.dto | did you mean 'kernels.dot'? Known: kernels.above
          --quik | unknown option '--quik'; did you mean '--quick'?
          --items 10 | items must be 1000..268435456, was 10
          --items many | 'many'
          --factors 64,0 | factors must be 1..1024, was 0
          --threads 0 | threads must be 1..1024, was 0
          --ratings 5 | ratings must be 1000..
          --ratings 214748364701 | ratings must be 1000..214748364700, was 214748364701
          --load 0 | load must be in (0, 1], was 0.0
          --kernels sse | kernels must be
          -a popular | sgd trains algorithms with factors and epochs, was popular
          -a mf:epochs=3 | neither factors (see --factors) nor epochs, was mf:epochs=3
          -a mf:seed=1,factors=8 | was mf:seed=1,factors=8
          -a mff | unknown algorithm 'mff'; did you mean 'mf'?
          --model mff | unknown algorithm 'mff'; did you mean 'mf'?
          generate --users 1 | Missing required options
          generate --users 10 --items 10 --ratings 100 | ratings must be 10..20
          """)
  void wrongUsage(String args, String message) {
    Result result = run(args.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("simile: ").contains(message).hasLineCount(1);
  }

  @Test
  void generateWritesTheSameToAFileAndToStdout() throws IOException {
    Path file = folder.resolve("r.csv");
    String[] args = {
      "generate", "--users", "50", "--items", "40", "--ratings", "300", "--seed", "9"
    };
    Result toStdout = run(args);
    assertThat(toStdout.code()).isZero();
    String[] more = java.util.Arrays.copyOf(args, args.length + 2);
    more[args.length] = "-o";
    more[args.length + 1] = file.toString();
    Result toFile = run(more);
    assertThat(toFile.code()).isZero();
    assertThat(toFile.out()).isEmpty();
    assertThat(file).hasContent(toStdout.out());
    assertThat(toStdout.out()).startsWith("user,item,rating,time\n").hasLineCount(301);
  }

  /// In JVMs of its own, as a user's run.
  @Test
  void aRunWritesJsonAndReport() throws IOException {
    Path output = folder.resolve("a/b");
    Result result =
        run(
            "kernels.dot",
            "--quick",
            "--factors",
            "16",
            "--kernels",
            "scalar",
            "-o",
            output.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("kernels.dot", "ops/s");
    assertThat(result.err()).contains("wrote " + output.resolve("results.json"));
    assertThat(Files.readString(output.resolve("results.json")))
        .contains("\"benchmark\" : \"dev.simile.bench.arm.KernelBlocks.dot\"", "\"forks\" : 1")
        .doesNotContain("simile.stderr");
    assertThat(Files.readString(output.resolve("report.html")))
        .contains("simile bench kernels.dot --quick --factors 16", "--quick: a look");
  }

  @Test
  void aFolderThatCannotBeWrittenIsAFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Result result =
        run("kernels.dot", "--quick", "--kernels", "scalar", "-o", file.resolve("x").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("simile: " + file.resolve("x") + ": cannot be made");
  }
}
