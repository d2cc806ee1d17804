package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.UPPER_HALF;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import dev.simile.memory.FloatMatrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Products of six rows with a panel of 16 columns at once: with 256 bits twelve sums, which with
/// the panel's two vectors and a row's element fill the registers.
final class VectorProduct {
  private VectorProduct() {}

  /// Subtracts from `out`, at `outOffset` of the first row, the product of rows
  /// `from..from+count-1` with the panel at `panel`; needs vectors of 256 bits or more.
  static void subtract(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment panels,
      long panel,
      FloatMatrix out,
      long outOffset) {
    int i = 0;
    long step = 4L * rows.stride();
    long outStep = 4L * out.stride();
    for (; i + 6 <= count; i += 6)
      six(
          rows.segment(),
          rows.offset(from + i),
          step,
          rows.columns(),
          panels,
          panel,
          out.segment(),
          outOffset + i * outStep,
          outStep);
    for (; i < count; i++)
      one(
          rows.segment(),
          rows.offset(from + i),
          rows.columns(),
          panels,
          panel,
          out.segment(),
          outOffset + i * outStep);
  }

  private static void six(
      MemorySegment rows,
      long row,
      long step,
      int depth,
      MemorySegment panels,
      long panel,
      MemorySegment out,
      long outOffset,
      long outStep) {
    FloatVector zero = broadcast(SPECIES, 0f);
    FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
    FloatVector b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
    long chunk = VectorLanes.chunk(16);
    long end = panel + chunk * depth;
    long x = row;
    for (long y = panel; y < end; y += chunk, x += 4) {
      FloatVector side = fromMemorySegment(SPECIES, panels, y, ORDER);
      FloatVector upper =
          WIDTH == 8 ? fromMemorySegment(SPECIES, panels, y + UPPER_HALF, ORDER) : side;
      FloatVector value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x));
      a0 = value.fma(side, a0);
      if (WIDTH == 8) b0 = value.fma(upper, b0);
      value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x + step));
      a1 = value.fma(side, a1);
      if (WIDTH == 8) b1 = value.fma(upper, b1);
      value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x + 2 * step));
      a2 = value.fma(side, a2);
      if (WIDTH == 8) b2 = value.fma(upper, b2);
      value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x + 3 * step));
      a3 = value.fma(side, a3);
      if (WIDTH == 8) b3 = value.fma(upper, b3);
      value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x + 4 * step));
      a4 = value.fma(side, a4);
      if (WIDTH == 8) b4 = value.fma(upper, b4);
      value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x + 5 * step));
      a5 = value.fma(side, a5);
      if (WIDTH == 8) b5 = value.fma(upper, b5);
    }
    long to = outOffset;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a0).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a1).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a2).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a3).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a4).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(a5).intoMemorySegment(out, to, ORDER);
    if (WIDTH == 16) return;
    to = outOffset + UPPER_HALF;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b0).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b1).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b2).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b3).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b4).intoMemorySegment(out, to, ORDER);
    to += outStep;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b5).intoMemorySegment(out, to, ORDER);
  }

  private static void one(
      MemorySegment rows,
      long row,
      int depth,
      MemorySegment panels,
      long panel,
      MemorySegment out,
      long outOffset) {
    FloatVector a = broadcast(SPECIES, 0f);
    FloatVector b = a;
    long chunk = VectorLanes.chunk(16);
    long end = panel + chunk * depth;
    long x = row;
    for (long y = panel; y < end; y += chunk, x += 4) {
      FloatVector value = broadcast(SPECIES, rows.get(JAVA_FLOAT_UNALIGNED, x));
      a = value.fma(fromMemorySegment(SPECIES, panels, y, ORDER), a);
      if (WIDTH == 8) b = value.fma(fromMemorySegment(SPECIES, panels, y + UPPER_HALF, ORDER), b);
    }
    fromMemorySegment(SPECIES, out, outOffset, ORDER)
        .sub(a)
        .intoMemorySegment(out, outOffset, ORDER);
    if (WIDTH == 16) return;
    long to = outOffset + UPPER_HALF;
    fromMemorySegment(SPECIES, out, to, ORDER).sub(b).intoMemorySegment(out, to, ORDER);
  }
}
