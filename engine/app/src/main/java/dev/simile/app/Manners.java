package dev.simile.app;

import dev.simile.app.terminal.ProgressMode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that every program has: what it says beside its result.
public final class Manners {
  @Option(
      names = "--progress",
      paramLabel = "MODE",
      scope = ScopeType.INHERIT,
      description = "auto (bars on a terminal, lines elsewhere), bar, log or none")
  private ProgressMode progress = ProgressMode.AUTO;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "Nothing on stderr but errors")
  private boolean quiet;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "A failure with its stack trace")
  private boolean stacktrace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "The version")
  boolean version;

  /// How long work says how far it is.
  public ProgressMode progress() {
    return quiet ? ProgressMode.NONE : progress;
  }

  /// True if nothing but errors goes to stderr.
  public boolean quiet() {
    return quiet;
  }

  /// True if a failure comes with its stack trace.
  public boolean stacktrace() {
    return stacktrace;
  }
}
