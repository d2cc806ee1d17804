package dev.simile.factors;

import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one thread of an [AlternatingTrainer] needs to solve for a row: the weights and values of
/// its ratings, and the solvers.
final class RowWork {
  private final Memory memory;
  private final Kernels kernels;
  private final int columns;
  private final Floats vectors;
  private final @Nullable BlockWork blockWork;
  private @Nullable RidgeSolver exact;
  private Floats weights;
  private Floats values;

  RowWork(Memory memory, int columns, AlternatingSolver solver, Kernels kernels) {
    this.memory = memory;
    this.kernels = kernels;
    this.columns = columns;
    vectors = memory.floats("scratch", 3L * FloatMatrix.strideOf(columns));
    blockWork =
        solver.method() == AlternatingSolver.Method.BLOCK
            ? new BlockWork(memory, columns, solver.block(), kernels)
            : null;
    weights = memory.floats("scratch", 0);
    values = weights;
  }

  /// Off-heap bytes of one, for rows of up to `longest` ratings.
  static long estimate(int longest, int columns, AlternatingSolver solver) {
    // Room grows by doubling and the old is kept: four times what is needed.
    long entries = 4 * Memory.sizeOf(longest, Float.BYTES) + 4096;
    long work = 2 * entries + Memory.sizeOf(3L * FloatMatrix.strideOf(columns), Float.BYTES);
    return work
        + switch (solver.method()) {
          case CG -> 0;
          case CHOLESKY -> RidgeSolver.estimate(columns);
          case BLOCK -> BlockWork.estimate(columns, solver.block()) + 2 * entries;
        };
  }

  /// Makes room for a row of `degree` ratings.
  void reserve(int degree) {
    if (weights.length() >= degree) return;
    long room = Math.max(64, Math.min(Integer.MAX_VALUE, 2L * degree));
    weights = memory.floats("scratch", room);
    values = memory.floats("scratch", room);
  }

  /// The weights of the row's ratings, to be set.
  Floats weights() {
    return weights;
  }

  /// Their values, to be set.
  Floats values() {
    return values;
  }

  /// Solves for row `row`, whose ratings are loaded.
  ///
  /// @param blocks the fixed side by blocks, for that solver
  /// @param by how, or null: exactly, with refinement
  /// @return x'A x - 2 b'x of the solution
  double solve(
      FloatMatrix fixed,
      @Nullable BlockRows blocks,
      Csr rows,
      int row,
      FloatMatrix square,
      float ridge,
      FloatMatrix solved,
      @Nullable AlternatingSolver by) {
    Ints index = rows.columnView();
    long from = rows.start(row);
    int degree = rows.degree(row);
    MemorySegment x = solved.segment();
    long offset = solved.offset(row);
    if (by != null && by.method() == AlternatingSolver.Method.CG)
      return kernels.conjugate(
          fixed,
          index,
          from,
          degree,
          weights,
          values,
          square,
          ridge,
          x,
          offset,
          by.steps(),
          vectors);
    if (blocks != null && blockWork != null)
      return blockWork.solve(
          fixed, blocks, index.slice(from, degree), weights, values, square, ridge, x, offset);
    RidgeSolver ridgeSolver = exact();
    ridgeSolver.begin(square);
    ridgeSolver.add(fixed, index, from, degree, weights, values);
    ridgeSolver.factor(ridge);
    if (by == null) {
      double[] refined = ridgeSolver.solveExactly(ridgeSolver.sums().segment(), 0);
      for (int f = 0; f < columns; f++) solved.set(row, f, (float) refined[f]);
    } else {
      ridgeSolver.solve(x, offset);
    }
    return ridgeSolver.energy(x, offset);
  }

  private RidgeSolver exact() {
    RidgeSolver made = exact;
    if (made == null) exact = made = new RidgeSolver(memory, columns, kernels);
    return made;
  }
}
