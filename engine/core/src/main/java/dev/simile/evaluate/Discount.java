package dev.simile.evaluate;

import java.util.function.IntToDoubleFunction;

/// What a place at a rank is worth, and the sums of it: computed once for as many ranks as a
/// ranking has, further ones when asked for.
final class Discount {
  private static final double LOG_2 = StrictMath.log(2);

  private final IntToDoubleFunction weight;
  private final double[] weights; // by rank from 1
  private final double[] sums; // of the first so many

  private Discount(int length, IntToDoubleFunction weight) {
    this.weight = weight;
    this.weights = new double[length + 1];
    this.sums = new double[length + 1];
    for (int rank = 1; rank <= length; rank++) {
      weights[rank] = weight.applyAsDouble(rank);
      sums[rank] = sums[rank - 1] + weights[rank];
    }
  }

  /// `1 / log2(rank + 1)`.
  static Discount logarithmic(int length) {
    return new Discount(length, rank -> LOG_2 / StrictMath.log(rank + 1.0));
  }

  /// `1 / max(1, log2 rank)`.
  static Discount fromSecond(int length) {
    return new Discount(length, rank -> rank <= 2 ? 1 : LOG_2 / StrictMath.log(rank));
  }

  /// `p^(rank - 1)`.
  static Discount geometric(double p, int length) {
    return new Discount(length, rank -> StrictMath.pow(p, rank - 1.0));
  }

  /// The worth of one rank, from 1.
  double at(int rank) {
    return rank < weights.length ? weights[rank] : weight.applyAsDouble(rank);
  }

  /// The worth of ranks `above + 1 .. above + places`, added.
  double sum(int above, int places) {
    if (above + places >= sums.length) return furtherSum(above, places);
    if (places == 1) return weights[above + 1];
    return sums[above + places] - sums[above];
  }

  private double furtherSum(int above, int places) {
    double sum = 0;
    for (int rank = above + 1; rank <= above + places; rank++) sum += at(rank);
    return sum;
  }

  /// The gains of an ideal list: `gains` descending from the end of its first `size` entries, at
  /// most `length` of them, each times its rank's worth.
  double ideal(double[] gains, int size, int length) {
    double sum = 0;
    for (int rank = 1; rank <= Math.min(length, size); rank++) sum += gains[size - rank] * at(rank);
    return sum;
  }
}
