package dev.simile.app.chart;

/// A figure and how sure it is.
///
/// @param value the figure; NaN if there is none
/// @param low lower end of its interval, or NaN
/// @param high upper end, or NaN
public record Estimate(double value, double low, double high) {
  /// A figure without an interval.
  public static Estimate of(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }

  /// True if there is a figure.
  public boolean isKnown() {
    return Double.isFinite(value);
  }

  /// True if there is a figure with an interval.
  public boolean hasInterval() {
    return isKnown() && Double.isFinite(low) && Double.isFinite(high);
  }
}
