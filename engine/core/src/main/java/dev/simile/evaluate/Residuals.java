package dev.simile.evaluate;

import java.util.Arrays;

/// A histogram of residuals, predicted minus actual rating: 40 bins of equal width from minus to
/// plus the width of the rating scale; what lies beyond is in the outermost.
public final class Residuals {
  private static final int BINS = 40;

  private final double range;
  private final long[] counts = new long[BINS];

  Residuals(double range) {
    this.range = range;
  }

  void add(double error) {
    double bin = Math.floor((error + range) / (2 * range) * BINS); // NaN, of a scale of one value
    counts[Double.isNaN(bin) ? BINS / 2 : (int) Math.max(0, Math.min(BINS - 1.0, bin))]++;
  }

  void addAll(Residuals other) {
    for (int i = 0; i < BINS; i++) counts[i] += other.counts[i];
  }

  /// A sum of several, on the widest scale of them; their bins are moved as wholes, by their
  /// middle.
  static Residuals sum(Iterable<Residuals> parts) {
    double widest = 0;
    for (Residuals part : parts) widest = Math.max(widest, part.range);
    Residuals sum = new Residuals(widest);
    for (Residuals part : parts) {
      for (int bin = 0; bin < BINS; bin++) {
        double middle = (part.low(bin) + part.high(bin)) / 2;
        int at = (int) Math.max(0, Math.min(BINS - 1.0, (middle + widest) / (2 * widest) * BINS));
        sum.counts[widest == part.range ? bin : at] += part.counts[bin];
      }
    }
    return sum;
  }

  /// Number of bins.
  public int size() {
    return BINS;
  }

  /// Where a bin begins.
  public double low(int bin) {
    return -range + 2 * range * bin / BINS;
  }

  /// Where a bin ends; what is there belongs to the next.
  public double high(int bin) {
    return low(bin + 1);
  }

  /// Residuals in a bin.
  public long count(int bin) {
    return counts[bin];
  }

  /// All residuals.
  public long total() {
    return Arrays.stream(counts).sum();
  }
}
