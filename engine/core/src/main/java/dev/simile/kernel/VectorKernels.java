package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The kernels in the Vector API: the 16 virtual lanes are one vector of 512 bits, two of 256 or
/// four of 128, whichever the machine prefers.
final class VectorKernels implements Kernels {
  static final VectorKernels INSTANCE = new VectorKernels();

  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private VectorKernels() {}

  /// Why vector code cannot run here, or an empty text.
  static String unsupported() {
    return WIDTH < 4 ? "vectors of " + SPECIES.vectorBitSize() + " bits are too short" : "";
  }

  @Override
  public String name() {
    return "vector-" + SPECIES.vectorBitSize();
  }

  @Override
  public float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    Bounds.floats(a, aOffset, n);
    Bounds.floats(b, bOffset, n);
    return dotUnchecked(a, aOffset, b, bOffset, n);
  }

  private static float dotUnchecked(
      MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    int i = 0;
    for (; i <= n - 16; i += 16) {
      long x = aOffset + 4L * i;
      long y = bOffset + 4L * i;
      s0 = load(a, x).fma(load(b, y), s0);
      if (WIDTH <= 8) s1 = load(a, x + 4L * WIDTH).fma(load(b, y + 4L * WIDTH), s1);
      if (WIDTH == 4) {
        s2 = load(a, x + 32).fma(load(b, y + 32), s2);
        s3 = load(a, x + 48).fma(load(b, y + 48), s3);
      }
    }
    if (i < n) {
      long x = aOffset + 4L * i;
      long y = bOffset + 4L * i;
      int tail = n - i;
      s0 = tail(a, x, b, y, tail, s0);
      if (WIDTH <= 8) s1 = tail(a, x + 4L * WIDTH, b, y + 4L * WIDTH, tail - WIDTH, s1);
      if (WIDTH == 4) {
        s2 = tail(a, x + 32, b, y + 32, tail - 8, s2);
        s3 = tail(a, x + 48, b, y + 48, tail - 12, s3);
      }
    }
    return tree(s0, s1, s2, s3);
  }

  /// Lane i with i+8, then i+4, i+2, i+1.
  private static float tree(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    FloatVector sum;
    if (WIDTH == 16) {
      sum = s0.add(s0.rearrange(BY_8));
      sum = sum.add(sum.rearrange(BY_4));
    } else if (WIDTH == 8) {
      sum = s0.add(s1);
      sum = sum.add(sum.rearrange(BY_4));
    } else {
      sum = s0.add(s2).add(s1.add(s3));
    }
    sum = sum.add(sum.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  /// The first `count` lanes of a product, the others of `sum` untouched; memory beyond them is not
  /// read.
  private static FloatVector tail(
      MemorySegment a, long x, MemorySegment b, long y, int count, FloatVector sum) {
    if (count <= 0) return sum;
    if (count >= WIDTH) return load(a, x).fma(load(b, y), sum);
    VectorMask<Float> mask = SPECIES.indexInRange(0, count);
    FloatVector left = FloatVector.fromMemorySegment(SPECIES, a, x, ORDER, mask);
    FloatVector right = FloatVector.fromMemorySegment(SPECIES, b, y, ORDER, mask);
    return sum.blend(left.fma(right, sum), mask);
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
      float score = bias == null ? base + dot : base + (bias.at(from + (long) i) + dot);
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
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
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
      FloatVector errors = FloatVector.broadcast(SPECIES, error);
      for (int f = 0; f < stride; f += WIDTH) {
        FloatVector pf = load(userRows, p + 4L * f);
        FloatVector qf = load(itemRows, q + 4L * f);
        FloatVector pStep = errors.fma(qf, pf.mul(userDecay).neg());
        FloatVector qStep = errors.fma(pf, qf.mul(itemDecay).neg());
        rates.fma(pStep, pf).intoMemorySegment(userRows, p + 4L * f, ORDER);
        rates.fma(qStep, qf).intoMemorySegment(itemRows, q + 4L * f, ORDER);
      }
    }
    return loss;
  }

  /// A scatter has no vector form that pays: the same code serves.
  @Override
  public void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums) {
    ScalarKernels.INSTANCE.accumulate(index, values, from, count, weight, sums);
  }

  @Override
  public int above(
      MemorySegment scores, long[] allowed, int from, int to, float threshold, int[] found) {
    Bounds.above(scores, allowed, from, to);
    int n = 0;
    int i = from;
    // Whole words of 64 items; the ends go one by one.
    for (; i < to && (i & 63) != 0 && n < found.length; i++)
      n = one(scores, allowed, i, threshold, found, n);
    for (; i <= to - 64 && n < found.length; i += 64) {
      long word = allowed[i >> 6];
      if (word == 0) continue;
      long better = 0;
      for (int lane = 0; lane < 64; lane += WIDTH) {
        VectorMask<Float> not =
            load(scores, 4L * (i + lane)).compare(VectorOperators.LE, threshold).not();
        better |= not.toLong() << lane;
      }
      for (long bits = better & word; bits != 0 && n < found.length; bits &= bits - 1)
        found[n++] = i + Long.numberOfTrailingZeros(bits);
    }
    for (; i < to && n < found.length; i++) n = one(scores, allowed, i, threshold, found, n);
    return n;
  }

  private static int one(
      MemorySegment scores, long[] allowed, int i, float threshold, int[] found, int n) {
    if ((allowed[i >> 6] >>> i & 1) == 0 || scores.get(JAVA_FLOAT, 4L * i) <= threshold) return n;
    found[n] = i;
    return n + 1;
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER);
  }

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + by) & (WIDTH - 1));
  }
}
