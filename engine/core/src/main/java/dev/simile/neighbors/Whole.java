package dev.simile.neighbors;

import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// Values that are whole numbers of at most 127 once they are multiplied by a power of two, as
/// stars and half stars are. Sums of their products are then exact in ints, and in doubles too,
/// whatever the order: both have the same bits.
///
/// @param counted whether every value is 1, whatever the rating
/// @param bits the values are multiplied by 2^bits
/// @param largest absolute value after that
record Whole(boolean counted, int bits, int largest) {
  /// Above it a value does not fit into a byte.
  private static final int LARGEST = 127;

  /// Finer fractions are not looked for.
  private static final int MOST_BITS = 3;

  /// Rows whose ranks fit into an int beside a byte.
  private static final int MOST_ROWS = 1 << 24;

  /// The values that the similarity takes for ratings, if they are such and no sum overflows.
  static @Nullable Whole of(Csr byRow, NeighborConfig config, Vectors vectors) {
    if (byRow.rows() > MOST_ROWS) return null;
    if (Vectors.kind(config) == PairSums.Kind.COUNTS) return new Whole(true, 0, 1);
    if (!vectors.plainProducts()) return null;
    int widest = 0;
    for (int x = 0; x < byRow.rows(); x++) widest = Math.max(widest, byRow.degree(x));
    int bits = 0;
    int largest = byRow.hasValues() ? 0 : 1;
    for (long at = 0; byRow.hasValues() && at < byRow.entries(); at++) {
      float value = byRow.value(at);
      float scaled = value * (1 << bits);
      while (scaled != (int) scaled && bits < MOST_BITS) scaled = value * (1 << ++bits);
      if (scaled != (int) scaled || Math.abs(scaled) > LARGEST) return null;
      largest = Math.max(largest, (int) Math.ceil(Math.abs(value)));
    }
    int most = largest << bits;
    boolean fits = most <= LARGEST && (long) most * most * widest <= Integer.MAX_VALUE;
    return fits ? new Whole(false, bits, most) : null;
  }

  /// A rating as a whole number.
  int of(float rating) {
    return counted ? 1 : (int) (rating * (1 << bits));
  }

  /// What a sum of products of whole numbers is multiplied by.
  double unit() {
    return 1.0 / (1L << (2 * bits));
  }
}
