package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.NEXT;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The kernels that solve for a row, in the Vector API. Columns go by vectors; what is added to one
/// cell comes in the order of the definition.
final class VectorRidge {
  private static final int CHUNK = FloatMatrix.ROW_MULTIPLE;

  private VectorRidge() {}

  static void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset) {
    MemorySegment y = rows.segment();
    int n = rows.stride();
    int i = 0;
    for (; i <= count - 4; i += 4)
      addFour(
          y,
          rows.offset(index.at(from + i)),
          values.at(i),
          rows.offset(index.at(from + i + 1)),
          values.at(i + 1),
          rows.offset(index.at(from + i + 2)),
          values.at(i + 2),
          rows.offset(index.at(from + i + 3)),
          values.at(i + 3),
          sums,
          sumsOffset,
          n);
    for (; i < count; i++)
      add(values.at(i), y, rows.offset(index.at(from + i)), sums, sumsOffset, n);
  }

  static void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    int n = rows.stride();
    for (int g = 0; g < n; g += WIDTH) {
      int end = (g & -CHUNK) + CHUNK;
      for (int f = 0; f < end; f += 8) tile(rows, index, from, count, weights, square, f, g);
    }
  }

  /// Eight rows of the square and one vector of columns.
  private static void tile(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats weights,
      FloatMatrix square,
      int f,
      int g) {
    MemorySegment y = rows.segment();
    MemorySegment cells = square.segment();
    long step = 4L * square.stride();
    long cell = square.offset(f) + 4L * g;
    FloatVector s0 = fromMemorySegment(SPECIES, cells, cell, ORDER);
    FloatVector s1 = fromMemorySegment(SPECIES, cells, cell + step, ORDER);
    FloatVector s2 = fromMemorySegment(SPECIES, cells, cell + 2 * step, ORDER);
    FloatVector s3 = fromMemorySegment(SPECIES, cells, cell + 3 * step, ORDER);
    FloatVector s4 = fromMemorySegment(SPECIES, cells, cell + 4 * step, ORDER);
    FloatVector s5 = fromMemorySegment(SPECIES, cells, cell + 5 * step, ORDER);
    FloatVector s6 = fromMemorySegment(SPECIES, cells, cell + 6 * step, ORDER);
    FloatVector s7 = fromMemorySegment(SPECIES, cells, cell + 7 * step, ORDER);
    for (int i = 0; i < count; i++) {
      long at = rows.offset(index.at(from + i));
      FloatVector own =
          fromMemorySegment(SPECIES, y, at + 4L * g, ORDER)
              .mul(FloatVector.broadcast(SPECIES, weights.at(i)));
      long other = at + 4L * f;
      s0 = FloatVector.broadcast(SPECIES, load(y, other)).fma(own, s0);
      s1 = FloatVector.broadcast(SPECIES, load(y, other + 4)).fma(own, s1);
      s2 = FloatVector.broadcast(SPECIES, load(y, other + 8)).fma(own, s2);
      s3 = FloatVector.broadcast(SPECIES, load(y, other + 12)).fma(own, s3);
      s4 = FloatVector.broadcast(SPECIES, load(y, other + 16)).fma(own, s4);
      s5 = FloatVector.broadcast(SPECIES, load(y, other + 20)).fma(own, s5);
      s6 = FloatVector.broadcast(SPECIES, load(y, other + 24)).fma(own, s6);
      s7 = FloatVector.broadcast(SPECIES, load(y, other + 28)).fma(own, s7);
    }
    s0.intoMemorySegment(cells, cell, ORDER);
    s1.intoMemorySegment(cells, cell + step, ORDER);
    s2.intoMemorySegment(cells, cell + 2 * step, ORDER);
    s3.intoMemorySegment(cells, cell + 3 * step, ORDER);
    s4.intoMemorySegment(cells, cell + 4 * step, ORDER);
    s5.intoMemorySegment(cells, cell + 5 * step, ORDER);
    s6.intoMemorySegment(cells, cell + 6 * step, ORDER);
    s7.intoMemorySegment(cells, cell + 7 * step, ORDER);
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
    if (n == 0) return 0;
    MemorySegment y = rows.segment();
    MemorySegment vectors = scratch.segment();
    long p = 4L * n;
    long q = 8L * n;
    double energy = 0;
    shifted(square, ridge, x, xOffset, vectors, 0, n);
    for (int f = 0; f < n; f++) store(vectors, 4L * f, -load(vectors, 4L * f));
    for (int i = 0; i < count; i++) {
      long at = rows.offset(index.at(from + i));
      float dot = VectorKernels.dotUnchecked(y, at, x, xOffset, n);
      energy -= (double) values.at(i) * dot;
      add(Math.fma(-weights.at(i), dot, values.at(i)), y, at, vectors, 0, n);
    }
    energy -= VectorKernels.dotUnchecked(vectors, 0, x, xOffset, n);
    MemorySegment.copy(vectors, 0, vectors, p, 4L * n);
    float squares = VectorKernels.dotUnchecked(vectors, 0, vectors, 0, n);
    for (int step = 0; step < steps && squares > 0; step++) {
      shifted(square, ridge, vectors, p, vectors, q, n);
      for (int i = 0; i < count; i++) {
        long at = rows.offset(index.at(from + i));
        float dot = VectorKernels.dotUnchecked(y, at, vectors, p, n);
        add(weights.at(i) * dot, y, at, vectors, q, n);
      }
      float length = squares / VectorKernels.dotUnchecked(vectors, p, vectors, q, n);
      if (!(length > 0 && length <= Float.MAX_VALUE)) break;
      energy -= (double) length * squares;
      add(length, vectors, p, x, xOffset, n);
      add(-length, vectors, q, vectors, 0, n);
      float left = VectorKernels.dotUnchecked(vectors, 0, vectors, 0, n);
      float ratio = left / squares;
      for (int f = 0; f < n; f++) {
        float next = Math.fma(ratio, load(vectors, p + 4L * f), load(vectors, 4L * f));
        store(vectors, p + 4L * f, next);
      }
      squares = left;
    }
    return energy;
  }

  /// to = (square + ridge I) x.
  private static void shifted(
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long xOffset,
      MemorySegment to,
      long toOffset,
      int n) {
    VectorRows.score(square, 0, n, x, xOffset, null, 0f, to, toOffset);
    for (int f = 0; f < n; f++) {
      long at = toOffset + 4L * f;
      store(to, at, Math.fma(ridge, load(x, xOffset + 4L * f), load(to, at)));
    }
  }

  static void cholesky(FloatMatrix square) {
    int n = square.stride();
    MemorySegment u = square.segment();
    for (int i = 0; i < n; i++) {
      int first = i & -CHUNK;
      long row = square.offset(i) + 4L * first;
      int j = 0;
      for (; j <= i - 4; j += 4) {
        long a = square.offset(j);
        long b = square.offset(j + 1);
        long c = square.offset(j + 2);
        long d = square.offset(j + 3);
        long own = 4L * i;
        long to = 4L * first;
        addFour(
            u,
            a + to,
            -load(u, a + own),
            b + to,
            -load(u, b + own),
            c + to,
            -load(u, c + own),
            d + to,
            -load(u, d + own),
            u,
            row,
            n - first);
      }
      for (; j < i; j++) {
        long above = square.offset(j);
        add(-load(u, above + 4L * i), u, above + 4L * first, u, row, n - first);
      }
      long diagonal = square.offset(i) + 4L * i;
      float pivot = (float) Math.sqrt(load(u, diagonal));
      divide(u, row, pivot, n - first);
      for (int l = first; l < i; l++) store(u, square.offset(i) + 4L * l, 0f);
      store(u, diagonal, pivot);
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
          VectorKernels.dotUnchecked(u, row + 4L * first, x, xOffset + 4L * first, n - first);
      store(x, xOffset + 4L * j, (right - dot) / load(u, row + 4L * j));
    }
  }

  /// Adds `factor` times `n` floats, a multiple of 16, to others.
  private static void add(
      float factor, MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n) {
    FloatVector times = FloatVector.broadcast(SPECIES, factor);
    long end = 4L * n;
    for (long at = 0; at < end; at += NEXT)
      fromMemorySegment(SPECIES, from, fromOffset + at, ORDER)
          .fma(times, fromMemorySegment(SPECIES, to, toOffset + at, ORDER))
          .intoMemorySegment(to, toOffset + at, ORDER);
  }

  /// The same for four rows, one after the other.
  private static void addFour(
      MemorySegment from,
      long offset0,
      float factor0,
      long offset1,
      float factor1,
      long offset2,
      float factor2,
      long offset3,
      float factor3,
      MemorySegment to,
      long toOffset,
      int n) {
    FloatVector a = FloatVector.broadcast(SPECIES, factor0);
    FloatVector b = FloatVector.broadcast(SPECIES, factor1);
    FloatVector c = FloatVector.broadcast(SPECIES, factor2);
    FloatVector d = FloatVector.broadcast(SPECIES, factor3);
    long end = 4L * n;
    for (long at = 0; at < end; at += NEXT) {
      FloatVector sum =
          fromMemorySegment(SPECIES, from, offset0 + at, ORDER)
              .fma(a, fromMemorySegment(SPECIES, to, toOffset + at, ORDER));
      sum = fromMemorySegment(SPECIES, from, offset1 + at, ORDER).fma(b, sum);
      sum = fromMemorySegment(SPECIES, from, offset2 + at, ORDER).fma(c, sum);
      sum = fromMemorySegment(SPECIES, from, offset3 + at, ORDER).fma(d, sum);
      sum.intoMemorySegment(to, toOffset + at, ORDER);
    }
  }

  private static void divide(MemorySegment row, long offset, float by, int n) {
    FloatVector divisor = FloatVector.broadcast(SPECIES, by);
    long end = offset + 4L * n;
    for (long at = offset; at < end; at += NEXT)
      fromMemorySegment(SPECIES, row, at, ORDER).div(divisor).intoMemorySegment(row, at, ORDER);
  }

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }

  private static void store(MemorySegment segment, long offset, float value) {
    segment.set(JAVA_FLOAT_UNALIGNED, offset, value);
  }
}
