package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import org.jspecify.annotations.Nullable;

/// The similarities of who has what alone, from three counts. Each is symmetric to the bit where
/// its formula is.
final class Association {
  private static final double LN_2 = StrictMath.log(2);

  private final Similarity similarity;
  private final double rows;
  private final double columns;
  private final double alpha;
  private final double beta;
  private final @Nullable Doubles products; // k ln k for k in 0..columns

  private Association(NeighborConfig config, int rows, int columns, @Nullable Doubles products) {
    this.similarity = config.similarity();
    this.rows = rows;
    this.columns = columns;
    this.alpha = config.alpha();
    this.beta = config.beta();
    this.products = products;
  }

  /// Off-heap bytes, at most.
  static long estimate(int columns) {
    return Memory.sizeOf(columns + 1L, Double.BYTES);
  }

  /// The similarity of the config, which is resolved, over a matrix of that shape. O(columns).
  static Association of(NeighborConfig config, int rows, int columns, Memory memory) {
    Doubles products = null;
    if (config.similarity() == Similarity.LLR) {
      products = memory.doubles("k ln k", columns + 1L);
      for (int k = 2; k <= columns; k++) products.set(k, k * StrictMath.log(k));
    }
    return new Association(config, rows, columns, products);
  }

  /// The similarity of two rows.
  ///
  /// @param n common columns; with 0 it is what makes no neighbor: -inf for logarithms, else 0
  /// @param a columns of the row
  /// @param b columns of the other row
  double of(int n, int a, int b) {
    double both = n;
    double product = (double) a * b;
    if (n == 0)
      return similarity == Similarity.PMI || similarity == Similarity.SAR_INFORMATION
          ? Double.NEGATIVE_INFINITY
          : 0;
    return switch (similarity) {
      case JACCARD -> both / ((double) a + b - n);
      case DICE -> 2 * both / ((double) a + b);
      case TVERSKY -> both / (both + alpha * (a - n) + beta * (b - n));
      case CONDITIONAL -> both / (alpha == 0 ? a : a * StrictMath.pow(b, alpha));
      case LLR -> likelihood(n, a, b);
      case LIFT -> columns * both / product;
      case PMI -> StrictMath.log(columns * both / product);
      case COUNT -> both;
      case INCLUSION -> both / Math.min(a, b);
      case ASSOCIATION_STRENGTH -> both / product;
      case LEXICOGRAPHER -> both * StrictMath.log(columns * both / product);
      case SAR_INFORMATION -> StrictMath.log(rows * both / product) / LN_2;
      case COSINE, ADJUSTED_COSINE, PEARSON, PEARSON_BASELINE, MSD, EUCLIDEAN, INVERSE_DISTANCE ->
          throw new IllegalStateException(similarity + " is of ratings");
    };
  }

  /// G^2 = 2 (sum over cells of k ln k - sum over rows and columns of k ln k + N ln N).
  private double likelihood(int n, int a, int b) {
    int all = (int) columns;
    double cells = (product(n) + product(all - a - b + n)) + (product(a - n) + product(b - n));
    double margins = (product(a) + product(b)) + (product(all - a) + product(all - b));
    double ratio = Math.max(0, 2 * (cells - margins + product(all)));
    double similarity = 1 - 1 / (1 + ratio);
    return columns * n < (double) a * b ? -similarity : similarity;
  }

  private double product(int k) {
    return products == null ? 0 : products.at(k);
  }
}
