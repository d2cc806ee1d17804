package dev.simile.app.demo;

import dev.simile.app.output.Numbers;
import dev.simile.app.output.Texts;
import java.util.function.Consumer;

/// Numbered steps with what each did and how long it took, at most 80 columns wide.
final class Story {
  private static final int WIDTH = 80;
  private static final String INDENT = "   ";

  private final Consumer<String> out;
  private final long start = System.nanoTime();
  private final StringBuilder step = new StringBuilder();
  private long begun = start;
  private int number;

  Story(Consumer<String> out) {
    this.out = out;
  }

  /// Seconds since the story began.
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /// A paragraph without a number, shown at once.
  void tell(String text) {
    out.accept(String.join("\n", Texts.wrap(text, WIDTH)) + "\n");
  }

  /// A line as it is, shown at once.
  void line(String text) {
    out.accept(text + "\n");
  }

  /// Adds a paragraph to the step.
  void say(String text) {
    for (String line : Texts.wrap(text, WIDTH - INDENT.length()))
      step.append(INDENT).append(line).append('\n');
  }

  /// Adds lines to the step as they are.
  void show(String lines) {
    lines.lines().forEach(line -> step.append((INDENT + line).stripTrailing()).append('\n'));
  }

  /// Adds an empty line to the step.
  void blank() {
    step.append('\n');
  }

  /// Shows the step under its title, with the time since the one before.
  void end(String title) {
    long now = System.nanoTime();
    String left = ++number + ". " + title;
    String right = Numbers.seconds((now - begun) / 1e9);
    int gap = WIDTH - Texts.width(left) - Texts.width(right);
    out.accept("\n" + left + " ".repeat(Math.max(1, gap)) + right + "\n" + step);
    step.setLength(0);
    begun = now;
  }
}
