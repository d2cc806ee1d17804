package dev.simile.sparse;

import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A sparse matrix in compressed rows: `offsets[r]..offsets[r+1]` are the positions of row `r` in
/// `columns`, `values` and `times`. Long offsets: more than 2^31 entries work.
///
/// Within a row entries keep the order in which they were given (of ratings: the order of the
/// input, at the place of the first of merged duplicates); a column appears at most once. Without
/// values every entry is 1; without times every entry's time is unknown. Immutable once built.
public final class Csr {
  private final int rows;
  private final int columnCount;
  private final Longs offsets;
  private final Ints columns;
  private final @Nullable Floats values;
  private final @Nullable Longs times;

  private Csr(
      int rows,
      int columnCount,
      Longs offsets,
      Ints columns,
      @Nullable Floats values,
      @Nullable Longs times) {
    this.rows = rows;
    this.columnCount = columnCount;
    this.offsets = offsets;
    this.columns = columns;
    this.values = values;
    this.times = times;
  }

  /// A view of arrays built elsewhere.
  ///
  /// @param offsets `rows` + 1 offsets, ascending from 0 to the number of entries
  /// @param columns the column of each entry, in 0..`columnCount`-1
  /// @param values the value of each entry, or null if all are 1
  /// @param times the time of each entry, or null if unknown
  /// @throws IllegalArgumentException if the shapes do not agree (contents are checked by
  ///   [#validate()])
  public static Csr view(
      int rows,
      int columnCount,
      Longs offsets,
      Ints columns,
      @Nullable Floats values,
      @Nullable Longs times) {
    if (rows < 0 || columnCount < 0)
      throw new IllegalArgumentException("shape must be >= 0, was " + rows + " x " + columnCount);
    if (offsets.length() != rows + 1L)
      throw new IllegalArgumentException(
          "offsets must be " + (rows + 1L) + " long, was " + offsets.length());
    long entries = offsets.at(rows);
    if (entries != columns.length()
        || (values != null && values.length() != entries)
        || (times != null && times.length() != entries))
      throw new IllegalArgumentException("columns, values and times must be " + entries + " long");
    return new Csr(rows, columnCount, offsets, columns, values, times);
  }

  /// A copy in other memory.
  public Csr copy(Memory memory, String purpose) {
    Longs offsetCopy = memory.longs(purpose + " offsets", offsets.length());
    offsetCopy.segment().copyFrom(offsets.segment());
    Ints columnCopy = memory.ints(purpose + " columns", columns.length());
    columnCopy.segment().copyFrom(columns.segment());
    Floats valueCopy = null;
    if (values != null) {
      valueCopy = memory.floats(purpose + " values", values.length());
      valueCopy.segment().copyFrom(values.segment());
    }
    Longs timeCopy = null;
    if (times != null) {
      timeCopy = memory.longs(purpose + " times", times.length());
      timeCopy.segment().copyFrom(times.segment());
    }
    return new Csr(rows, columnCount, offsetCopy, columnCopy, valueCopy, timeCopy);
  }

  /// The same entries without their times, in the same memory.
  public Csr withoutTimes() {
    return times == null ? this : new Csr(rows, columnCount, offsets, columns, values, null);
  }

  /// Bytes a matrix of this shape takes, for estimates.
  public static long estimate(int rows, long entries, boolean values, boolean times) {
    return Memory.sizeOf(rows + 1L, Long.BYTES)
        + Memory.sizeOf(entries, Integer.BYTES)
        + (values ? Memory.sizeOf(entries, Float.BYTES) : 0)
        + (times ? Memory.sizeOf(entries, Long.BYTES) : 0);
  }

  /// Checks offsets, columns and values, as is needed for a matrix that comes from a file.
  /// O(entries), with 4 bytes a column.
  ///
  /// @throws IllegalArgumentException naming the first bad row
  public void validate() {
    if (offsets.at(0) != 0)
      throw new IllegalArgumentException("offset of row 0 must be 0, was " + offsets.at(0));
    try (Memory memory = Memory.open("check")) {
      validate(memory.ints("last row of a column", columnCount));
    }
  }

  /// @param last for each column 1 + the last row that had it, from 0
  private void validate(Ints last) {
    long entries = entries();
    for (int row = 0; row < rows; row++) {
      long start = start(row);
      long end = end(row);
      if (start > end || end > entries)
        throw new IllegalArgumentException(
            "row " + row + ": offsets must ascend to " + entries + ", were " + start + ", " + end);
      for (long i = start; i < end; i++) {
        int column = columns.at(i);
        if (column < 0 || column >= columnCount)
          throw new IllegalArgumentException(
              "row " + row + ": column must be 0.." + (columnCount - 1) + ", was " + column);
        if (last.at(column) == row + 1)
          throw new IllegalArgumentException("row " + row + ": column " + column + " stands twice");
        last.set(column, row + 1);
        if (values != null && !Float.isFinite(values.at(i)))
          throw new IllegalArgumentException(
              "row " + row + ": value must be finite, was " + values.at(i));
      }
    }
  }

  /// Number of rows.
  public int rows() {
    return rows;
  }

  /// Number of columns.
  public int columns() {
    return columnCount;
  }

  /// Number of entries.
  public long entries() {
    return columns.length();
  }

  /// Position of the first entry of `row`.
  public long start(int row) {
    return offsets.at(row);
  }

  /// Position after the last entry of `row`.
  public long end(int row) {
    return offsets.at(row + 1L);
  }

  /// Number of entries of `row`.
  public int degree(int row) {
    return (int) (end(row) - start(row));
  }

  /// Column of the entry at `position`.
  public int column(long position) {
    return columns.at(position);
  }

  /// Value of the entry at `position`, 1 if there are no values.
  public float value(long position) {
    return values == null ? 1f : values.at(position);
  }

  /// Copies the values of `count` entries from `position` on to the beginning of `into`.
  public void copyValues(long position, float[] into, int count) {
    if (values == null) Arrays.fill(into, 0, count, 1f);
    else values.copyTo(position, into, count);
  }

  /// Time of the entry at `position`, in seconds since 1970.
  ///
  /// @throws IllegalStateException if there are no times
  public long time(long position) {
    if (times == null) throw new IllegalStateException("these entries have no times");
    return times.at(position);
  }

  /// Position of `column` in `row`, or -1. Linear in the row's length.
  public long find(int row, int column) {
    long end = end(row);
    for (long i = start(row); i < end; i++) {
      if (columns.at(i) == column) return i;
    }
    return -1;
  }

  /// True if entries carry values of their own.
  public boolean hasValues() {
    return values != null;
  }

  /// True if entries carry times.
  public boolean hasTimes() {
    return times != null;
  }

  /// The offsets, `rows` + 1 of them.
  public Longs offsetView() {
    return offsets;
  }

  /// The columns of all entries, row after row.
  public Ints columnView() {
    return columns;
  }

  /// The values of all entries, or null if all are 1.
  public @Nullable Floats valueView() {
    return values;
  }

  /// The sum of the values of each row, in double, each row in its own order.
  public Doubles rowSums(Memory memory, String purpose) {
    Doubles sums = memory.doubles(purpose, rows);
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      long end = end(row);
      for (long i = start(row); i < end; i++) sum += value(i);
      sums.set(row, sum);
    }
    return sums;
  }
}
