package dev.simile.neighbors;

import dev.simile.kernel.Kernels;
import dev.simile.kernel.WholeRows;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;

/// Products of [Whole] numbers with all rows behind one in rank, in ints. Not thread-safe.
final class WholeSums implements Sums {
  private final boolean counts;
  private final double unit;
  private final int rows;
  private final Ints sums;
  private final int[] touched;
  private int touchedCount;
  private boolean tracked;

  /// Sums against `rows` rows.
  WholeSums(Whole whole, int rows, Memory memory) {
    counts = whole.counted();
    unit = whole.unit();
    this.rows = rows;
    sums = memory.ints("pair sums", rows);
    touched = new int[rows / TRACKED + 1];
  }

  /// The share of rows, as a divisor, up to which those with a sum are tracked.
  private static final int TRACKED = 4;

  /// Bytes for each row.
  static int bytesPerRow() {
    return Integer.BYTES + Integer.BYTES / TRACKED;
  }

  /// Begins with the row of a rank.
  ///
  /// @param work an upper bound of the entries that will be added: if they are few, the touched
  ///   rows are tracked instead of searched for
  void begin(int rank, long work) {
    tracked = work < (rows - rank) / TRACKED;
    touchedCount = 0;
  }

  /// Adds columns, each times the value that the row itself has in it.
  void add(Kernels kernels, WholeRows columns, Longs starts, Ints lengths, long from, int count) {
    if (!tracked) {
      kernels.addWhole(columns, starts, lengths, from, count, sums.segment());
      return;
    }
    int n = touchedCount;
    for (long at = from; at < from + count; at++) {
      long start = starts.at(at) >> 8;
      int own = (byte) starts.at(at);
      int length = lengths.at(at);
      for (int i = 0; i < length; i++) {
        int entry = columns.entries().at(start + i);
        int rank = entry >>> 8;
        int sum = sums.at(rank);
        if (sum == 0) touched[n++] = rank;
        sums.set(rank, sum + own * (byte) entry);
      }
    }
    touchedCount = n;
  }

  /// Adds whole floats to the sums of the ranks from `first` on.
  void add(Floats products, long from, int count, int first) {
    for (int i = 0; i < count; i++)
      sums.set(first + i, sums.at(first + i) + (int) products.at(from + i));
  }

  /// True if the touched ranks are tracked.
  boolean tracked() {
    return tracked;
  }

  /// Number of touched ranks, if tracked; one whose sum was 0 in between is there twice.
  int touchedCount() {
    return touchedCount;
  }

  /// Touched rank number `i`.
  int touched(int i) {
    return touched[i];
  }

  /// The sum of a rank.
  int at(int rank) {
    return sums.at(rank);
  }

  /// Back to zero.
  void clear(int rank) {
    sums.set(rank, 0);
  }

  @Override
  public int count(int at) {
    return counts ? sums.at(at) : 0;
  }

  @Override
  public double product(int at) {
    return sums.at(at) * unit;
  }

  @Override
  public double ownSquare(int at) {
    throw new IllegalStateException("there are no squares");
  }

  @Override
  public double otherSquare(int at) {
    throw new IllegalStateException("there are no squares");
  }

  @Override
  public double ownSum(int at) {
    throw new IllegalStateException("there are no sums");
  }

  @Override
  public double otherSum(int at) {
    throw new IllegalStateException("there are no sums");
  }
}
