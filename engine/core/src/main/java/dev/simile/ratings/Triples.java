package dev.simile.ratings;

import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// The ratings that one worker read, in the order in which it read them: user, item, rating and
/// time in columns, off-heap, in slabs. Not thread-safe.
final class Triples implements AutoCloseable {
  /// Entries of a slab at most: about 5 MB with ratings and times.
  static final int MAX_SLAB = 1 << 18;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Memory memory = Memory.open("reader");
  private final boolean rated;
  private final boolean timed;
  private final int slabSize;
  private final List<Slab> slabs = new ArrayList<>();
  private MemorySegment users = MemorySegment.NULL;
  private MemorySegment items = MemorySegment.NULL;
  private MemorySegment ratings = MemorySegment.NULL;
  private MemorySegment times = MemorySegment.NULL;
  private int fill;

  /// The columns of a slab; without ratings or times theirs are empty.
  record Slab(
      MemorySegment users, MemorySegment items, MemorySegment ratings, MemorySegment times) {}

  /// Entries `from` until `to` of one slab, numbered by one worker.
  record Span(Slab slab, int from, int to, int worker) {
    int length() {
      return to - from;
    }
  }

  Triples(boolean rated, boolean timed, int slabSize) {
    this.rated = rated;
    this.timed = timed;
    this.slabSize = slabSize;
    this.fill = slabSize;
  }

  /// Bytes of one entry.
  static int entryBytes(boolean rated, boolean timed) {
    return 2 * Integer.BYTES + (rated ? Float.BYTES : 0) + (timed ? Long.BYTES : 0);
  }

  /// Number of entries.
  long size() {
    return slabs.isEmpty() ? 0 : (slabs.size() - 1L) * slabSize + fill;
  }

  /// Adds an entry; a rating or time that the input has not is ignored.
  void add(int user, int item, float rating, long time) {
    int at = fill;
    if (at == slabSize) {
      open();
      at = 0;
    }
    users.set(INT, (long) at * Integer.BYTES, user);
    items.set(INT, (long) at * Integer.BYTES, item);
    if (rated) ratings.set(FLOAT, (long) at * Float.BYTES, rating);
    if (timed) times.set(LONG, (long) at * Long.BYTES, time);
    fill = at + 1;
  }

  /// Adds the first `n` entries of columns.
  void add(int[] userOf, int[] itemOf, float[] ratingOf, long[] timeOf, int n) {
    int from = 0;
    while (from < n) {
      if (fill == slabSize) {
        open();
        fill = 0;
      }
      int count = Math.min(n - from, slabSize - fill);
      MemorySegment.copy(userOf, from, users, INT, (long) fill * Integer.BYTES, count);
      MemorySegment.copy(itemOf, from, items, INT, (long) fill * Integer.BYTES, count);
      if (rated)
        MemorySegment.copy(ratingOf, from, ratings, FLOAT, (long) fill * Float.BYTES, count);
      if (timed) MemorySegment.copy(timeOf, from, times, LONG, (long) fill * Long.BYTES, count);
      fill += count;
      from += count;
    }
  }

  private void open() {
    users = memory.allocate("users", (long) slabSize * Integer.BYTES);
    items = memory.allocate("items", (long) slabSize * Integer.BYTES);
    ratings = memory.allocate("ratings", rated ? (long) slabSize * Float.BYTES : 0);
    times = memory.allocate("times", timed ? (long) slabSize * Long.BYTES : 0);
    slabs.add(new Slab(users, items, ratings, times));
  }

  /// Appends the entries `from` until `to` to `spans`.
  void spans(long from, long to, int worker, List<Span> spans) {
    long at = from;
    while (at < to) {
      int slab = (int) (at / slabSize);
      int start = (int) (at % slabSize);
      int end = (int) Math.min(slabSize, start + (to - at));
      spans.add(new Span(slabs.get(slab), start, end, worker));
      at += end - start;
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
