package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
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
    float l0 = 0, l1 = 0, l2 = 0, l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0;
    float l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0;
    int i = 0;
    for (; i <= n - 16; i += 16) {
      long x = aOffset + 4L * i;
      long y = bOffset + 4L * i;
      l0 = Math.fma(load(a, x), load(b, y), l0);
      l1 = Math.fma(load(a, x + 4), load(b, y + 4), l1);
      l2 = Math.fma(load(a, x + 8), load(b, y + 8), l2);
      l3 = Math.fma(load(a, x + 12), load(b, y + 12), l3);
      l4 = Math.fma(load(a, x + 16), load(b, y + 16), l4);
      l5 = Math.fma(load(a, x + 20), load(b, y + 20), l5);
      l6 = Math.fma(load(a, x + 24), load(b, y + 24), l6);
      l7 = Math.fma(load(a, x + 28), load(b, y + 28), l7);
      l8 = Math.fma(load(a, x + 32), load(b, y + 32), l8);
      l9 = Math.fma(load(a, x + 36), load(b, y + 36), l9);
      l10 = Math.fma(load(a, x + 40), load(b, y + 40), l10);
      l11 = Math.fma(load(a, x + 44), load(b, y + 44), l11);
      l12 = Math.fma(load(a, x + 48), load(b, y + 48), l12);
      l13 = Math.fma(load(a, x + 52), load(b, y + 52), l13);
      l14 = Math.fma(load(a, x + 56), load(b, y + 56), l14);
      l15 = Math.fma(load(a, x + 60), load(b, y + 60), l15);
    }
    long x = aOffset + 4L * i;
    long y = bOffset + 4L * i;
    int tail = n - i;
    if (tail > 0) l0 = Math.fma(load(a, x), load(b, y), l0);
    if (tail > 1) l1 = Math.fma(load(a, x + 4), load(b, y + 4), l1);
    if (tail > 2) l2 = Math.fma(load(a, x + 8), load(b, y + 8), l2);
    if (tail > 3) l3 = Math.fma(load(a, x + 12), load(b, y + 12), l3);
    if (tail > 4) l4 = Math.fma(load(a, x + 16), load(b, y + 16), l4);
    if (tail > 5) l5 = Math.fma(load(a, x + 20), load(b, y + 20), l5);
    if (tail > 6) l6 = Math.fma(load(a, x + 24), load(b, y + 24), l6);
    if (tail > 7) l7 = Math.fma(load(a, x + 28), load(b, y + 28), l7);
    if (tail > 8) l8 = Math.fma(load(a, x + 32), load(b, y + 32), l8);
    if (tail > 9) l9 = Math.fma(load(a, x + 36), load(b, y + 36), l9);
    if (tail > 10) l10 = Math.fma(load(a, x + 40), load(b, y + 40), l10);
    if (tail > 11) l11 = Math.fma(load(a, x + 44), load(b, y + 44), l11);
    if (tail > 12) l12 = Math.fma(load(a, x + 48), load(b, y + 48), l12);
    if (tail > 13) l13 = Math.fma(load(a, x + 52), load(b, y + 52), l13);
    if (tail > 14) l14 = Math.fma(load(a, x + 56), load(b, y + 56), l14);
    l0 += l8;
    l1 += l9;
    l2 += l10;
    l3 += l11;
    l4 += l12;
    l5 += l13;
    l6 += l14;
    l7 += l15;
    l0 += l4;
    l1 += l5;
    l2 += l6;
    l3 += l7;
    l0 += l2;
    l1 += l3;
    return l0 + l1;
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
  public double sgd(SgdBlock block, long from, int count, float rate) {
    Bounds.sgd(block, from, count);
    MemorySegment userRows = block.userFactors().segment();
    MemorySegment itemRows = block.itemFactors().segment();
    int stride = block.userFactors().stride();
    Floats userBias = block.userBias();
    Floats itemBias = block.itemBias();
    double loss = 0;
    for (long at = from; at < from + count; at++) {
      int user = block.users().at(at);
      int item = block.items().at(at);
      long p = block.userFactors().offset(user);
      long q = block.itemFactors().offset(item);
      float userDecay = block.userDecay().at(user);
      float itemDecay = block.itemDecay().at(item);
      float dot = dotUnchecked(userRows, p, itemRows, q, stride);
      float error;
      if (userBias != null && itemBias != null) {
        float bu = userBias.at(user);
        float bi = itemBias.at(item);
        error = block.ratings().at(at) - (((block.mean() + bu) + bi) + dot);
        userBias.set(user, Math.fma(rate, error - (block.biasDecay() * userDecay) * bu, bu));
        itemBias.set(item, Math.fma(rate, error - (block.biasDecay() * itemDecay) * bi, bi));
      } else {
        error = block.ratings().at(at) - (block.mean() + dot);
      }
      loss += (double) error * error;
      for (int f = 0; f < stride; f++) {
        float pf = load(userRows, p + 4L * f);
        float qf = load(itemRows, q + 4L * f);
        userRows.set(
            JAVA_FLOAT, p + 4L * f, Math.fma(rate, Math.fma(error, qf, -(userDecay * pf)), pf));
        itemRows.set(
            JAVA_FLOAT, q + 4L * f, Math.fma(rate, Math.fma(error, pf, -(itemDecay * qf)), qf));
      }
    }
    return loss;
  }

  @Override
  public void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums) {
    Bounds.accumulate(index, values, from, count);
    for (long at = from; at < from + count; at++) {
      long target = 4L * index.at(at);
      float sum = sums.get(JAVA_FLOAT, target);
      sums.set(
          JAVA_FLOAT, target, values == null ? sum + weight : Math.fma(weight, values.at(at), sum));
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

  private static float load(MemorySegment segment, long offset) {
    return segment.get(JAVA_FLOAT_UNALIGNED, offset);
  }
}
