package dev.simile.kernel;

import static dev.simile.kernel.VectorLanes.NEXT;
import static dev.simile.kernel.VectorLanes.ORDER;
import static dev.simile.kernel.VectorLanes.SPECIES;
import static dev.simile.kernel.VectorLanes.WIDTH;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Bounds of rows in codes: a lane of 16 bits is a row, and holds four of its codes.
final class VectorCodes {
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, SPECIES.vectorShape());

  /// Bytes from a column of the query to the next.
  private static final int COLUMN = RowCodes.COLUMN_BYTES;

  private VectorCodes() {}

  static void mark(
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
    int columns = RowCodes.paddedColumns(rows.columns());
    for (int block = 0; block < count; block += RowCodes.BLOCK) {
      int bits = block(rows, from + block, query, columns, start, step, margin, reach, threshold);
      marks.set(JAVA_INT_UNALIGNED, block / 8, bits);
    }
  }

  /// The marks of one block.
  private static int block(
      RowCodes rows,
      int row,
      MemorySegment query,
      int columns,
      short start,
      float step,
      float margin,
      float reach,
      float threshold) {
    MemorySegment codes = rows.codes();
    ShortVector low = ShortVector.broadcast(SHORTS, (short) 15);
    ShortVector a0 = ShortVector.broadcast(SHORTS, start);
    ShortVector a1 = a0, a2 = a0, a3 = a0;
    long x = rows.offset(row);
    // As in VectorLanes.chunk, the compiler must not see a constant.
    long group = 16L * Math.min(columns, 4);
    long end = (long) columns * COLUMN;
    for (long y = 0; y < end; y += 4 * COLUMN, x += group) {
      ShortVector q0 = ShortVector.fromMemorySegment(SHORTS, query, y, ORDER);
      ShortVector q1 = ShortVector.fromMemorySegment(SHORTS, query, y + COLUMN, ORDER);
      ShortVector q2 = ShortVector.fromMemorySegment(SHORTS, query, y + 2 * COLUMN, ORDER);
      ShortVector q3 = ShortVector.fromMemorySegment(SHORTS, query, y + 3 * COLUMN, ORDER);
      ShortVector four = ShortVector.fromMemorySegment(SHORTS, codes, x, ORDER);
      ShortVector s = four.and(low).mul(q0).add(four.lanewise(VectorOperators.LSHR, 12).mul(q3));
      ShortVector t = four.lanewise(VectorOperators.LSHR, 4).and(low).mul(q2);
      ShortVector u = four.lanewise(VectorOperators.LSHR, 8).and(low).mul(q1);
      a0 = a0.add(s.add(t.add(u)));
      if (WIDTH == 16) continue;
      four = ShortVector.fromMemorySegment(SHORTS, codes, x + NEXT, ORDER);
      s = four.and(low).mul(q0).add(four.lanewise(VectorOperators.LSHR, 12).mul(q3));
      t = four.lanewise(VectorOperators.LSHR, 4).and(low).mul(q2);
      u = four.lanewise(VectorOperators.LSHR, 8).and(low).mul(q1);
      a1 = a1.add(s.add(t.add(u)));
      if (WIDTH == 8) continue;
      four = ShortVector.fromMemorySegment(SHORTS, codes, x + 2 * NEXT, ORDER);
      s = four.and(low).mul(q0).add(four.lanewise(VectorOperators.LSHR, 12).mul(q3));
      t = four.lanewise(VectorOperators.LSHR, 4).and(low).mul(q2);
      u = four.lanewise(VectorOperators.LSHR, 8).and(low).mul(q1);
      a2 = a2.add(s.add(t.add(u)));
      four = ShortVector.fromMemorySegment(SHORTS, codes, x + 3 * NEXT, ORDER);
      s = four.and(low).mul(q0).add(four.lanewise(VectorOperators.LSHR, 12).mul(q3));
      t = four.lanewise(VectorOperators.LSHR, 4).and(low).mul(q2);
      u = four.lanewise(VectorOperators.LSHR, 8).and(low).mul(q1);
      a3 = a3.add(s.add(t.add(u)));
    }
    MemorySegment scales = rows.scales().segment();
    MemorySegment errors = rows.errors().segment();
    MemorySegment offsets = rows.offsets().segment();
    FloatVector steps = FloatVector.broadcast(SPECIES, step);
    FloatVector margins = FloatVector.broadcast(SPECIES, margin);
    FloatVector reaches = FloatVector.broadcast(SPECIES, reach);
    int bits = 0;
    IntVector both;
    FloatVector sums, bound;
    long at;
    both = a0.reinterpretAsInts();
    at = 4L * row;
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong();
    at += 64;
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << 16;
    if (WIDTH == 16) return bits;
    both = a1.reinterpretAsInts();
    at = 4L * (row + WIDTH);
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << WIDTH;
    at += 64;
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << (16 + WIDTH);
    if (WIDTH == 8) return bits;
    both = a2.reinterpretAsInts();
    at = 4L * (row + 2 * WIDTH);
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << (2 * WIDTH);
    at += 64;
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << (16 + 2 * WIDTH);
    both = a3.reinterpretAsInts();
    at = 4L * (row + 3 * WIDTH);
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << (3 * WIDTH);
    at += 64;
    sums =
        (FloatVector)
            both.lanewise(VectorOperators.ASHR, 16).convertShape(VectorOperators.I2F, SPECIES, 0);
    bound =
        FloatVector.fromMemorySegment(SPECIES, scales, at, ORDER)
            .fma(
                sums.fma(steps, margins),
                FloatVector.fromMemorySegment(SPECIES, offsets, at, ORDER));
    bound = FloatVector.fromMemorySegment(SPECIES, errors, at, ORDER).fma(reaches, bound);
    bits |= (int) bound.compare(VectorOperators.LE, threshold).not().toLong() << (16 + 3 * WIDTH);
    return bits;
  }
}
