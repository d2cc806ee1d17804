package dev.simile.bench;

import dev.simile.app.Program;

/// The program behind `simile bench`.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    Program.start(args, BenchCommand::new);
  }
}
