package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.ratings.Triples.Slab;
import dev.simile.ratings.Triples.Span;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sorts entries into compressed rows: a stable counting sort in two passes, first into buckets of
/// rows that fit a cache, then each bucket by row. Both are parallel, and being stable both have
/// one result only. O(entries + rows).
///
/// Entries whose user is negative are left out.
final class CsrSort implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int MAX_BUCKETS = 1024;
  private static final int BUCKET_ENTRIES = 1 << 15;

  private final Memory memory = Memory.open("reader");
  private final Compute compute;
  private final List<List<Span>> groups;
  private final long entries;
  private final boolean rated;
  private final boolean timed;
  private final MemorySegment rows;
  private final MemorySegment columns;
  private final MemorySegment values;
  private final MemorySegment times;

  /// Takes the entries; they stay where they are.
  CsrSort(List<Span> spans, boolean rated, boolean timed, Compute compute) {
    this.compute = compute;
    this.rated = rated;
    this.timed = timed;
    entries = spans.stream().mapToLong(Span::length).sum();
    groups = groups(spans, entries, 4 * compute.workers().threads());
    rows = memory.allocate("sort rows", entries * Integer.BYTES);
    columns = memory.allocate("sort columns", entries * Integer.BYTES);
    values = memory.allocate("sort values", rated ? entries * Float.BYTES : 0);
    times = memory.allocate("sort times", timed ? entries * Long.BYTES : 0);
  }

  /// Bytes it takes beside the entries and the result.
  static long estimate(long entries, boolean rated, boolean timed) {
    return entries * Triples.entryBytes(rated, timed);
  }

  /// Rows of users, with times if there are any.
  ///
  /// @param duplicates is set if an item stands twice in a row; null to look for none
  Csr byUser(Memory target, int users, int items, @Nullable AtomicBoolean duplicates) {
    return sort(target, "by user", true, users, items, timed, duplicates);
  }

  /// Rows of items, without times.
  Csr byItem(Memory target, int users, int items) {
    return sort(target, "by item", false, items, users, false, null);
  }

  @Override
  public void close() {
    memory.close();
  }

  private Csr sort(
      Memory target,
      String purpose,
      boolean byUser,
      int rowCount,
      int columnCount,
      boolean withTimes,
      @Nullable AtomicBoolean duplicates) {
    int shift = shift(rowCount);
    int buckets = rowCount == 0 ? 1 : ((rowCount - 1) >>> shift) + 1;
    long[][] next = new long[groups.size()][buckets];
    compute
        .workers()
        .run(
            groups.size(),
            compute.progress(),
            (group, worker) -> {
              for (Span span : groups.get(group)) count(span, byUser, shift, next[group]);
            });
    long[] starts = new long[buckets + 1];
    long at = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      starts[bucket] = at;
      for (long[] group : next) {
        long count = group[bucket];
        group[bucket] = at;
        at += count;
      }
    }
    starts[buckets] = at;
    compute
        .workers()
        .run(
            groups.size(),
            compute.progress(),
            (group, worker) -> {
              for (Span span : groups.get(group))
                scatter(span, byUser, shift, next[group], withTimes);
            });
    Longs offsets = target.longs(purpose + " offsets", rowCount + 1L);
    Ints column = target.ints(purpose + " columns", at);
    Floats value = rated ? target.floats(purpose + " values", at) : null;
    Longs time = withTimes ? target.longs(purpose + " times", at) : null;
    Rows sorted = new Rows(offsets, column, value, time);
    Repeats[] repeats = new Repeats[compute.workers().threads()];
    try {
      compute
          .workers()
          .run(
              buckets,
              compute.progress(),
              (bucket, worker) -> {
                int first = bucket << shift;
                int end = (int) Math.min(rowCount, ((long) bucket + 1) << shift);
                place(sorted, first, end, starts[bucket], starts[bucket + 1]);
                if (duplicates == null || duplicates.get()) return;
                Repeats seen = repeats[worker];
                if (seen == null) repeats[worker] = seen = new Repeats();
                for (int row = first; row < end; row++) {
                  // Where the last row ends is for the next bucket to write.
                  long rowEnd = row + 1 < end ? offsets.at(row + 1L) : starts[bucket + 1];
                  if (seen.found(column, offsets.at(row), rowEnd)) {
                    duplicates.set(true);
                    return;
                  }
                }
              });
    } finally {
      for (Repeats seen : repeats) {
        if (seen != null) seen.close();
      }
    }
    offsets.set(rowCount, at);
    return Csr.view(rowCount, columnCount, offsets, column, value, time);
  }

  /// The columns of the result.
  private record Rows(
      Longs offsets, Ints columns, @Nullable Floats values, @Nullable Longs times) {}

  /// The bits of a row's number within its bucket.
  private int shift(int rowCount) {
    long buckets = Math.clamp(entries / BUCKET_ENTRIES, 1, MAX_BUCKETS);
    int shift = 0;
    while ((Math.max(0, rowCount - 1) >>> shift) >= buckets) shift++;
    return shift;
  }

  private static List<List<Span>> groups(List<Span> spans, long entries, int count) {
    long target = Math.max(1, (entries + count - 1) / count);
    List<List<Span>> groups = new ArrayList<>();
    List<Span> group = new ArrayList<>();
    long held = 0;
    for (Span span : spans) {
      int from = span.from();
      while (from < span.to()) {
        int to = (int) Math.min(span.to(), from + (target - held));
        group.add(new Span(span.slab(), from, to, span.worker()));
        held += to - from;
        from = to;
        if (held < target) continue;
        groups.add(group);
        group = new ArrayList<>();
        held = 0;
      }
    }
    if (!group.isEmpty()) groups.add(group);
    return groups;
  }

  private static void count(Span span, boolean byUser, int shift, long[] counts) {
    Block block = new Block();
    for (int i = span.from(); i < span.to(); i += Block.SIZE) {
      block.rows(span.slab(), byUser, i, Math.min(Block.SIZE, span.to() - i));
      block.count(shift, counts);
    }
  }

  private void scatter(Span span, boolean byUser, int shift, long[] next, boolean withTimes) {
    Slab slab = span.slab();
    Block block = new Block();
    for (int i = span.from(); i < span.to(); i += Block.SIZE) {
      block.rows(slab, byUser, i, Math.min(Block.SIZE, span.to() - i));
      block.places(shift, next);
      block.moveRows(rows);
      block.moveInts(byUser ? slab.items() : slab.users(), i, columns);
      if (rated) block.moveInts(slab.ratings(), i, values);
      if (withTimes) block.moveLongs(slab.times(), i, times);
    }
  }

  /// Sorts the entries `start` until `end`, which are those of the rows `first` until `last`.
  private void place(Rows sorted, int first, int last, long start, long end) {
    long[] next = new long[last - first + 1];
    Block block = new Block();
    for (long at = start; at < end; at += Block.SIZE) {
      block.rows(rows, at, (int) Math.min(Block.SIZE, end - at), first);
      block.count(0, next);
    }
    starts(next, first, last, start, sorted.offsets);
    for (long at = start; at < end; at += Block.SIZE) {
      block.rows(rows, at, (int) Math.min(Block.SIZE, end - at), first);
      block.places(0, next);
      block.moveInts(columns, at, sorted.columns.segment());
      if (sorted.values != null) block.moveInts(values, at, sorted.values.segment());
      if (sorted.times != null) block.moveLongs(times, at, sorted.times.segment());
    }
  }

  /// Turns the counts of the rows `first` until `last` into where each begins.
  private static void starts(long[] next, int first, int last, long start, Longs offsets) {
    long at = start;
    for (int row = first; row < last; row++) {
      offsets.set(row, at);
      long count = next[row - first];
      next[row - first] = at;
      at += count;
    }
  }

  /// Some entries on their way: their rows and where they go, one column at a time. Loops this
  /// small are compiled soon, and most of them touch arrays only, which are quick before that.
  private static final class Block {
    static final int SIZE = 1 << 12;

    private final int[] rows = new int[SIZE]; // negative where the entry is left out
    private final long[] places = new long[SIZE];
    private final int[] ints = new int[SIZE];
    private final long[] longs = new long[SIZE];
    private int n;

    /// Takes the rows of `n` entries of a slab.
    void rows(Slab slab, boolean byUser, int from, int n) {
      rows(byUser ? slab.users() : slab.items(), from, n, 0);
      if (byUser) return;
      MemorySegment.copy(slab.users(), INT, (long) from * Integer.BYTES, ints, 0, n);
      leaveOut(rows, ints, n);
    }

    /// Takes `n` rows, counted from `first`.
    void rows(MemorySegment source, long from, int n, int first) {
      this.n = n;
      MemorySegment.copy(source, INT, from * Integer.BYTES, rows, 0, n);
      if (first != 0) subtract(rows, first, n);
    }

    /// Counts the entries of each 2^shift rows.
    void count(int shift, long[] counts) {
      count(rows, n, shift, counts);
    }

    /// Finds where the entries go: each to the next place of its 2^shift rows.
    void places(int shift, long[] next) {
      places(rows, n, shift, next, places);
    }

    void moveRows(MemorySegment target) {
      moveInts(rows, places, n, target);
    }

    void moveInts(MemorySegment source, long from, MemorySegment target) {
      MemorySegment.copy(source, INT, from * Integer.BYTES, ints, 0, n);
      moveInts(ints, places, n, target);
    }

    void moveLongs(MemorySegment source, long from, MemorySegment target) {
      MemorySegment.copy(source, LONG, from * Long.BYTES, longs, 0, n);
      moveLongs(longs, places, n, target);
    }

    private static void leaveOut(int[] rows, int[] users, int n) {
      for (int i = 0; i < n; i++) rows[i] |= users[i] & Integer.MIN_VALUE;
    }

    private static void subtract(int[] rows, int first, int n) {
      for (int i = 0; i < n; i++) rows[i] -= first;
    }

    private static void count(int[] rows, int n, int shift, long[] counts) {
      for (int i = 0; i < n; i++) {
        if (rows[i] >= 0) counts[rows[i] >>> shift]++;
      }
    }

    private static void places(int[] rows, int n, int shift, long[] next, long[] places) {
      for (int i = 0; i < n; i++) places[i] = rows[i] < 0 ? -1 : next[rows[i] >>> shift]++;
    }

    private static void moveInts(int[] values, long[] places, int n, MemorySegment target) {
      for (int i = 0; i < n; i++) {
        if (places[i] >= 0) target.set(INT, places[i] * Integer.BYTES, values[i]);
      }
    }

    private static void moveLongs(long[] values, long[] places, int n, MemorySegment target) {
      for (int i = 0; i < n; i++) {
        if (places[i] >= 0) target.set(LONG, places[i] * Long.BYTES, values[i]);
      }
    }
  }
}
