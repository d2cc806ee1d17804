package dev.simile.evaluate;

/// The difference between two models in one metric, over the same users.
///
/// @param metric in what
/// @param first a model
/// @param second another
/// @param value the first's figure minus the second's
/// @param low lower end of the 95 % interval of the difference, or NaN
/// @param high upper end, or NaN
/// @param p two-sided probability of a difference at least as large if there were none, by the
///   paired bootstrap over users; NaN if there is none
/// @param adjusted the same, corrected by Holm's method for all pairs of models in this metric
public record Contrast(
    Metric metric,
    String first,
    String second,
    double value,
    double low,
    double high,
    double p,
    double adjusted) {
  /// The share of false alarms over all pairs of models in a metric, at most.
  public static final double LEVEL = .05;

  /// True if the models differ, at [#LEVEL].
  public boolean significant() {
    return adjusted <= LEVEL;
  }
}
