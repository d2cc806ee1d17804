package dev.simile.bench.data;

/// Popularity by Zipf's law: the thing of rank `r`, from 0 on, weighs `(r + offset)^-exponent`;
/// which thing has which rank is random.
final class Zipf {
  private Zipf() {}

  /// The weight of each of `n` things.
  static double[] weights(int n, double exponent, double offset, SplitMix random) {
    double[] weights = new double[n];
    for (int rank = 0; rank < n; rank++) {
      // The shuffle of Fisher and Yates as it goes.
      int other = random.below(rank + 1);
      weights[rank] = weights[other];
      weights[other] = StrictMath.pow(rank + offset, -exponent);
    }
    return weights;
  }

  /// Whole numbers of at least 1 that add up to `total` and are in proportion to `weights`, but for
  /// those that would be below 1 or above `cap`.
  static int[] shares(double[] weights, long total, int cap) {
    double low = 0;
    double high = 1;
    while (sum(weights, high, cap) < total) high *= 2;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (sum(weights, middle, cap) < total) low = middle;
      else high = middle;
    }
    int[] shares = new int[weights.length];
    double sum = 0;
    long given = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += Math.clamp(high * weights[i], 1, cap);
      // Rounding the sums, not the shares, loses nothing.
      long upTo = i == shares.length - 1 ? total : Math.min(total, (long) sum);
      shares[i] = (int) (upTo - given);
      given = upTo;
    }
    return shares;
  }

  private static double sum(double[] weights, double factor, int cap) {
    double sum = 0;
    for (double weight : weights) sum += Math.clamp(factor * weight, 1, cap);
    return sum;
  }

  /// Draws things in proportion to their weights, each in constant time (Vose 1991).
  static final class Draw {
    private final double[] own;
    private final int[] other;

    Draw(double[] weights) {
      int n = weights.length;
      own = new double[n];
      other = new int[n];
      double sum = 0;
      for (double weight : weights) sum += weight;
      int[] stack = new int[n]; // the light from the left, the heavy from the right
      int light = 0;
      int heavy = n;
      for (int i = 0; i < n; i++) {
        own[i] = weights[i] * n / sum;
        other[i] = i;
        if (own[i] < 1) stack[light++] = i;
        else stack[--heavy] = i;
      }
      while (light > 0 && heavy < n) {
        int small = stack[--light];
        int large = stack[heavy];
        other[small] = large;
        own[large] -= 1 - own[small];
        if (own[large] < 1) {
          heavy++;
          stack[light++] = large;
        }
      }
    }

    int next(SplitMix random) {
      int i = random.below(own.length);
      return random.unit() < own[i] ? i : other[i];
    }
  }
}
