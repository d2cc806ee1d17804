package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.sparse.Csr;

/// What training starts from: nearly normal factors of mean 0.
final class FirstFactors {
  private FirstFactors() {}

  /// Fills the rows that have ratings; others stay zero, so that nothing random enters a score.
  ///
  /// @param numbers a stream of [Randoms]
  static void fill(
      FloatMatrix matrix, Csr ratings, long numbers, double deviation, Compute compute) {
    double scale = Randoms.scale(deviation);
    int columns = matrix.columns();
    compute
        .workers()
        .ranges(
            matrix.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                if (ratings.degree(row) == 0) continue;
                long first = (long) row * columns;
                for (int f = 0; f < columns; f++)
                  matrix.set(row, f, Randoms.normal(Randoms.bits(numbers, first + f), scale));
              }
            });
  }
}
