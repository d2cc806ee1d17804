package dev.simile.factors;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Solves for one row x after another, with all rows y of the other side fixed:
///
/// ```
/// A x = b     A = base + ridge I + sum of weight y y'     b = sum of value y
/// ```
///
/// Sums and Cholesky's method are in floats, by kernels; where it is asked for, iterative
/// refinement in double leaves of x only the rounding to floats. So that there is always an answer,
/// a ridge below 1e-5 of the mean diagonal is raised to that. O(entries k^2 + k^3). Scratch of one
/// thread.
final class RidgeSolver {
  private static final float LEAST_RIDGE = 1e-30f;
  private static final int ROUNDS = 8;

  private final Kernels kernels;
  private final int columns;
  private final FloatMatrix square;
  private final FloatMatrix factor;
  private final Floats sums;
  private final Floats solution;
  private final double[] refined;
  private final double[] residual;

  /// @param columns k, the length of a row
  RidgeSolver(Memory memory, int columns, Kernels kernels) {
    this.kernels = kernels;
    this.columns = columns;
    int n = FloatMatrix.strideOf(columns);
    square = memory.matrix("scratch", n, n);
    factor = memory.matrix("scratch", n, n);
    sums = memory.floats("scratch", n);
    solution = memory.floats("scratch", n);
    refined = new double[n];
    residual = new double[n];
  }

  /// Off-heap bytes of one.
  static long estimate(int columns) {
    long n = FloatMatrix.strideOf(columns);
    return 2 * Memory.sizeOf(n * n, Float.BYTES) + 2 * Memory.sizeOf(n, Float.BYTES);
  }

  /// Begins a row: A = base, or 0, and b = 0.
  void begin(@Nullable FloatMatrix base) {
    if (base == null) square.segment().fill((byte) 0);
    else square.segment().copyFrom(base.segment());
    sums.segment().fill((byte) 0);
  }

  /// Adds entries: rows `index[from..from+count-1]` of `rows` with their weights and values.
  void add(FloatMatrix rows, Ints index, long from, int count, Floats weights, Floats values) {
    kernels.gram(rows, index, from, count, weights, square);
    kernels.combine(rows, index, from, count, values, sums.segment(), 0);
  }

  /// b.
  Floats sums() {
    return sums;
  }

  /// Adds the ridge to A and factors it: nothing can be added any more.
  void factor(float ridge) {
    double diagonal = 0;
    for (int f = 0; f < columns; f++) diagonal += square.at(f, f);
    float least = Math.max((float) (1e-5 * diagonal / columns), LEAST_RIDGE);
    float added = Math.max(ridge, least);
    for (int f = 0; f < columns; f++) square.set(f, f, square.at(f, f) + added);
    // The columns of the padding are those of the identity: x is 0 there.
    for (int f = columns; f < square.rows(); f++) square.set(f, f, 1f);
    factor.segment().copyFrom(square.segment());
    kernels.cholesky(factor);
  }

  /// Solves for b and writes x to `into` at byte `offset`.
  void solve(MemorySegment into, long offset) {
    MemorySegment.copy(sums.segment(), 0, into, offset, sums.segment().byteSize());
    kernels.solve(factor, into, offset);
  }

  /// Solves for `right`, which may be [#sums], with iterative refinement: the rounding of floats
  /// shrinks in each round by as much as in the first, so that one is enough but where A is nearly
  /// singular.
  ///
  /// @param right columns and padding, from byte `rightOffset` on
  /// @return x, until the next call
  double[] solveExactly(MemorySegment right, long rightOffset) {
    int n = square.rows();
    MemorySegment x = solution.segment();
    MemorySegment.copy(right, rightOffset, x, 0, 4L * n);
    kernels.solve(factor, x, 0);
    for (int f = 0; f < n; f++) refined[f] = solution.at(f);
    for (int round = 0; round < ROUNDS; round++) {
      rest(right, rightOffset);
      for (int f = 0; f < n; f++) solution.set(f, (float) residual[f]);
      kernels.solve(factor, x, 0);
      double moved = 0;
      double largest = 0;
      for (int f = 0; f < n; f++) {
        refined[f] += solution.at(f);
        moved = Math.max(moved, Math.abs(solution.at(f)));
        largest = Math.max(largest, Math.abs(refined[f]));
      }
      if (!(moved > (round == 0 ? 1e-4 : 1e-8) * largest)) break;
    }
    return refined;
  }

  /// Sets the residual to right - A x.
  private void rest(MemorySegment right, long rightOffset) {
    for (int f = 0; f < square.rows(); f++)
      residual[f] = right.get(JAVA_FLOAT, rightOffset + 4L * f);
    for (int f = 0; f < columns; f++) {
      double own = refined[f];
      double sum = residual[f] - square.at(f, f) * own;
      for (int g = f + 1; g < columns; g++) {
        double cell = square.at(f, g);
        sum -= cell * refined[g];
        residual[g] -= cell * own;
      }
      residual[f] = sum;
    }
  }

  /// x'A x - 2 b'x of a solution x at byte `offset`, which is -b'x.
  double energy(MemorySegment x, long offset) {
    double sum = 0;
    for (int f = 0; f < columns; f++)
      sum += (double) sums.at(f) * x.get(JAVA_FLOAT, offset + 4L * f);
    return -sum;
  }
}
