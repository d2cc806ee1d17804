package dev.simile.app;

import dev.simile.app.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Runs the program inside this process.
final class Cli {
  private Cli() {}

  /// What a run left.
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    List<String> errorLines() {
      return err.lines().toList();
    }
  }

  static Result run(String... args) {
    return runWith("", args);
  }

  /// Runs with `stdin` as the standard input.
  static Result runWith(String stdin, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            new Program.Streams(
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                () -> false),
            Terminal.Look.plain());
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Runs, and fails unless the exit code is 0.
  static Result ok(String... args) {
    Result result = run(args);
    if (result.code() != 0)
      throw new AssertionError(Arrays.toString(args) + " ended with " + result);
    return result;
  }
}
