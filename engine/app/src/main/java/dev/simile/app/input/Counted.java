package dev.simile.app.input;

import java.util.Locale;

/// Parts of a note that are there only if there is something to say.
final class Counted {
  private Counted() {}

  /// `; 1 line is`, `; 1,234 lines are`, or nothing if the count is 0.
  static String of(long count, String one, String many) {
    if (count == 0) return "";
    return String.format(Locale.ROOT, "; %,d ", count) + (count == 1 ? one : many);
  }
}
