package dev.simile.ratings;

import dev.simile.memory.Ints;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Finds columns that stand twice in a row: an open-addressing set as small as the row, so that it
/// stays in the nearest cache, and never cleared: a cell belongs to the row whose stamp it carries.
/// Not thread-safe.
final class Repeats implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int MIX = 0x9E3779B9;

  private final Growing memory = new Growing("reader", "repeats", 1 << 12);
  private MemorySegment cells = memory.segment();
  private int stamp;
  private long mask;

  /// Begins a row of `length` entries.
  void begin(long length) {
    stamp++;
    long slots = Long.highestOneBit(Math.max(8, 2 * length) * 2 - 1);
    memory.ensure(slots * Long.BYTES, cells.byteSize());
    cells = memory.segment();
    mask = slots - 1;
  }

  /// True if the row has `column` already; else it has now.
  boolean add(int column) {
    long wanted = (long) stamp << 32 | column;
    int hash = column * MIX;
    long slot = (hash ^ (hash >>> 15)) & mask;
    while (true) {
      long cell = cells.get(LONG, slot * Long.BYTES);
      if (cell == wanted) return true;
      if ((int) (cell >>> 32) != stamp) {
        cells.set(LONG, slot * Long.BYTES, wanted);
        return false;
      }
      slot = (slot + 1) & mask;
    }
  }

  /// True if one of the columns from `start` until `end` stands twice.
  boolean found(Ints columns, long start, long end) {
    if (end - start < 2) return false;
    begin(end - start);
    for (long i = start; i < end; i++) {
      if (add(columns.at(i))) return true;
    }
    return false;
  }

  @Override
  public void close() {
    memory.close();
  }
}
