package dev.simile.evaluate;

/// What a metric came to.
///
/// `low` and `high` are the 95 % confidence interval by the bootstrap over users
/// ([dev.simile.statistics.Bootstrap]); it is not cut off at the ends of the metric's range. They
/// are NaN where there is no interval: of a figure that is no mean over users, and where too few
/// users differ.
///
/// @param metric what was measured
/// @param value the figure, of several folds their mean; NaN if there was nothing to measure it on
/// @param low lower end of the interval, or NaN
/// @param high upper end of the interval, or NaN
/// @param users number of users it rests on, of several folds that of the largest
public record Value(Metric metric, double value, double low, double high, int users) {
  /// True if there is an interval.
  public boolean hasInterval() {
    return !Double.isNaN(low);
  }

  static Value figure(Metric metric, double value, int users) {
    return new Value(metric, value, Double.NaN, Double.NaN, users);
  }
}
