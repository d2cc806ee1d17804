package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import java.util.List;
import java.util.Locale;

/// Numbers with as many decimals as mean something: such that the narrowest interval among the
/// figures has a width of two digits, but no more than give the largest figure four digits; so many
/// where there are no intervals.
///
/// @param decimals behind the point
record Digits(int decimals) {
  private static final int MOST = 6;

  static Digits of(List<Estimate> estimates) {
    double narrowest = Double.POSITIVE_INFINITY;
    double largest = 0;
    boolean whole = true;
    for (Estimate estimate : estimates) {
      if (!estimate.isKnown()) continue;
      largest = Math.max(largest, Math.abs(estimate.value()));
      whole &= estimate.value() == Math.rint(estimate.value());
      if (estimate.hasInterval() && estimate.high() > estimate.low())
        narrowest = Math.min(narrowest, (estimate.high() - estimate.low()) / 2);
    }
    if (Double.isInfinite(narrowest))
      return new Digits(whole && largest >= 10 ? 0 : decimals(largest, 1000));
    return new Digits(Math.min(decimals(narrowest, 10), decimals(largest, 1000)));
  }

  /// How many decimals bring `size` to at least `least` in the last of them; at most 6.
  private static int decimals(double size, double least) {
    int decimals = 0;
    for (double scaled = size; scaled < least && decimals < MOST; scaled *= 10) decimals++;
    return size == 0 ? 4 : decimals;
  }

  /// The number; a dash if there is none.
  String format(double value) {
    if (!Double.isFinite(value)) return "–";
    String text =
        Math.abs(value) < 1e12
            ? String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(value))
            : String.format(Locale.ROOT, "%.3e", Math.abs(value));
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return value < 0 && !zero ? "−" + text : text;
  }

  /// `0.112 to 0.134`; empty if there is no interval.
  String interval(Estimate estimate) {
    return estimate.hasInterval() ? format(estimate.low()) + " to " + format(estimate.high()) : "";
  }

  /// The figure, and its interval in brackets if it has one.
  String both(Estimate estimate) {
    return estimate.hasInterval()
        ? format(estimate.value()) + " (" + interval(estimate) + ")"
        : format(estimate.value());
  }

  /// A probability: `0.032`, or `< 0.001`.
  static String probability(double p) {
    if (!Double.isFinite(p)) return "–";
    return p < .001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }
}
