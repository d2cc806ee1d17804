package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;

/// The sum of the outer products of all rows of a matrix, Y'Y, in parallel: rows in blocks whose
/// sums are floats, the blocks' sums in doubles, in an order that does not depend on threads.
final class SquareSum {
  private static final int BLOCK = 1024;
  private static final int MAX_SLOTS = 32;
  private static final long SLOT_CELLS = 1 << 22;

  private SquareSum() {}

  /// Bytes that [#of] takes while it runs.
  static long estimate(int rows, int factors) {
    long cells = cells(factors);
    return slots(rows, factors) * Memory.sizeOf(cells, Float.BYTES);
  }

  private static long cells(int factors) {
    long n = FloatMatrix.strideOf(factors);
    return n * n;
  }

  /// Blocks are dealt to slots, a task each.
  private static int slots(int rows, int factors) {
    long room = Math.clamp(SLOT_CELLS / cells(factors), 2, MAX_SLOTS);
    return (int) Math.clamp((rows + BLOCK - 1L) / BLOCK, 1, room);
  }

  /// Sets `square`, [FloatMatrix#stride] of `rows` rows and columns, to `scale` Y'Y, both
  /// triangles. O(rows x k^2).
  static void of(FloatMatrix rows, double scale, FloatMatrix square, Compute compute) {
    int n = rows.stride();
    int slots = slots(rows.rows(), rows.columns());
    double[][] sums = new double[slots][n * n];
    try (Memory scratch = Memory.open("square sum")) {
      Ints index = scratch.ints("index", BLOCK);
      Floats ones = scratch.floats("ones", BLOCK);
      for (int i = 0; i < BLOCK; i++) index.set(i, i);
      for (int i = 0; i < BLOCK; i++) ones.set(i, 1f);
      FloatMatrix[] partial = new FloatMatrix[slots];
      for (int i = 0; i < slots; i++) partial[i] = scratch.matrix("block", n, n);
      compute
          .workers()
          .run(
              slots,
              compute.progress(),
              (slot, worker) -> {
                for (int from = slot * BLOCK; from < rows.rows(); from += slots * BLOCK) {
                  int count = Math.min(BLOCK, rows.rows() - from);
                  FloatMatrix block =
                      FloatMatrix.view(
                          rows.segment().asSlice(rows.offset(from), 4L * count * n),
                          count,
                          rows.columns());
                  partial[slot].segment().fill((byte) 0);
                  compute.kernels().gram(block, index, 0, count, ones, partial[slot]);
                  add(partial[slot], sums[slot]);
                }
              });
    }
    for (int f = 0; f < n; f++) {
      for (int g = f; g < n; g++) {
        double sum = 0;
        for (double[] part : sums) sum += part[f * n + g];
        square.set(f, g, (float) (scale * sum));
        square.set(g, f, (float) (scale * sum));
      }
    }
  }

  private static void add(FloatMatrix from, double[] to) {
    int n = from.stride();
    for (int f = 0; f < n; f++) {
      for (int g = f; g < n; g++) to[f * n + g] += from.at(f, g);
    }
  }
}
