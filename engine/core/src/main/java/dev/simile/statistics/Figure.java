package dev.simile.statistics;

/// What is estimated: a [Ratio] or the [Difference] of two.
public sealed interface Figure permits Ratio, Difference {
  /// The figure of the sample itself; NaN where it is undefined.
  double value();
}
