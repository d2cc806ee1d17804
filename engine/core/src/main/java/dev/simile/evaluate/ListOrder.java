package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.memory.Ints;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsFormatException;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Brings the lines of each list into the order of their ranks or scores, which were read as
/// ratings, and checks the ranks. Which fault is told does not depend on the number of threads: the
/// first user's.
final class ListOrder {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int USERS = 1 << 10; // of a task
  private static final int MAX_RANK = 1 << 24; // up to where floats are exact

  private final String name;
  private final Ratings ratings;
  private final Csr lines;
  private final boolean ranked;
  private final Ints into;
  private final AtomicInteger faulty = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger gappy = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicLong missing = new AtomicLong();

  /// @param name what the file is called
  /// @param ranked whether ratings are ranks, else scores
  /// @param into takes the items, list after list
  ListOrder(String name, Ratings ratings, boolean ranked, Ints into) {
    this.name = name;
    this.ratings = ratings;
    this.ranked = ranked;
    this.into = into;
    lines = ratings.byUser();
  }

  /// Sorts all lists.
  ///
  /// @throws RatingsFormatException if ranks are not 1, 2, 3 ...
  void sort(Compute compute) {
    Row[] rows = new Row[compute.workers().threads()];
    compute
        .workers()
        .ranges(
            lines.rows(),
            USERS,
            compute.progress(),
            (from, to, worker) -> {
              Row row = rows[worker];
              if (row == null) rows[worker] = row = new Row();
              for (int user = from; user < to; user++) sort(user, row);
            });
    if (faulty.get() < lines.rows()) throw fault(faulty.get());
    if (missing.get() > ratings.summary().merged()) throw fault(gappy.get());
  }

  private void sort(int user, Row row) {
    row.read(user);
    if (!row.inOrder()) {
      row.sort();
      if (ranked) {
        if (row.fault(true) != null) {
          faulty.accumulateAndGet(user, Math::min);
          return;
        }
        int gaps = row.gaps();
        if (gaps > 0) {
          missing.addAndGet(gaps);
          gappy.accumulateAndGet(user, Math::min);
        }
      }
    }
    row.write(user);
  }

  private RatingsFormatException fault(int user) {
    Row row = new Row();
    row.read(user);
    row.sort();
    boolean repeats = ratings.summary().merged() > 0 && row.fault(true) != null;
    return new RatingsFormatException(
        name
            + ": the ranks of user "
            + ratings.users().idOf(user)
            + " must be 1, 2, 3 ..., "
            + Objects.requireNonNull(row.fault(repeats)));
  }

  /// One list, on one thread.
  private final class Row {
    private int size;
    private int[] items = new int[128];
    private float[] values = new float[128];
    private int[] sorted = new int[128];
    private long[] keys = new long[128]; // rank or score that ascends, then the line

    void read(int user) {
      size = lines.degree(user);
      if (size > items.length) {
        int length = Math.max(size, 2 * items.length);
        items = new int[length];
        values = new float[length];
        sorted = new int[length];
        keys = new long[length];
      }
      long start = lines.start(user);
      MemorySegment columns = lines.columnView().segment();
      MemorySegment.copy(columns, INT, start * Integer.BYTES, items, 0, size);
      MemorySegment segment = Objects.requireNonNull(lines.valueView()).segment();
      MemorySegment.copy(segment, FLOAT, start * Float.BYTES, values, 0, size);
    }

    void write(int user) {
      long start = lines.start(user) * Integer.BYTES;
      MemorySegment.copy(items, 0, into.segment(), INT, start, size);
    }

    /// True if the lines stand as they should, which they mostly do.
    boolean inOrder() {
      for (int i = 0; i < size; i++) {
        if (ranked ? values[i] != i + 1 : i > 0 && values[i] > values[i - 1]) return false;
      }
      return true;
    }

    void sort() {
      for (int i = 0; i < size; i++) keys[i] = (long) key(values[i]) << 32 | i;
      Arrays.sort(keys, 0, size);
      for (int i = 0; i < size; i++) sorted[i] = items[(int) keys[i]];
      int[] unsorted = items;
      items = sorted;
      sorted = unsorted;
    }

    /// An integer that ascends with the rank, or with falling scores; -0 and 0 are one.
    private int key(float value) {
      int bits = Float.floatToRawIntBits(ranked ? value : -value);
      int magnitude = bits & Integer.MAX_VALUE;
      return bits < 0 ? -magnitude : magnitude;
    }

    private float rank(int place) {
      return values[(int) keys[place]];
    }

    /// Ranks that are left out up to the last one.
    int gaps() {
      return (int) rank(size - 1) - size;
    }

    /// What is wrong with the sorted ranks, or null.
    ///
    /// @param mayMiss whether gaps are allowed
    @Nullable String fault(boolean mayMiss) {
      for (int place = 0; place < size; place++) {
        float rank = rank(place);
        if (!(rank >= 1 && rank <= MAX_RANK && rank == (int) rank))
          return "had " + (rank == (long) rank ? "" + (long) rank : "" + rank);
        int previous = place == 0 ? 0 : (int) rank(place - 1);
        if (rank == previous)
          return "had "
              + previous
              + " twice: items "
              + ratings.items().idOf(items[place - 1])
              + " and "
              + ratings.items().idOf(items[place]);
        if (!mayMiss && rank != previous + 1)
          return "had " + (int) rank + " but not " + (previous + 1);
      }
      return null;
    }
  }
}
