package dev.simile.linear;

import dev.simile.Compute;

/// The elements below a square matrix's diagonal, square after square, so that those and their
/// mirror images both stay in the cache.
final class Squares {
  private static final int SIDE = 64;

  private Squares() {}

  /// What is done with an element and its mirror image.
  @FunctionalInterface
  interface Pair {
    /// Works on one of them.
    ///
    /// @param row greater than `column`
    void run(int row, int column);
  }

  /// Runs `pair` on all elements below the diagonal of an `n` x `n` matrix, on all threads.
  static void lower(int n, Compute compute, Pair pair) {
    int blocks = (n + SIDE - 1) / SIDE;
    compute
        .workers()
        .run(
            blocks,
            compute.progress(),
            (block, worker) -> {
              int rows = Math.min(n, (block + 1) * SIDE);
              for (int from = 0; from <= block * SIDE; from += SIDE) {
                for (int row = block * SIDE; row < rows; row++) {
                  int to = Math.min(row, from + SIDE);
                  for (int column = from; column < to; column++) pair.run(row, column);
                }
              }
            });
  }
}
