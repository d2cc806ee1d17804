package dev.simile.bench.report;

import dev.simile.app.output.Numbers;
import dev.simile.bench.Measurement;

/// Figures with their units.
final class Units {
  private Units() {}

  /// What a benchmark does in a second: its units of work, or its operations.
  static double rate(Measurement one) {
    Double units = one.counted().get("units");
    return units == null ? one.score().value() : units;
  }

  /// Whether a score says how much is done, not how long it takes.
  static boolean isRate(Measurement one) {
    return one.score().unit().startsWith("ops/");
  }

  /// `12.3 M`.
  static String brief(double value) {
    if (!Double.isFinite(value)) return "";
    String letters = " kMGT";
    int letter = 0;
    double rest = value;
    while (Math.abs(rest) >= 999.95 && letter < letters.length() - 1) {
      rest /= 1000;
      letter++;
    }
    String number = Numbers.brief(rest);
    return letter == 0 ? number : number + ' ' + letters.charAt(letter);
  }
}
