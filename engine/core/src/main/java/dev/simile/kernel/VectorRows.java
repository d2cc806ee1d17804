package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.FOUR;
import static dev.simile.kernel.VectorLanes.NEXT;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.SWAP_1;
import static dev.simile.kernel.VectorLanes.SWAP_2;
import static dev.simile.kernel.VectorLanes.SWAP_4;
import static dev.simile.kernel.VectorLanes.SWAP_8;
import static dev.simile.kernel.VectorLanes.UPPER_1;
import static dev.simile.kernel.VectorLanes.UPPER_2;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// Row scores: four rows at once, so that the additions of one do not wait for those of another.
final class VectorRows {
  /// Groups a call. Few, so that it is often called and soon compiled, and from its start: what is
  /// compiled in the midst of a long loop has its vectors as objects.
  private static final int ROUND = 16;

  private VectorRows() {}

  static void score(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out,
      long outOffset) {
    MemorySegment data = rows.segment();
    MemorySegment biases = bias == null ? null : bias.segment();
    int stride = rows.stride();
    int i = 0;
    for (; i <= count - 4; ) {
      int groups = Math.min((count - i) / 4, ROUND);
      fours(
          data,
          rows.offset(from + i),
          stride,
          query,
          queryOffset,
          biases,
          4L * (from + i),
          base,
          out,
          outOffset + 4L * i,
          groups);
      i += 4 * groups;
    }
    for (; i < count; i++) {
      float dot =
          VectorKernels.dotUnchecked(data, rows.offset(from + i), query, queryOffset, stride);
      float score = bias == null ? base + dot : base + (bias.at(from + (long) i) + dot);
      out.set(JAVA_FLOAT_UNALIGNED, outOffset + 4L * i, score);
    }
  }

  /// `groups` times four rows.
  private static void fours(
      MemorySegment data,
      long firstRow,
      int stride,
      MemorySegment query,
      long queryOffset,
      @Nullable MemorySegment bias,
      long firstBias,
      float base,
      MemorySegment out,
      long firstOut,
      int groups) {
    long step = 4L * stride;
    long chunk = VectorLanes.chunk(stride);
    long end = queryOffset + step;
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    long rowOffset = firstRow;
    long biasOffset = firstBias;
    long outOffset = firstOut;
    for (int group = 0; group < groups; group++) {
      FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
      FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
      long x0 = rowOffset;
      for (long y = queryOffset; y < end; y += chunk, x0 += chunk) {
        long x1 = x0 + step;
        long x2 = x1 + step;
        long x3 = x2 + step;
        FloatVector q = fromMemorySegment(SPECIES, query, y, ORDER);
        a0 = fromMemorySegment(SPECIES, data, x0, ORDER).fma(q, a0);
        a1 = fromMemorySegment(SPECIES, data, x1, ORDER).fma(q, a1);
        a2 = fromMemorySegment(SPECIES, data, x2, ORDER).fma(q, a2);
        a3 = fromMemorySegment(SPECIES, data, x3, ORDER).fma(q, a3);
        if (WIDTH == 16) continue;
        q = fromMemorySegment(SPECIES, query, y + UPPER_HALF, ORDER);
        b0 = fromMemorySegment(SPECIES, data, x0 + UPPER_HALF, ORDER).fma(q, b0);
        b1 = fromMemorySegment(SPECIES, data, x1 + UPPER_HALF, ORDER).fma(q, b1);
        b2 = fromMemorySegment(SPECIES, data, x2 + UPPER_HALF, ORDER).fma(q, b2);
        b3 = fromMemorySegment(SPECIES, data, x3 + UPPER_HALF, ORDER).fma(q, b3);
      }
      if (WIDTH < 16) {
        a0 = a0.add(b0);
        a1 = a1.add(b1);
        a2 = a2.add(b2);
        a3 = a3.add(b3);
      }
      if (WIDTH == 4) {
        // Sixteen sums do not fit the registers: lanes 4..7 and 12..15 in a second pass.
        FloatVector c0 = zero, c1 = zero, c2 = zero, c3 = zero;
        b0 = zero;
        b1 = zero;
        b2 = zero;
        b3 = zero;
        x0 = rowOffset + NEXT;
        for (long y = queryOffset + NEXT; y < end; y += chunk, x0 += chunk) {
          long x1 = x0 + step;
          long x2 = x1 + step;
          long x3 = x2 + step;
          FloatVector q = fromMemorySegment(SPECIES, query, y, ORDER);
          b0 = fromMemorySegment(SPECIES, data, x0, ORDER).fma(q, b0);
          b1 = fromMemorySegment(SPECIES, data, x1, ORDER).fma(q, b1);
          b2 = fromMemorySegment(SPECIES, data, x2, ORDER).fma(q, b2);
          b3 = fromMemorySegment(SPECIES, data, x3, ORDER).fma(q, b3);
          q = fromMemorySegment(SPECIES, query, y + UPPER_HALF, ORDER);
          c0 = fromMemorySegment(SPECIES, data, x0 + UPPER_HALF, ORDER).fma(q, c0);
          c1 = fromMemorySegment(SPECIES, data, x1 + UPPER_HALF, ORDER).fma(q, c1);
          c2 = fromMemorySegment(SPECIES, data, x2 + UPPER_HALF, ORDER).fma(q, c2);
          c3 = fromMemorySegment(SPECIES, data, x3 + UPPER_HALF, ORDER).fma(q, c3);
        }
        a0 = a0.add(b0.add(c0));
        a1 = a1.add(b1.add(c1));
        a2 = a2.add(b2.add(c2));
        a3 = a3.add(b3.add(c3));
      }
      if (WIDTH == 16) {
        a0 = a0.add(a0.rearrange(SWAP_8));
        a1 = a1.add(a1.rearrange(SWAP_8));
        a2 = a2.add(a2.rearrange(SWAP_8));
        a3 = a3.add(a3.rearrange(SWAP_8));
      }
      if (WIDTH >= 8) {
        a0 = a0.add(a0.rearrange(SWAP_4));
        a1 = a1.add(a1.rearrange(SWAP_4));
        a2 = a2.add(a2.rearrange(SWAP_4));
        a3 = a3.add(a3.rearrange(SWAP_4));
      }
      a0 = a0.blend(a2, UPPER_2).add(a2.blend(a0, UPPER_2).rearrange(SWAP_2));
      a1 = a1.blend(a3, UPPER_2).add(a3.blend(a1, UPPER_2).rearrange(SWAP_2));
      a0 = a0.blend(a1, UPPER_1).add(a1.blend(a0, UPPER_1).rearrange(SWAP_1));
      FloatVector dots = (FloatVector) a0.reinterpretShape(FOUR, 0);
      if (bias != null) dots = fromMemorySegment(FOUR, bias, biasOffset, ORDER).add(dots);
      dots.add(base).intoMemorySegment(out, outOffset, ORDER);
      rowOffset += 4 * step;
      biasOffset += 16;
      outOffset += 16;
    }
  }
}
