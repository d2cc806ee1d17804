package dev.simile.app.terminal;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the library logs, as plain lines among the notes. Found by the JDK as a service.
public final class Log extends System.LoggerFinder {
  private static final AtomicReference<@Nullable Consumer<String>> SINK = new AtomicReference<>();

  /// Where the lines go from now on; null: nowhere.
  public static void to(@Nullable Consumer<String> sink) {
    SINK.set(sink);
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Logger(name);
  }

  private record Logger(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      Level least = name.startsWith("dev.simile") ? Level.INFO : Level.WARNING;
      return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      Consumer<String> sink = SINK.get();
      if (sink == null || !isLoggable(level)) return;
      sink.accept(thrown == null ? String.valueOf(message) : message + ": " + thrown);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      log(
          level,
          bundle,
          parameters == null || parameters.length == 0 || format == null
              ? format
              : MessageFormat.format(format, parameters),
          (Throwable) null);
    }
  }
}
