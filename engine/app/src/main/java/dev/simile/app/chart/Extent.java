package dev.simile.app.chart;

/// From the least to the greatest of the values it has met.
public final class Extent {
  private static final double MOST = 1e300; // so that no difference is infinite

  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /// Takes a value in; what is not finite is left out, what is beyond 1e300 counts as that.
  public Extent add(double value) {
    if (!Double.isFinite(value)) return this;
    double bounded = Math.clamp(value, -MOST, MOST);
    low = Math.min(low, bounded);
    high = Math.max(high, bounded);
    return this;
  }

  /// Takes a figure and its interval in.
  public Extent add(Estimate estimate) {
    if (!estimate.isKnown()) return this;
    add(estimate.value());
    return estimate.hasInterval() ? add(estimate.low()).add(estimate.high()) : this;
  }

  /// Takes in what another has met.
  public Extent add(Extent other) {
    return add(other.low).add(other.high);
  }

  /// True until a value was met.
  public boolean isEmpty() {
    return low > high;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }
}
