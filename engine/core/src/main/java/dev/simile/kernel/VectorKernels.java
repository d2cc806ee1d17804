package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.SWAP_1;
import static dev.simile.kernel.VectorLanes.SWAP_2;
import static dev.simile.kernel.VectorLanes.SWAP_4;
import static dev.simile.kernel.VectorLanes.SWAP_8;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/// The kernels in the Vector API: the 16 virtual lanes are one vector of 512 bits, two of 256 or
/// four of 128, whichever the machine prefers.
final class VectorKernels implements Kernels {
  static final VectorKernels INSTANCE = new VectorKernels();

  private VectorKernels() {}

  /// Why vector code cannot run here, or an empty text.
  static String unsupported() {
    return WIDTH < 4 ? "vectors of " + bits() + " bits are too short" : "";
  }

  /// Bits of the vectors in use.
  static int bits() {
    return SPECIES.vectorBitSize();
  }

  /// Bits of the vectors that the JVM prefers on this processor.
  static int preferredBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector-" + bits();
  }

  @Override
  public float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    Bounds.floats(a, aOffset, n);
    Bounds.floats(b, bOffset, n);
    return dotUnchecked(a, aOffset, b, bOffset, n);
  }

  static float dotUnchecked(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    // Vectors that are now loaded, now a constant, would be objects for good: lengths of one kind
    // in a method of their own. Rows of matrices are whole chunks.
    if (n < 16) return ScalarKernels.dotUnchecked(a, aOffset, b, bOffset, n);
    if ((n & 15) == 0) return whole(a, aOffset, b, bOffset, n);
    // Four masks are more variables than the first compiler takes, and NEON has no masked loads.
    return WIDTH == 4
        ? ScalarKernels.dotUnchecked(a, aOffset, b, bOffset, n)
        : ragged(a, aOffset, b, bOffset, n);
  }

  /// The product of one or more chunks of 16 floats.
  private static float whole(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    long chunk = VectorLanes.chunk(n);
    long x = aOffset;
    long y = bOffset;
    // The first chunk stands before the loop: a constant that enters a loop stays an object.
    FloatVector s =
        fromMemorySegment(SPECIES, a, x, ORDER).fma(fromMemorySegment(SPECIES, b, y, ORDER), zero);
    FloatVector t = zero, u = zero, v = zero;
    if (WIDTH <= 8) {
      t =
          fromMemorySegment(SPECIES, a, x + UPPER_HALF, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + UPPER_HALF, ORDER), zero);
    }
    if (WIDTH == 4) {
      u =
          fromMemorySegment(SPECIES, a, x + 16, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + 16, ORDER), zero);
      v =
          fromMemorySegment(SPECIES, a, x + 48, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + 48, ORDER), zero);
    }
    for (int left = (n >> 4) - 1; left > 0; left--) {
      x += chunk;
      y += chunk;
      s = fromMemorySegment(SPECIES, a, x, ORDER).fma(fromMemorySegment(SPECIES, b, y, ORDER), s);
      if (WIDTH == 16) continue;
      t =
          fromMemorySegment(SPECIES, a, x + UPPER_HALF, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + UPPER_HALF, ORDER), t);
      if (WIDTH == 8) continue;
      u =
          fromMemorySegment(SPECIES, a, x + 16, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + 16, ORDER), u);
      v =
          fromMemorySegment(SPECIES, a, x + 48, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + 48, ORDER), v);
    }
    if (WIDTH == 16) s = s.add(s.rearrange(SWAP_8));
    else s = s.add(t);
    s = s.add(WIDTH == 4 ? u.add(v) : s.rearrange(SWAP_4));
    s = s.add(s.rearrange(SWAP_2));
    return s.add(s.rearrange(SWAP_1)).lane(0);
  }

  /// The product of one or more chunks and a part of one, with vectors of 256 bits or more. Lanes
  /// that the part does not reach stay untouched; memory beyond it is not read.
  private static float ragged(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    long chunk = VectorLanes.chunk(n);
    long x = aOffset;
    long y = bOffset;
    FloatVector s =
        fromMemorySegment(SPECIES, a, x, ORDER).fma(fromMemorySegment(SPECIES, b, y, ORDER), zero);
    FloatVector t = zero;
    if (WIDTH == 8) {
      t =
          fromMemorySegment(SPECIES, a, x + UPPER_HALF, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + UPPER_HALF, ORDER), zero);
    }
    x += chunk;
    y += chunk;
    for (int left = (n >> 4) - 1; left > 0; left--, x += chunk, y += chunk) {
      s = fromMemorySegment(SPECIES, a, x, ORDER).fma(fromMemorySegment(SPECIES, b, y, ORDER), s);
      if (WIDTH == 16) continue;
      t =
          fromMemorySegment(SPECIES, a, x + UPPER_HALF, ORDER)
              .fma(fromMemorySegment(SPECIES, b, y + UPPER_HALF, ORDER), t);
    }
    VectorMask<Float> mask = SPECIES.indexInRange(0, n & 15);
    s =
        s.blend(
            fromMemorySegment(SPECIES, a, x, ORDER, mask)
                .fma(fromMemorySegment(SPECIES, b, y, ORDER, mask), s),
            mask);
    if (WIDTH == 16) {
      s = s.add(s.rearrange(SWAP_8));
    } else {
      VectorMask<Float> upper = SPECIES.indexInRange(8, n & 15);
      s =
          s.add(
              t.blend(
                  fromMemorySegment(SPECIES, a, x + UPPER_HALF, ORDER, upper)
                      .fma(fromMemorySegment(SPECIES, b, y + UPPER_HALF, ORDER, upper), t),
                  upper));
    }
    s = s.add(s.rearrange(SWAP_4));
    s = s.add(s.rearrange(SWAP_2));
    return s.add(s.rearrange(SWAP_1)).lane(0);
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
    VectorRows.score(rows, from, count, query, queryOffset, bias, base, out, outOffset);
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
    // The rows of a block stay in the first-level cache while all queries pass.
    int block = Math.max(4, 4096 / Math.max(rows.stride(), 1)) & -4;
    for (int i = 0; i < count; i += block) {
      int n = Math.min(count - i, block);
      int q = 0;
      if (WIDTH >= 8) {
        for (; q <= queryCount - 2; q += 2)
          VectorTile.score(
              queries,
              queryFrom + q,
              rows,
              from + i,
              n,
              bias,
              bases,
              out,
              outOffset + 4L * (q * outStride + i),
              outStride);
      }
      for (; q < queryCount; q++) {
        int row = queryFrom + q;
        float base = bases == null ? 0f : bases.at(row);
        VectorRows.score(
            rows,
            from + i,
            n,
            queries.segment(),
            queries.offset(row),
            bias,
            base,
            out,
            outOffset + 4L * (q * outStride + i));
      }
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
    if (WIDTH < 8) {
      ScalarKernels.INSTANCE.subtractProduct(
          rows, from, count, panels, panel, panelCount, out, outRow, outColumn);
      return;
    }
    Bounds.subtractProduct(rows, from, count, panels, panel, panelCount, out, outRow, outColumn);
    for (int p = 0; p < panelCount; p++)
      VectorProduct.subtract(
          rows,
          from,
          count,
          panels.segment(),
          panels.offset((panel + p) * rows.columns()),
          out,
          out.offset(outRow) + 4L * (outColumn + Bounds.PANEL * p));
  }

  @Override
  public double sgd(
      SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly) {
    Bounds.sgd(model, block, from, count, rate);
    return VectorSgd.descend(model, block, from, count, rate, slowOnly);
  }

  @Override
  public long pairs(PairModel model, PairBlock block, int from, int count, float rate) {
    Bounds.pairs(model, block, from, count, rate);
    return VectorPairs.descend(model, block, from, count, rate);
  }

  /// A scatter has no vector form that pays: the same code serves.
  @Override
  public void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums) {
    ScalarKernels.INSTANCE.accumulate(index, values, from, count, weight, sums);
  }

  @Override
  public void addWhole(
      WholeRows rows, Longs starts, Ints lengths, long from, int count, MemorySegment sums) {
    ScalarKernels.INSTANCE.addWhole(rows, starts, lengths, from, count, sums);
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
            fromMemorySegment(SPECIES, scores, 4L * (i + lane), ORDER)
                .compare(VectorOperators.LE, threshold)
                .not();
        better |= not.toLong() << lane;
      }
      for (long bits = better & word; bits != 0 && n < found.length; bits &= bits - 1)
        found[n++] = i + Long.numberOfTrailingZeros(bits);
    }
    for (; i < to && n < found.length; i++) n = one(scores, allowed, i, threshold, found, n);
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
    VectorCodes.mark(rows, from, count, query, start, step, margin, reach, threshold, marks);
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
    VectorRidge.combine(rows, index, from, count, values, sums, sumsOffset);
  }

  @Override
  public void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    Bounds.gram(rows, index, from, count, weights, square);
    VectorRidge.gram(rows, index, from, count, weights, square);
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
    return VectorRidge.conjugate(
        rows, index, from, count, weights, values, square, ridge, x, xOffset, steps, scratch);
  }

  @Override
  public void cholesky(FloatMatrix square) {
    Bounds.square(square);
    VectorRidge.cholesky(square);
  }

  @Override
  public void solve(FloatMatrix factor, MemorySegment x, long xOffset) {
    Bounds.solve(factor, x, xOffset);
    VectorRidge.solve(factor, x, xOffset);
  }

  private static int one(
      MemorySegment scores, long[] allowed, int i, float threshold, int[] found, int n) {
    if ((allowed[i >> 6] >>> i & 1) == 0 || scores.get(JAVA_FLOAT, 4L * i) <= threshold) return n;
    found[n] = i;
    return n + 1;
  }
}
