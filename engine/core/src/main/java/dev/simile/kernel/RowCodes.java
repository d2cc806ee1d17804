package dev.simile.kernel;

import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Rows of codes of four bits, 0..15, with what [Kernels#reaching] needs to bound the products of
/// the float rows behind them with a query. If a row is `scale * (codes - 8) + rest` with `|rest|
/// <= error`, and a query `step * integers + remainder`, then
///
/// ```
/// row . query <= scale * (step * sum + margin) + error * reach
/// sum    = (codes - 8) . integers
/// margin = |remainder| * max |codes - 8|
/// reach  = |query|
/// ```
///
/// A block of 32 rows lies together, four columns of all its rows after the other, 2 bytes a row:
/// the first byte holds column 0 in its lower and column 2 in its upper half, the second column 1
/// and column 3. So a lane of a vector is a row, no sum goes across lanes, and a row takes half a
/// byte a column. Even lanes are the rows of the block's first half and odd lanes those of the
/// second, since a shift of 32-bit lanes is what widens them.
///
/// Rows beyond [#rows()] fill the last block; their bound is negative infinity if what
/// [Kernels#reaching] is given is finite.
public final class RowCodes {
  /// Rows of a block.
  public static final int BLOCK = 32;

  /// Bytes of a column of a query.
  static final int COLUMN_BYTES = 2 * BLOCK;

  /// The most columns: what the native kernel has room for.
  public static final int MAX_COLUMNS = 1024;

  private static final int GROUP = 4;
  private static final int GROUP_BYTES = 2 * BLOCK;

  private final int rows;
  private final int columns;
  private final MemorySegment codes;
  private final Floats scales;
  private final Floats errors;
  private final Floats offsets;

  /// A view of codes and of the numbers that go with them, one a row, the last block's filled up.
  RowCodes(
      MemorySegment codes, Floats scales, Floats errors, Floats offsets, int rows, int columns) {
    check(columns);
    this.codes = codes;
    this.scales = scales;
    this.errors = errors;
    this.offsets = offsets;
    this.rows = rows;
    this.columns = columns;
    for (long row = rows; row < offsets.length(); row++) offsets.set(row, Float.NEGATIVE_INFINITY);
  }

  private static void check(int columns) {
    if (columns < 0 || columns > MAX_COLUMNS)
      throw new IllegalArgumentException("columns must be 0.." + MAX_COLUMNS + ", was " + columns);
  }

  /// Rows of which everything is 0.
  public static RowCodes allocate(Memory memory, String purpose, int rows, int columns) {
    check(columns);
    long padded = padded(rows);
    return new RowCodes(
        memory.allocate(purpose, padded / BLOCK * blockBytes(columns)),
        memory.floats(purpose, padded),
        memory.floats(purpose, padded),
        memory.floats(purpose, padded),
        rows,
        columns);
  }

  /// Bytes of [#allocate].
  public static long estimate(int rows, int columns) {
    long padded = padded(rows);
    return Memory.sizeOf(padded / BLOCK, blockBytes(columns))
        + 3 * Memory.sizeOf(padded, Float.BYTES);
  }

  private static long padded(int rows) {
    return (rows + BLOCK - 1L) & -BLOCK;
  }

  /// Bytes of a block of rows of that many columns.
  static int blockBytes(int columns) {
    return Math.multiplyExact(paddedColumns(columns) / GROUP, GROUP_BYTES);
  }

  /// Columns filled up to a multiple of 4.
  static int paddedColumns(int columns) {
    return Math.addExact(columns, GROUP - 1) & -GROUP;
  }

  /// Bytes of a query for rows of that many columns.
  public static int queryBytes(int columns) {
    return Math.multiplyExact(paddedColumns(columns), COLUMN_BYTES);
  }

  /// Number of rows.
  public int rows() {
    return rows;
  }

  /// Number of rows with those that fill the last block.
  public int paddedRows() {
    return (int) scales.length();
  }

  /// Number of columns.
  public int columns() {
    return columns;
  }

  /// The codes.
  MemorySegment codes() {
    return codes;
  }

  /// Bytes of a block.
  public int blockBytes() {
    return blockBytes(columns);
  }

  /// One scale a row.
  Floats scales() {
    return scales;
  }

  /// One error a row.
  Floats errors() {
    return errors;
  }

  /// One offset a row.
  Floats offsets() {
    return offsets;
  }

  /// The code at (`row`, `column`).
  public int code(int row, int column) {
    int both = codes.get(ValueLayout.JAVA_BYTE, at(row, column));
    return both >> shift(column) & 15;
  }

  /// Sets the code at (`row`, `column`) to `code`, 0..15.
  public void code(int row, int column, int code) {
    long at = at(row, column);
    int shift = shift(column);
    int both = codes.get(ValueLayout.JAVA_BYTE, at) & ~(15 << shift);
    codes.set(ValueLayout.JAVA_BYTE, at, (byte) (both | (code & 15) << shift));
  }

  /// Sets the code of `row` at `column` to `code`, 0..15, in the bytes of its block alone, for
  /// [#setBlock].
  public static void code(byte[] block, int row, int column, int code) {
    int at = (int) inBlock(row, column);
    int shift = shift(column);
    block[at] = (byte) ((block[at] & ~(15 << shift)) | (code & 15) << shift);
  }

  /// Takes over the codes of the block that `row` is in.
  public void setBlock(int row, byte[] block) {
    MemorySegment.copy(block, 0, codes, ValueLayout.JAVA_BYTE, offset(row), blockBytes());
  }

  /// Sets the numbers that go with a row's codes.
  public void set(int row, float scale, float error, float offset) {
    scales.set(row, scale);
    errors.set(row, error);
    offsets.set(row, offset);
  }

  /// Byte offset of the block that begins with `row`.
  long offset(int row) {
    return (long) (row / BLOCK) * blockBytes();
  }

  private long at(int row, int column) {
    return offset(row) + inBlock(row, column);
  }

  private static long inBlock(int row, int column) {
    int number = row % BLOCK;
    int lane = number < BLOCK / 2 ? 2 * number : 2 * number - BLOCK + 1;
    return column / GROUP * (long) GROUP_BYTES + 2L * lane + (column & 1);
  }

  private static int shift(int column) {
    return 2 * (column & 2);
  }
}
