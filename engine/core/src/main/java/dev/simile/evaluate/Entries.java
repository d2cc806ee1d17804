package dev.simile.evaluate;

import dev.simile.memory.Floats;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The entries of one row after another, copied to the heap, where loops over them are quicker.
/// Scratch; not thread-safe.
final class Entries {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private int[] columns = new int[128];
  private float[] values = new float[128];
  private int ones; // of the values, from the first
  private int size;

  /// No entries.
  void clear() {
    size = 0;
  }

  /// The entries of a row.
  void read(Csr rows, int row) {
    long start = rows.start(row);
    size = (int) (rows.end(row) - start);
    if (size > columns.length) {
      columns = new int[Math.max(size, 2 * columns.length)];
      values = new float[columns.length];
      ones = 0;
    }
    MemorySegment from = rows.columnView().segment();
    MemorySegment.copy(from, INT, start * Integer.BYTES, columns, 0, size);
    Floats rated = rows.valueView();
    if (rated != null) {
      ones = 0;
      MemorySegment.copy(rated.segment(), FLOAT, start * Float.BYTES, values, 0, size);
    } else if (ones < size) {
      Arrays.fill(values, ones, size, 1);
      ones = size;
    }
  }

  /// Gives every column `c` the number `names[c]`.
  void rename(int[] names) {
    for (int i = 0; i < size; i++) columns[i] = names[columns[i]];
  }

  /// Number of entries.
  int size() {
    return size;
  }

  /// The column of entry number `i`.
  int column(int i) {
    return columns[i];
  }

  /// Its value, 1 if there are no values.
  float value(int i) {
    return values[i];
  }
}
