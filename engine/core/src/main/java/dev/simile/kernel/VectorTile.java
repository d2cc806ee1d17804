package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.FOUR;
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
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// Scores of two queries and four rows at once: six loads serve eight multiply-adds.
///
/// With 256 bits the sixteen sums do not fit the registers beside the loads, so the lower eight
/// virtual lanes go first and the upper ones after them.
final class VectorTile {
  private VectorTile() {}

  /// Scores rows `from..from+count-1` against the queries `query` and `query+1`; needs vectors of
  /// 256 bits or more.
  static void score(
      FloatMatrix queries,
      int query,
      FloatMatrix rows,
      int from,
      int count,
      @Nullable Floats bias,
      @Nullable Floats bases,
      MemorySegment out,
      long outOffset,
      long outStride) {
    float base0 = bases == null ? 0f : bases.at(query);
    float base1 = bases == null ? 0f : bases.at(query + 1);
    long out1 = outOffset + 4 * outStride;
    MemorySegment data = rows.segment();
    MemorySegment sides = queries.segment();
    MemorySegment biases = bias == null ? null : bias.segment();
    int stride = rows.stride();
    long first = queries.offset(query);
    int groups = count / 4;
    if (groups > 0)
      eights(
          data,
          rows.offset(from),
          stride,
          sides,
          first,
          biases,
          4L * from,
          base0,
          base1,
          out,
          outOffset,
          out1,
          groups);
    int i = 4 * groups;
    if (i < count) {
      VectorRows.score(
          rows, from + i, count - i, sides, first, bias, base0, out, outOffset + 4L * i);
      VectorRows.score(
          rows, from + i, count - i, sides, first + 4L * stride, bias, base1, out, out1 + 4L * i);
    }
  }

  /// Two queries, one after the other in memory, and `groups` times four rows.
  private static void eights(
      MemorySegment data,
      long firstRow,
      int stride,
      MemorySegment sides,
      long queryOffset,
      @Nullable MemorySegment bias,
      long firstBias,
      float base0,
      float base1,
      MemorySegment out,
      long first0,
      long first1,
      int groups) {
    long step = 4L * stride;
    long chunk = VectorLanes.chunk(stride);
    long end = queryOffset + step;
    FloatVector zero = FloatVector.broadcast(SPECIES, 0f);
    long rowOffset = firstRow;
    long biasOffset = firstBias;
    long out0 = first0;
    long out1 = first1;
    for (int group = 0; group < groups; group++) {
      FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero;
      FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero;
      long x0 = rowOffset;
      for (long y = queryOffset; y < end; y += chunk, x0 += chunk) {
        FloatVector q0 = fromMemorySegment(SPECIES, sides, y, ORDER);
        FloatVector q1 = fromMemorySegment(SPECIES, sides, y + step, ORDER);
        long x1 = x0 + step;
        long x2 = x1 + step;
        long x3 = x2 + step;
        FloatVector row = fromMemorySegment(SPECIES, data, x0, ORDER);
        a0 = row.fma(q0, a0);
        b0 = row.fma(q1, b0);
        row = fromMemorySegment(SPECIES, data, x1, ORDER);
        a1 = row.fma(q0, a1);
        b1 = row.fma(q1, b1);
        row = fromMemorySegment(SPECIES, data, x2, ORDER);
        a2 = row.fma(q0, a2);
        b2 = row.fma(q1, b2);
        row = fromMemorySegment(SPECIES, data, x3, ORDER);
        a3 = row.fma(q0, a3);
        b3 = row.fma(q1, b3);
      }
      if (WIDTH == 16) {
        a0 = a0.add(a0.rearrange(SWAP_8));
        a1 = a1.add(a1.rearrange(SWAP_8));
        a2 = a2.add(a2.rearrange(SWAP_8));
        a3 = a3.add(a3.rearrange(SWAP_8));
        b0 = b0.add(b0.rearrange(SWAP_8));
        b1 = b1.add(b1.rearrange(SWAP_8));
        b2 = b2.add(b2.rearrange(SWAP_8));
        b3 = b3.add(b3.rearrange(SWAP_8));
      } else {
        FloatVector c0 = zero, c1 = zero, c2 = zero, c3 = zero;
        FloatVector d0 = zero, d1 = zero, d2 = zero, d3 = zero;
        x0 = rowOffset + UPPER_HALF;
        for (long y = queryOffset + UPPER_HALF; y < end; y += chunk, x0 += chunk) {
          FloatVector q0 = fromMemorySegment(SPECIES, sides, y, ORDER);
          FloatVector q1 = fromMemorySegment(SPECIES, sides, y + step, ORDER);
          long x1 = x0 + step;
          long x2 = x1 + step;
          long x3 = x2 + step;
          FloatVector row = fromMemorySegment(SPECIES, data, x0, ORDER);
          c0 = row.fma(q0, c0);
          d0 = row.fma(q1, d0);
          row = fromMemorySegment(SPECIES, data, x1, ORDER);
          c1 = row.fma(q0, c1);
          d1 = row.fma(q1, d1);
          row = fromMemorySegment(SPECIES, data, x2, ORDER);
          c2 = row.fma(q0, c2);
          d2 = row.fma(q1, d2);
          row = fromMemorySegment(SPECIES, data, x3, ORDER);
          c3 = row.fma(q0, c3);
          d3 = row.fma(q1, d3);
        }
        a0 = a0.add(c0);
        a1 = a1.add(c1);
        a2 = a2.add(c2);
        a3 = a3.add(c3);
        b0 = b0.add(d0);
        b1 = b1.add(d1);
        b2 = b2.add(d2);
        b3 = b3.add(d3);
      }
      a0 = a0.add(a0.rearrange(SWAP_4));
      a1 = a1.add(a1.rearrange(SWAP_4));
      a2 = a2.add(a2.rearrange(SWAP_4));
      a3 = a3.add(a3.rearrange(SWAP_4));
      b0 = b0.add(b0.rearrange(SWAP_4));
      b1 = b1.add(b1.rearrange(SWAP_4));
      b2 = b2.add(b2.rearrange(SWAP_4));
      b3 = b3.add(b3.rearrange(SWAP_4));
      a0 = a0.blend(a2, UPPER_2).add(a2.blend(a0, UPPER_2).rearrange(SWAP_2));
      a1 = a1.blend(a3, UPPER_2).add(a3.blend(a1, UPPER_2).rearrange(SWAP_2));
      a0 = a0.blend(a1, UPPER_1).add(a1.blend(a0, UPPER_1).rearrange(SWAP_1));
      b0 = b0.blend(b2, UPPER_2).add(b2.blend(b0, UPPER_2).rearrange(SWAP_2));
      b1 = b1.blend(b3, UPPER_2).add(b3.blend(b1, UPPER_2).rearrange(SWAP_2));
      b0 = b0.blend(b1, UPPER_1).add(b1.blend(b0, UPPER_1).rearrange(SWAP_1));
      FloatVector dots0 = (FloatVector) a0.reinterpretShape(FOUR, 0);
      FloatVector dots1 = (FloatVector) b0.reinterpretShape(FOUR, 0);
      if (bias != null) {
        FloatVector biases = fromMemorySegment(FOUR, bias, biasOffset, ORDER);
        dots0 = biases.add(dots0);
        dots1 = biases.add(dots1);
      }
      dots0.add(base0).intoMemorySegment(out, out0, ORDER);
      dots1.add(base1).intoMemorySegment(out, out1, ORDER);
      rowOffset += 4 * step;
      biasOffset += 16;
      out0 += 16;
      out1 += 16;
    }
  }
}
