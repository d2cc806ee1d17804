package dev.simile.app.terminal;

import dev.simile.parallel.Progress;
import java.util.function.BooleanSupplier;

/// How long work says how far it is.
public enum ProgressMode {
  /// Bars on a terminal, lines elsewhere.
  AUTO,
  /// Bars.
  BAR,
  /// Lines.
  LOG,
  /// Not at all.
  NONE;

  /// The progress of a run.
  ///
  /// @param cancelled true once the user wants it to stop
  public Progress on(Terminal terminal, BooleanSupplier cancelled) {
    Progress shown =
        switch (this) {
          case AUTO -> terminal.look().bars() ? new Bars(terminal) : Progress.log();
          case BAR -> new Bars(terminal);
          case LOG -> Progress.log();
          case NONE -> Progress.none();
        };
    return new Progress() {
      @Override
      public Step step(String name, long total, String unit) {
        return shown.step(name, total, unit);
      }

      @Override
      public boolean cancelled() {
        return cancelled.getAsBoolean();
      }
    };
  }
}
