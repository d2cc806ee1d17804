package dev.simile.factors;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// Solves for a row by blocks of columns (Rendle, Krichene, Zhang and Koren 2021, algorithm 2): for
/// each block B in turn the step d that minimizes with all other columns fixed,
///
/// ```
/// (square + ridge I + sum of weight y y')_BB d = sum of (value - weight y . x) y_B - (square x + ridge x)_B
/// ```
///
/// O(entries k B + k B^2) a row instead of O(entries k^2 + k^3). Scratch of one thread.
final class BlockWork {
  private final Memory memory;
  private final Kernels kernels;
  private final Map<Integer, RidgeSolver> solvers = new HashMap<>();
  private final FloatMatrix corner;
  private final FloatMatrix step;
  private final Floats product;
  private Floats fits;
  private Floats moves;
  private Floats rests;

  BlockWork(Memory memory, int columns, int block, Kernels kernels) {
    this.memory = memory;
    this.kernels = kernels;
    int width = FloatMatrix.strideOf(Math.min(block, columns));
    corner = memory.matrix("scratch", width, width);
    step = memory.matrix("scratch", 1, width);
    product = memory.floats("scratch", FloatMatrix.strideOf(columns));
    fits = memory.floats("scratch", 0);
    moves = fits;
    rests = fits;
  }

  /// Off-heap bytes of one, but for what grows with the ratings of a row.
  static long estimate(int columns, int block) {
    int width = FloatMatrix.strideOf(Math.min(block, columns));
    return 2 * RidgeSolver.estimate(width)
        + Memory.sizeOf((long) width * width, Float.BYTES)
        + Memory.sizeOf(width, Float.BYTES)
        + Memory.sizeOf(FloatMatrix.strideOf(columns), Float.BYTES);
  }

  private void reserve(int degree) {
    if (fits.length() >= degree) return;
    long room = Math.max(64, Math.min(Integer.MAX_VALUE, 2L * degree));
    fits = memory.floats("scratch", room);
    moves = memory.floats("scratch", room);
    rests = memory.floats("scratch", room);
  }

  /// Goes once through all blocks, from x on.
  ///
  /// @param x a row at byte `offset`
  /// @return x'A x - 2 b'x of the last x
  double solve(
      FloatMatrix fixed,
      BlockRows blocks,
      Ints index,
      Floats weights,
      Floats values,
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long offset) {
    int degree = (int) index.length();
    reserve(degree);
    kernels.scoreSome(fixed, index, degree, x, offset, null, 0f, fits.segment());
    for (int b = 0; b < blocks.count(); b++) {
      FloatMatrix rows = blocks.block(b);
      int first = blocks.first(b);
      int width = rows.columns();
      RidgeSolver solver =
          solvers.computeIfAbsent(width, size -> new RidgeSolver(memory, size, kernels));
      FloatMatrix own = corner(square, first, width, rows.stride());
      solver.begin(own);
      for (int i = 0; i < degree; i++)
        rests.set(i, Math.fma(-weights.at(i), fits.at(i), values.at(i)));
      solver.add(rows, index, 0, degree, weights, rests);
      multiply(square, first, width, x, offset);
      for (int f = 0; f < width; f++) {
        float pull = Math.fma(ridge, x.get(JAVA_FLOAT, offset + 4L * (first + f)), product.at(f));
        solver.sums().set(f, solver.sums().at(f) - pull);
      }
      solver.factor(ridge);
      solver.solve(step.segment(), 0);
      for (int f = 0; f < width; f++) {
        long at = offset + 4L * (first + f);
        x.set(JAVA_FLOAT, at, x.get(JAVA_FLOAT, at) + step.at(0, f));
      }
      kernels.scoreSome(rows, index, degree, step.segment(), 0, null, 0f, moves.segment());
      for (int i = 0; i < degree; i++) fits.set(i, fits.at(i) + moves.at(i));
    }
    return energy(degree, weights, values, square, ridge, x, offset);
  }

  /// The block of the square on its diagonal.
  private FloatMatrix corner(FloatMatrix square, int first, int width, int stride) {
    FloatMatrix own =
        stride == corner.stride()
            ? corner
            : FloatMatrix.view(corner.segment().asSlice(0, 4L * stride * stride), stride, stride);
    own.segment().fill((byte) 0);
    for (int f = 0; f < width; f++)
      MemorySegment.copy(
          square.segment(),
          square.offset(first + f) + 4L * first,
          own.segment(),
          own.offset(f),
          4L * width);
    return own;
  }

  /// Sets the product to rows `first..first+width-1` of the square times x.
  private void multiply(FloatMatrix square, int first, int width, MemorySegment x, long offset) {
    kernels.scoreRows(square, first, width, x, offset, null, 0f, product.segment(), 0);
  }

  private double energy(
      int degree,
      Floats weights,
      Floats values,
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long offset) {
    int n = square.rows();
    double sum = 0;
    for (int i = 0; i < degree; i++) {
      double fit = fits.at(i);
      sum += (weights.at(i) * fit - 2.0 * values.at(i)) * fit;
    }
    multiply(square, 0, n, x, offset);
    for (int f = 0; f < n; f++) {
      double own = x.get(JAVA_FLOAT, offset + 4L * f);
      sum += own * (product.at(f) + ridge * own);
    }
    return sum;
  }
}
