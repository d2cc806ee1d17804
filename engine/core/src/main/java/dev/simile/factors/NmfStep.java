package dev.simile.factors;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.History;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;

/// One multiplicative step of one row of [NonNegative], in floats in the order of the row's
/// ratings:
///
/// ```
/// e_j  = p . q_j                          num_f = sum_j r_j q_jf      den_f = sum_j e_j q_jf
/// p_f' = p_f (num_f / (den_f + n l p_f))
/// ```
///
/// each sum by fused multiply-add. Holds what a worker needs for it, which grows with the longest
/// row; not thread-safe.
final class NmfStep {
  private final Memory memory;
  private final Kernels kernels;
  private final MemorySegment own; // the row
  private final MemorySegment sums; // numerators, then denominators
  private final int stride;
  private Ints index;
  private Floats ratings;
  private Floats estimates;

  NmfStep(Memory memory, int factors, Kernels kernels) {
    this.memory = memory;
    this.kernels = kernels;
    FloatMatrix rows = memory.matrix("step", 3, factors);
    this.stride = rows.stride();
    this.own = rows.segment().asSlice(0, 4L * stride);
    this.sums = rows.segment().asSlice(4L * stride, 8L * stride);
    this.index = memory.ints("step", 64);
    this.ratings = memory.floats("step", 64);
    this.estimates = memory.floats("step", 64);
  }

  /// Off-heap bytes of a step that met rows of up to `longest` entries, at most.
  static long estimate(int longest, int factors) {
    // Doubling leaves as much behind again as there is.
    return 4 * 3 * Memory.sizeOf(Math.max(64, longest), Float.BYTES)
        + 3 * Memory.sizeOf(FloatMatrix.strideOf(factors), Float.BYTES);
  }

  private void room(int n) {
    if (n <= index.length()) return;
    long length = Math.max(n, 2 * index.length());
    index = memory.ints("step", length);
    ratings = memory.floats("step", length);
    estimates = memory.floats("step", length);
  }

  /// Steps row `row` of `rows` by its entries in `entries`, into the same row of `into`.
  void step(
      FloatMatrix rows, int row, FloatMatrix others, Csr entries, float pull, FloatMatrix into) {
    long start = entries.start(row);
    int n = entries.degree(row);
    room(n);
    MemorySegment.copy(entries.columnView().segment(), 4 * start, index.segment(), 0, 4L * n);
    Floats values = entries.valueView();
    if (values != null)
      MemorySegment.copy(values.segment(), 4 * start, ratings.segment(), 0, 4L * n);
    else for (int i = 0; i < n; i++) ratings.set(i, 1f);
    step(rows, row, others, n, pull, into);
  }

  /// Steps row 0 of `row` by a history; items without ratings count as `unrated`, ratings below 0
  /// as 0.
  void step(FloatMatrix row, FloatMatrix items, History history, float unrated, float pull) {
    int n = history.size();
    room(n);
    for (int i = 0; i < n; i++) {
      index.set(i, history.item(i));
      ratings.set(i, history.rated() ? Math.max(0, history.rating(i)) : unrated);
    }
    step(row, 0, items, n, pull, row);
  }

  private void step(
      FloatMatrix rows, int row, FloatMatrix others, int n, float pull, FloatMatrix into) {
    MemorySegment.copy(rows.segment(), rows.offset(row), own, 0, 4L * stride);
    kernels.scoreSome(others, index, n, own, 0, null, 0f, estimates.segment());
    sums.fill((byte) 0);
    kernels.combine(others, index, 0, n, ratings, sums, 0);
    kernels.combine(others, index, 0, n, estimates, sums, 4L * stride);
    long at = into.offset(row);
    for (int f = 0; f < stride; f++) {
      float p = own.get(JAVA_FLOAT, 4L * f);
      float denominator = sums.get(JAVA_FLOAT, 4L * (stride + f)) + n * pull * p;
      // 0 where everything is: the padding, and rows whose ratings are all 0.
      float next = denominator == 0 ? 0 : p * (sums.get(JAVA_FLOAT, 4L * f) / denominator);
      into.segment().set(JAVA_FLOAT, at + 4L * f, next);
    }
  }
}
