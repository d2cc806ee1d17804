package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The definition of every kernel, in plain Java.
final class ScalarKernels implements Kernels {
  static final ScalarKernels INSTANCE = new ScalarKernels();

  private ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    Bounds.floats(a, aOffset, n);
    Bounds.floats(b, bOffset, n);
    return dotUnchecked(a, aOffset, b, bOffset, n);
  }

  static float dotUnchecked(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    float s0 = strand(a, aOffset, b, bOffset, n);
    float s1 = strand(a, aOffset + 4, b, bOffset + 4, n - 1);
    float s2 = strand(a, aOffset + 8, b, bOffset + 8, n - 2);
    float s3 = strand(a, aOffset + 12, b, bOffset + 12, n - 3);
    return (s0 + s2) + (s1 + s3);
  }

  /// The virtual lanes 0, 4, 8 and 12 and their part of the tree. All sixteen lanes in one method
  /// are more variables than the first compiler takes, and it would leave them to the interpreter.
  private static float strand(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    float l0 = 0, l4 = 0, l8 = 0, l12 = 0;
    long x = aOffset;
    long y = bOffset;
    int left = n;
    for (; left > 12; left -= 16, x += 64, y += 64) {
      l0 = Math.fma(load(a, x), load(b, y), l0);
      l4 = Math.fma(load(a, x + 16), load(b, y + 16), l4);
      l8 = Math.fma(load(a, x + 32), load(b, y + 32), l8);
      l12 = Math.fma(load(a, x + 48), load(b, y + 48), l12);
    }
    if (left > 0) l0 = Math.fma(load(a, x), load(b, y), l0);
    if (left > 4) l4 = Math.fma(load(a, x + 16), load(b, y + 16), l4);
    if (left > 8) l8 = Math.fma(load(a, x + 32), load(b, y + 32), l8);
    return (l0 + l8) + (l4 + l12);
  }

  @Override
  public void scoreRows(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out,
      long outOffset) {
    Bounds.scoreRows(rows, from, count, query, queryOffset, bias, out, outOffset);
    int stride = rows.stride();
    for (int i = 0; i < count; i++) {
      float dot = dotUnchecked(rows.segment(), rows.offset(from + i), query, queryOffset, stride);
      float score = bias == null ? base + dot : base + (bias.at(from + i) + dot);
      out.set(JAVA_FLOAT_UNALIGNED, outOffset + 4L * i, score);
    }
  }

  @Override
  public void scoreSome(
      FloatMatrix rows,
      Ints index,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out) {
    Bounds.scoreSome(rows, index, count, query, queryOffset, bias, out);
    for (int i = 0; i < count; i++) {
      int row = index.at(i);
      float dot = dotUnchecked(rows.segment(), rows.offset(row), query, queryOffset, rows.stride());
      float score = bias == null ? base + dot : base + (bias.at(row) + dot);
      out.set(JAVA_FLOAT_UNALIGNED, 4L * i, score);
    }
  }

  @Override
  public void scoreTile(
      FloatMatrix queries,
      int queryFrom,
      int queryCount,
      FloatMatrix rows,
      int from,
      int count,
      @Nullable Floats bias,
      @Nullable Floats bases,
      MemorySegment out,
      long outOffset,
      long outStride) {
    Bounds.scoreTile(
        queries, queryFrom, queryCount, rows, from, count, bias, bases, out, outOffset, outStride);
    for (int q = 0; q < queryCount; q++) {
      int row = queryFrom + q;
      float base = bases == null ? 0f : bases.at(row);
      long target = outOffset + 4L * q * outStride;
      scoreRows(rows, from, count, queries.segment(), queries.offset(row), bias, base, out, target);
    }
  }

  @Override
  public void subtractProduct(
      FloatMatrix rows,
      int from,
      int count,
      FloatMatrix panels,
      int panel,
      int panelCount,
      FloatMatrix out,
      int outRow,
      int outColumn) {
    Bounds.subtractProduct(rows, from, count, panels, panel, panelCount, out, outRow, outColumn);
    int depth = rows.columns();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < Bounds.PANEL * panelCount; j++) {
        long x = rows.offset(from + i);
        long y = panels.offset((panel + j / Bounds.PANEL) * depth) + 4L * (j % Bounds.PANEL);
        float product = 0;
        for (int k = 0; k < depth; k++, x += 4, y += 4L * Bounds.PANEL)
          product = Math.fma(load(rows.segment(), x), load(panels.segment(), y), product);
        long to = out.offset(outRow + i) + 4L * (outColumn + j);
        out.segment().set(JAVA_FLOAT_UNALIGNED, to, load(out.segment(), to) - product);
      }
    }
  }

  @Override
  public double sgd(
      SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly) {
    Bounds.sgd(model, block, from, count, rate);
    return ScalarSgd.descend(model, block, from, count, rate, slowOnly);
  }

  @Override
  public long pairs(PairModel model, PairBlock block, int from, int count, float rate) {
    Bounds.pairs(model, block, from, count, rate);
    return ScalarPairs.descend(model, block, from, count, rate);
  }

  @Override
  public void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums) {
    Bounds.accumulate(index, values, from, count, sums);
    for (long at = from; at < from + count; at++) {
      long target = 4L * index.at(at);
      float sum = sums.get(JAVA_FLOAT, target);
      sums.set(
          JAVA_FLOAT, target, values == null ? sum + weight : Math.fma(weight, values.at(at), sum));
    }
  }

  @Override
  public void addWhole(
      WholeRows rows, Longs starts, Ints lengths, long from, int count, MemorySegment sums) {
    Bounds.addWhole(rows, starts, lengths, from, count, sums);
    Ints entries = rows.entries();
    for (long i = from; i < from + count; i++) {
      long start = starts.at(i) >> 8;
      int weight = (byte) starts.at(i);
      int length = lengths.at(i);
      for (int j = 0; j < length; j++) {
        int entry = entries.at(start + j);
        long target = 4L * (entry >>> 8);
        sums.set(JAVA_INT, target, sums.get(JAVA_INT, target) + weight * (byte) entry);
      }
    }
  }

  @Override
  public int above(
      MemorySegment scores, long[] allowed, int from, int to, float threshold, int[] found) {
    Bounds.above(scores, allowed, from, to);
    int n = 0;
    for (int i = from; i < to && n < found.length; i++) {
      if ((allowed[i >> 6] >>> i & 1) != 0 && !(load(scores, 4L * i) <= threshold)) found[n++] = i;
    }
    return n;
  }

  @Override
  public void reaching(
      RowCodes rows,
      int from,
      int count,
      MemorySegment query,
      short start,
      float step,
      float margin,
      float reach,
      float threshold,
      MemorySegment marks) {
    Bounds.reaching(rows, from, count, query, marks);
    int columns = RowCodes.paddedColumns(rows.columns());
    for (int block = 0; block < count; block += RowCodes.BLOCK) {
      int bits = 0;
      for (int i = 0; i < RowCodes.BLOCK; i++) {
        int row = from + block + i;
        int sum = start;
        for (int column = 0; column < columns; column++)
          sum += rows.code(row, column) * query.get(JAVA_SHORT_UNALIGNED, 64L * column);
        float score = Math.fma(step, (float) (short) sum, margin);
        float bound = Math.fma(rows.scales().at(row), score, rows.offsets().at(row));
        if (!(Math.fma(rows.errors().at(row), reach, bound) <= threshold)) bits |= 1 << i;
      }
      marks.set(JAVA_INT_UNALIGNED, block / 8, bits);
    }
  }

  @Override
  public void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset) {
    Bounds.combine(rows, index, from, count, values, sums, sumsOffset);
    ScalarRidge.combine(rows, index, from, count, values, sums, sumsOffset);
  }

  @Override
  public void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    Bounds.gram(rows, index, from, count, weights, square);
    ScalarRidge.gram(rows, index, from, count, weights, square);
  }

  @Override
  public double conjugate(
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
    Bounds.conjugate(rows, index, from, count, weights, values, square, x, xOffset, steps, scratch);
    return ScalarRidge.conjugate(
        rows, index, from, count, weights, values, square, ridge, x, xOffset, steps, scratch);
  }

  @Override
  public void cholesky(FloatMatrix square) {
    Bounds.square(square);
    ScalarRidge.cholesky(square);
  }

  @Override
  public void solve(FloatMatrix factor, MemorySegment x, long xOffset) {
    Bounds.solve(factor, x, xOffset);
    ScalarRidge.solve(factor, x, xOffset);
  }

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }
}
