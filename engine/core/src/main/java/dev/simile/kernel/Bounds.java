package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The checks of the kernels' arguments, once per block, the same for every provider.
final class Bounds {
  /// Columns of a panel.
  static final int PANEL = 16;

  private Bounds() {}

  static void floats(MemorySegment segment, long offset, long count) {
    if (count < 0) throw new IllegalArgumentException("count must be >= 0, was " + count);
    long bytes = count > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : 4 * count;
    Objects.checkFromIndexSize(offset, bytes, segment.byteSize());
  }

  static void scoreRows(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      MemorySegment out,
      long outOffset) {
    Objects.checkFromIndexSize(from, count, rows.rows());
    if (bias != null) Objects.checkFromIndexSize(from, count, bias.length());
    floats(query, queryOffset, rows.stride());
    floats(out, outOffset, count);
  }

  static void scoreSome(
      FloatMatrix rows,
      Ints index,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      MemorySegment out) {
    Objects.checkFromIndexSize(0, count, index.length());
    indexes(index, 0, count, bias == null ? rows.rows() : Math.min(rows.rows(), bias.length()));
    floats(query, queryOffset, rows.stride());
    floats(out, 0, count);
  }

  static void scoreTile(
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
    if (queries.columns() != rows.columns())
      throw new IllegalArgumentException(
          "queries and rows must have equally many columns, were "
              + queries.columns()
              + " and "
              + rows.columns());
    Objects.checkFromIndexSize(queryFrom, queryCount, queries.rows());
    Objects.checkFromIndexSize(from, count, rows.rows());
    if (bias != null) Objects.checkFromIndexSize(from, count, bias.length());
    if (bases != null) Objects.checkFromIndexSize(queryFrom, queryCount, bases.length());
    if (outStride < count)
      throw new IllegalArgumentException("outStride must be >= " + count + ", was " + outStride);
    if (queryCount > 0)
      floats(out, outOffset, Math.addExact(Math.multiplyExact(queryCount - 1L, outStride), count));
  }

  static void subtractProduct(
      FloatMatrix rows,
      int from,
      int count,
      FloatMatrix panels,
      int panel,
      int panelCount,
      FloatMatrix out,
      int outRow,
      int outColumn) {
    if (panels.columns() != PANEL)
      throw new IllegalArgumentException(
          "panels must have " + PANEL + " columns, were " + panels.columns());
    Objects.checkFromIndexSize(from, count, rows.rows());
    long depth = rows.columns();
    Objects.checkFromIndexSize(panel * depth, panelCount * depth, panels.rows());
    Objects.checkFromIndexSize(outRow, count, out.rows());
    Objects.checkFromIndexSize((long) outColumn, (long) PANEL * panelCount, out.stride());
  }

  /// Checks the ranges; the block has checked its entries.
  static void sgd(SgdModel model, RatingBlock block, int from, int count, float rate) {
    if (!(rate >= 0)) throw new IllegalArgumentException("rate must be >= 0, was " + rate);
    Objects.checkFromIndexSize(from, count, block.count());
    Objects.checkFromIndexSize(block.firstUser(), block.users(), model.userFactors().rows());
    Objects.checkFromIndexSize(block.firstItem(), block.items(), model.itemFactors().rows());
  }

  /// Checks the ranges; the block has checked its entries.
  static void pairs(PairModel model, PairBlock block, int from, int count, float rate) {
    if (!(rate >= 0)) throw new IllegalArgumentException("rate must be >= 0, was " + rate);
    Objects.checkFromIndexSize(from, count, block.count());
    Objects.checkFromIndexSize(0, block.users(), model.userFactors().rows());
    Objects.checkFromIndexSize(0, block.items(), model.itemFactors().rows());
  }

  static void accumulate(
      Ints index, @Nullable Floats values, long from, int count, MemorySegment sums) {
    Objects.checkFromIndexSize(from, count, index.length());
    if (values != null) Objects.checkFromIndexSize(from, count, values.length());
    indexes(index, from, count, sums.byteSize() / 4);
  }

  static void addWhole(
      WholeRows rows, Longs starts, Ints lengths, long from, int count, MemorySegment sums) {
    Objects.checkFromIndexSize(from, count, starts.length());
    Objects.checkFromIndexSize(from, count, lengths.length());
    floats(sums, 0, rows.width());
    long entries = rows.entries().length();
    for (long i = from; i < from + count; i++)
      Objects.checkFromIndexSize(starts.at(i) >> 8, lengths.at(i), entries);
  }

  static void above(MemorySegment scores, long[] allowed, int from, int to) {
    Objects.checkFromToIndex(from, to, scores.byteSize() / 4);
    Objects.checkFromToIndex(from, to, 64L * allowed.length);
  }

  static void reaching(
      RowCodes rows, int from, int count, MemorySegment query, MemorySegment marks) {
    Objects.checkFromIndexSize(from, count, rows.paddedRows());
    if (((from | count) & (RowCodes.BLOCK - 1)) != 0)
      throw new IllegalArgumentException(
          "rows must be whole blocks of "
              + RowCodes.BLOCK
              + ", were "
              + count
              + " from "
              + from
              + " on");
    Objects.checkFromIndexSize(0, RowCodes.queryBytes(rows.columns()), query.byteSize());
    floats(marks, 0, count / RowCodes.BLOCK);
  }

  static void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset) {
    some(rows, index, from, count, values);
    floats(sums, sumsOffset, rows.stride());
  }

  static void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    some(rows, index, from, count, weights);
    square(square, rows);
  }

  static void conjugate(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats weights,
      Floats values,
      FloatMatrix square,
      MemorySegment x,
      long xOffset,
      int steps,
      Floats scratch) {
    some(rows, index, from, count, weights);
    Objects.checkFromIndexSize(0, count, values.length());
    square(square, rows);
    floats(x, xOffset, rows.stride());
    if (steps < 0) throw new IllegalArgumentException("steps must be >= 0, was " + steps);
    Objects.checkFromIndexSize(0, 3L * rows.stride(), scratch.length());
  }

  private static void some(FloatMatrix rows, Ints index, long from, int count, Floats weights) {
    Objects.checkFromIndexSize(from, count, index.length());
    Objects.checkFromIndexSize(0, count, weights.length());
    indexes(index, from, count, rows.rows());
  }

  private static void square(FloatMatrix square, FloatMatrix rows) {
    square(square);
    if (square.rows() != rows.stride())
      throw new IllegalArgumentException(
          "the square must have " + rows.stride() + " rows, was " + square.rows());
  }

  static void solve(FloatMatrix factor, MemorySegment x, long xOffset) {
    square(factor);
    floats(x, xOffset, factor.stride());
  }

  static void square(FloatMatrix square) {
    if (square.rows() != square.columns() || square.rows() != square.stride())
      throw new IllegalArgumentException(
          "a square must have as many rows as columns, a multiple of 16, was "
              + square.rows()
              + " x "
              + square.columns());
  }

  private static void indexes(Ints index, long from, int count, long rows) {
    // An unsigned maximum sees negative indexes too, and vectorizes.
    int most = 0;
    for (long at = from; at < from + count; at++) {
      int flipped = index.at(at) + Integer.MIN_VALUE;
      most = Math.max(most + Integer.MIN_VALUE, flipped) - Integer.MIN_VALUE;
    }
    if (count > 0) Objects.checkIndex(most, rows);
  }
}
