package dev.simile.app.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an evaluation is written.
final class ResultOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  @Option(
      names = "--differences",
      paramLabel = "FILE",
      description =
          "File for the differences between every two models: metric,first,second,difference,low,"
              + "high,p,adjusted,significant; JSON if it is called *.json")
  private @Nullable Path differences;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "File for an HTML page with tables and pictures of all of it; loads nothing")
  private @Nullable Path report;

  /// Checks what the parser cannot.
  ///
  /// @param models number of models
  /// @throws IllegalArgumentException if there is nothing to compare
  void check(int models) {
    if (differences != null && models < 2)
      throw new IllegalArgumentException("--differences needs two models, there is " + models);
  }

  /// Adds the files that are written.
  void addTo(FilePlan plan) {
    plan.writes("-o", output).writes("--differences", differences).writes("--report", report);
  }

  /// The file for the result; null for stdout.
  @Nullable Path output() {
    return output;
  }

  /// The file for the differences, or null.
  @Nullable Path differences() {
    return differences;
  }

  /// The file for the page, or null.
  @Nullable Path report() {
    return report;
  }
}
