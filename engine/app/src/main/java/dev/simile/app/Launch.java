package dev.simile.app;

import dev.simile.app.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/// What the launcher script tells the program by system properties: `simile.stderr`, the number of
/// the descriptor that is the user's stderr; `simile.terminal`, the display columns if that is a
/// terminal.
///
/// The JVM greets every start with the Vector API by a warning on stderr which no flag turns off;
/// so the script starts the JVM with stderr turned away and hands the real one over as another
/// descriptor.
final class Launch {
  private Launch() {}

  /// The user's stderr, UTF-8.
  static PrintStream stderr() {
    return new PrintStream(
        new FileOutputStream(descriptor(Integer.getInteger("simile.stderr", 2))),
        true,
        StandardCharsets.UTF_8);
  }

  private static FileDescriptor descriptor(int number) {
    if (number == 2) return FileDescriptor.err;
    try {
      // The JDK has no public way to a descriptor that the process inherited.
      Constructor<FileDescriptor> constructor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(number);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "simile.stderr needs --add-opens=java.base/java.io=ALL-UNNAMED", e);
    }
  }

  /// What the terminal can show. Colors are off where the environment has NO_COLOR, or the terminal
  /// is dumb.
  static Terminal.Look look() {
    Integer columns = Integer.getInteger("simile.terminal");
    if (columns == null || "dumb".equals(System.getenv("TERM"))) return Terminal.Look.plain();
    String noColor = System.getenv("NO_COLOR");
    boolean color = noColor == null || noColor.isEmpty();
    return new Terminal.Look(true, color, columns < 40 ? 80 : Math.min(columns, 200));
  }
}
