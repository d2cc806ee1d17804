package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import java.lang.foreign.MemorySegment;

/// The definition of the kernels that solve for a row: [Kernels#combine], [Kernels#gram],
/// [Kernels#conjugate], [Kernels#cholesky] and [Kernels#solve].
final class ScalarRidge {
  private static final int CHUNK = FloatMatrix.ROW_MULTIPLE;

  private ScalarRidge() {}

  static void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset) {
    for (int i = 0; i < count; i++) {
      long at = rows.offset(index.at(from + i));
      add(values.at(i), rows.segment(), at, sums, sumsOffset, rows.stride());
    }
  }

  static void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    int n = rows.stride();
    MemorySegment y = rows.segment();
    for (int i = 0; i < count; i++) {
      long at = rows.offset(index.at(from + i));
      float weight = weights.at(i);
      for (int f = 0; f < n; f++) {
        float own = load(y, at + 4L * f);
        long cell = square.offset(f);
        for (int g = f & -CHUNK; g < n; g++) {
          float sum = load(square.segment(), cell + 4L * g);
          float product = Math.fma(own, weight * load(y, at + 4L * g), sum);
          store(square.segment(), cell + 4L * g, product);
        }
      }
    }
  }

  static double conjugate(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats weights,
      Floats values,
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long xOffset,
      int steps,
      Floats scratch) {
    int n = rows.stride();
    MemorySegment y = rows.segment();
    MemorySegment vectors = scratch.segment();
    long p = 4L * n;
    long q = 8L * n;
    double energy = 0;
    for (int f = 0; f < n; f++) store(vectors, 4L * f, -shifted(square, f, ridge, x, xOffset, n));
    for (int i = 0; i < count; i++) {
      long at = rows.offset(index.at(from + i));
      float dot = ScalarKernels.dotUnchecked(y, at, x, xOffset, n);
      energy -= (double) values.at(i) * dot;
      add(Math.fma(-weights.at(i), dot, values.at(i)), y, at, vectors, 0, n);
    }
    energy -= ScalarKernels.dotUnchecked(vectors, 0, x, xOffset, n);
    for (int f = 0; f < n; f++) store(vectors, p + 4L * f, load(vectors, 4L * f));
    float squares = ScalarKernels.dotUnchecked(vectors, 0, vectors, 0, n);
    for (int step = 0; step < steps && squares > 0; step++) {
      for (int f = 0; f < n; f++)
        store(vectors, q + 4L * f, shifted(square, f, ridge, vectors, p, n));
      for (int i = 0; i < count; i++) {
        long at = rows.offset(index.at(from + i));
        float dot = ScalarKernels.dotUnchecked(y, at, vectors, p, n);
        add(weights.at(i) * dot, y, at, vectors, q, n);
      }
      float length = squares / ScalarKernels.dotUnchecked(vectors, p, vectors, q, n);
      if (!(length > 0 && length <= Float.MAX_VALUE)) break;
      energy -= (double) length * squares;
      add(length, vectors, p, x, xOffset, n);
      add(-length, vectors, q, vectors, 0, n);
      float left = ScalarKernels.dotUnchecked(vectors, 0, vectors, 0, n);
      float ratio = left / squares;
      for (int f = 0; f < n; f++) {
        float next = Math.fma(ratio, load(vectors, p + 4L * f), load(vectors, 4L * f));
        store(vectors, p + 4L * f, next);
      }
      squares = left;
    }
    return energy;
  }

  /// Element `f` of (square + ridge I) x.
  private static float shifted(
      FloatMatrix square, int f, float ridge, MemorySegment x, long xOffset, int n) {
    float dot = ScalarKernels.dotUnchecked(square.segment(), square.offset(f), x, xOffset, n);
    return Math.fma(ridge, load(x, xOffset + 4L * f), dot);
  }

  static void cholesky(FloatMatrix square) {
    int n = square.stride();
    MemorySegment u = square.segment();
    for (int i = 0; i < n; i++) {
      int first = i & -CHUNK;
      long row = square.offset(i) + 4L * first;
      for (int j = 0; j < i; j++) {
        long above = square.offset(j);
        add(-load(u, above + 4L * i), u, above + 4L * first, u, row, n - first);
      }
      long diagonal = square.offset(i) + 4L * i;
      float pivot = (float) Math.sqrt(load(u, diagonal));
      for (int l = first; l < i; l++) store(u, square.offset(i) + 4L * l, 0f);
      store(u, diagonal, pivot);
      for (int l = i + 1; l < n; l++) {
        long cell = square.offset(i) + 4L * l;
        store(u, cell, load(u, cell) / pivot);
      }
    }
  }

  static void solve(FloatMatrix factor, MemorySegment x, long xOffset) {
    int n = factor.stride();
    MemorySegment u = factor.segment();
    for (int j = 0; j < n; j++) {
      int first = j & -CHUNK;
      long row = factor.offset(j);
      float solved = load(x, xOffset + 4L * j) / load(u, row + 4L * j);
      add(-solved, u, row + 4L * first, x, xOffset + 4L * first, n - first);
      store(x, xOffset + 4L * j, solved);
    }
    for (int j = n - 1; j >= 0; j--) {
      int first = j & -CHUNK;
      long row = factor.offset(j);
      float right = load(x, xOffset + 4L * j);
      store(x, xOffset + 4L * j, 0f);
      float dot =
          ScalarKernels.dotUnchecked(u, row + 4L * first, x, xOffset + 4L * first, n - first);
      store(x, xOffset + 4L * j, (right - dot) / load(u, row + 4L * j));
    }
  }

  /// Adds `factor` times `n` floats to others, each by a fused multiply-add.
  private static void add(
      float factor, MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n) {
    for (int f = 0; f < n; f++) {
      long at = toOffset + 4L * f;
      store(to, at, Math.fma(factor, load(from, fromOffset + 4L * f), load(to, at)));
    }
  }

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }

  private static void store(MemorySegment segment, long offset, float value) {
    segment.set(JAVA_FLOAT_UNALIGNED, offset, value);
  }
}
