package dev.simile.app.terminal;

import java.io.PrintStream;

/// Where notes, log lines and bars go: stderr, which may be a terminal or not. A bar that is on
/// show gives way to a line. Thread-safe.
public final class Terminal {
  private final PrintStream err;
  private final boolean quiet;
  private final Look look;
  private boolean barShown;

  /// What the terminal can show.
  ///
  /// @param bars true if stderr is a terminal
  /// @param color true if it shows colors and they are wanted
  /// @param width display columns
  public record Look(boolean bars, boolean color, int width) {
    /// No terminal: lines for files and pipes.
    public static Look plain() {
      return new Look(false, false, 80);
    }
  }

  /// Writes to `err`; if `quiet`, errors only.
  public Terminal(PrintStream err, boolean quiet, Look look) {
    this.err = err;
    this.quiet = quiet;
    this.look = look;
  }

  /// What it can show.
  public Look look() {
    return look;
  }

  /// A line that the user may do without.
  public void note(String text) {
    if (!quiet) line(text);
  }

  /// A line that says why the work failed.
  public synchronized void error(String text) {
    line(text);
  }

  /// The stack trace of a failure.
  public synchronized void trace(Throwable failure) {
    hideBar();
    failure.printStackTrace(err);
    err.flush();
  }

  private synchronized void line(String text) {
    hideBar();
    err.println(text);
    err.flush();
  }

  /// Shows `text`, no wider than the terminal, in place of the bar before.
  synchronized void bar(String text) {
    err.print('\r' + text + "\u001b[K");
    err.flush();
    barShown = true;
  }

  /// Clears the bar's line.
  public synchronized void hideBar() {
    if (!barShown) return;
    err.print("\r\u001b[K");
    err.flush();
    barShown = false;
  }
}
