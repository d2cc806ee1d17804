package dev.simile.app;

import dev.simile.app.output.Format;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that stand everywhere, before the verb or after it.
public final class Globals {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "Form of the result: table, csv or json; default by the name of -o, else table")
  @Nullable Format format;

  @Option(
      names = "--threads",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Threads, 1..1024; default as many as processors. No result depends on it")
  @Nullable Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "Inner loops: auto, scalar, vector or native. No result depends on it")
  @Nullable String kernels;
}
