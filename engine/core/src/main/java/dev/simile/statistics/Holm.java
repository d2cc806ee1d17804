package dev.simile.statistics;

import java.util.Arrays;

/// The step-down correction for several comparisons (Holm 1979, "A simple sequentially rejective
/// multiple test procedure"): whoever calls significant what is at most alpha after it is wrong
/// anywhere in the family with probability at most alpha, however the comparisons depend on each
/// other.
public final class Holm {
  private Holm() {}

  /// The adjusted values, in the order of `p`: with `m` values sorted ascending, the value of rank
  /// `i` (from 0) becomes `max over j <= i of min(1, (m - j) p[j])`. NaN stays NaN and does not
  /// count.
  ///
  /// @throws IllegalArgumentException if a value is not in 0..1
  public static double[] adjust(double[] p) {
    for (int i = 0; i < p.length; i++) {
      if (p[i] < 0 || p[i] > 1)
        throw new IllegalArgumentException("p[" + i + "] must be 0..1, was " + p[i]);
    }
    double[] sorted = Arrays.stream(p).filter(value -> !Double.isNaN(value)).sorted().toArray();
    double[] adjusted = new double[sorted.length];
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      most = Math.max(most, Math.min(1, (sorted.length - i) * sorted[i]));
      adjusted[i] = most;
    }
    double[] result = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      // Equal values have the first's adjusted value: it is the largest of theirs.
      result[i] = Double.isNaN(p[i]) ? Double.NaN : adjusted[first(sorted, p[i])];
    }
    return result;
  }

  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
