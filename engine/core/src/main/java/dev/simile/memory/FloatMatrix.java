package dev.simile.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A row-major float matrix, `rows` x `columns`, each row padded with zeros to a stride that is a
/// multiple of 16 floats, so that every row starts on a cache line and no kernel needs a tail. The
/// padding must stay zero.
public final class FloatMatrix {
  /// Floats to which a row is padded: one 512-bit vector.
  public static final int ROW_MULTIPLE = 16;

  /// The most columns, so that no shape's bytes overflow.
  public static final int MAX_COLUMNS = 1 << 28;

  private final MemorySegment segment;
  private final int rows;
  private final int columns;
  private final int stride;

  private FloatMatrix(MemorySegment segment, int rows, int columns) {
    this.segment = segment;
    this.rows = rows;
    this.columns = columns;
    this.stride = strideOf(columns);
  }

  /// A view of `segment` as a matrix.
  ///
  /// @throws IllegalArgumentException if the segment does not hold exactly `rows` x stride floats
  public static FloatMatrix view(MemorySegment segment, int rows, int columns) {
    if (rows < 0 || columns < 0 || columns > MAX_COLUMNS)
      throw new IllegalArgumentException(
          "a matrix must have 0 or more rows and 0.."
              + MAX_COLUMNS
              + " columns, was "
              + rows
              + " x "
              + columns);
    long expected = (long) rows * strideOf(columns) * Float.BYTES;
    if (segment.byteSize() != expected)
      throw new IllegalArgumentException(
          "a matrix of "
              + rows
              + " x "
              + columns
              + " needs "
              + expected
              + " bytes, was "
              + segment.byteSize());
    return new FloatMatrix(segment, rows, columns);
  }

  /// `columns` rounded up to a multiple of 16.
  public static int strideOf(int columns) {
    return Math.addExact(columns, ROW_MULTIPLE - 1) & -ROW_MULTIPLE;
  }

  /// Number of rows.
  public int rows() {
    return rows;
  }

  /// Number of columns that carry data.
  public int columns() {
    return columns;
  }

  /// Floats from the start of one row to the start of the next.
  public int stride() {
    return stride;
  }

  /// Byte offset of the start of `row`.
  public long offset(int row) {
    return (long) row * stride * Float.BYTES;
  }

  /// Copies the columns of `row` to the beginning of `into`.
  public void copyTo(int row, float[] into) {
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, offset(row), into, 0, columns);
  }

  /// Takes the columns of `row` from the beginning of `values`.
  public void copyFrom(int row, float[] values) {
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, offset(row), columns);
  }

  /// Element at (`row`, `column`).
  public float at(int row, int column) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * stride + column);
  }

  /// Sets the element at (`row`, `column`).
  public void set(int row, int column, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, (long) row * stride + column, value);
  }

  /// The bytes behind this matrix.
  public MemorySegment segment() {
    return segment;
  }
}
