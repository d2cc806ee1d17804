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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Merges duplicates as a [Duplicates] policy says, on a copy of the entries: the slower way, taken
/// only if there are any.
///
/// The entries are sorted by user with their position in the input in place of the time, so each
/// row of users is merged alone, in the order of the input. The first of duplicates takes the
/// result, the others get a negative user and are left out from then on.
final class Merge implements AutoCloseable {
  private static final int ROWS = 256;
  private static final int MAX_SPAN = 1 << 27;
  private static final int DEAD = -1;

  private final Memory memory = Memory.open("reader");
  private final Duplicates policy;
  private final Ints users;
  private final Ints items;
  private final @Nullable Floats ratings;
  private final @Nullable Longs times;
  private final long entries;

  private Merge(List<Span> spans, boolean rated, boolean timed, Duplicates policy) {
    this.policy = policy;
    entries = spans.stream().mapToLong(Span::length).sum();
    users = memory.ints("users", entries);
    items = memory.ints("items", entries);
    ratings = rated ? memory.floats("ratings", entries) : null;
    times = timed ? memory.longs("times", entries) : null;
    long at = 0;
    for (Span span : spans) {
      Slab slab = span.slab();
      copy(slab.users(), span, users.segment(), at, Integer.BYTES);
      copy(slab.items(), span, items.segment(), at, Integer.BYTES);
      if (ratings != null) copy(slab.ratings(), span, ratings.segment(), at, Float.BYTES);
      if (times != null) copy(slab.times(), span, times.segment(), at, Long.BYTES);
      at += span.length();
    }
  }

  /// Bytes it takes at most.
  static long estimate(long entries, boolean rated, boolean timed) {
    return entries * (Triples.entryBytes(rated, timed) + 3L * Long.BYTES + 3L * Integer.BYTES);
  }

  /// Merges the duplicates among the entries.
  ///
  /// @param place says where the entry at a position comes from
  /// @throws RatingsFormatException if the policy allows none, or a sum is beyond a float
  static Merge of(
      List<Span> spans,
      int userCount,
      int itemCount,
      boolean rated,
      boolean timed,
      Duplicates policy,
      LongFunction<String> place,
      Compute compute) {
    Merge merge = new Merge(spans, rated, timed, policy);
    try {
      merge.run(userCount, itemCount, place, compute);
      return merge;
    } catch (RuntimeException | Error e) {
      merge.close();
      throw e;
    }
  }

  /// The entries with the merged ones left out.
  List<Span> spans() {
    return spans(ratings, times);
  }

  @Override
  public void close() {
    memory.close();
  }

  private void run(int userCount, int itemCount, LongFunction<String> place, Compute compute) {
    int threads = compute.workers().threads();
    Row[] rows = new Row[threads];
    try (Memory work = Memory.open("reader")) {
      Longs positions = work.longs("positions", entries);
      for (long i = 0; i < entries; i++) positions.set(i, i);
      Csr sorted;
      try (CsrSort sort = new CsrSort(spans(null, positions), false, true, compute)) {
        sorted = sort.byUser(work, userCount, itemCount, null);
      }
      int tasks = (userCount - 1) / ROWS + 1;
      compute
          .workers()
          .run(
              tasks,
              compute.progress(),
              (task, worker) -> {
                Row row = rows[worker];
                if (row == null) rows[worker] = row = new Row();
                int last = (int) Math.min(userCount, (task + 1L) * ROWS);
                for (int user = task * ROWS; user < last; user++) row.merge(sorted, user);
              });
      report(rows, place);
    } finally {
      for (Row row : rows) {
        if (row != null) row.repeats.close();
      }
    }
  }

  /// The bad pair whose second one comes first in the input, if there is any.
  private static void report(@Nullable Row[] rows, LongFunction<String> place) {
    Row worst = null;
    for (Row row : rows) {
      if (row != null && row.bad >= 0 && (worst == null || row.bad < worst.bad)) worst = row;
    }
    if (worst == null) return;
    throw new RatingsFormatException(
        place.apply(worst.bad)
            + (worst.policy == Duplicates.ERROR
                ? ": duplicate of "
                    + place.apply(worst.badFirst)
                    + ", and duplicates are declared an error"
                : ": the sum of the duplicates from "
                    + place.apply(worst.badFirst)
                    + " on must be a finite float"));
  }

  private List<Span> spans(@Nullable Floats values, @Nullable Longs longs) {
    List<Span> spans = new ArrayList<>();
    for (long from = 0; from < entries; from += MAX_SPAN) {
      int n = (int) Math.min(MAX_SPAN, entries - from);
      Slab slab =
          new Slab(
              users.slice(from, n).segment(),
              items.slice(from, n).segment(),
              values == null ? MemorySegment.NULL : values.slice(from, n).segment(),
              longs == null ? MemorySegment.NULL : longs.slice(from, n).segment());
      spans.add(new Span(slab, 0, n, 0));
    }
    return spans;
  }

  private static void copy(MemorySegment from, Span span, MemorySegment to, long at, int bytes) {
    MemorySegment.copy(
        from, (long) span.from() * bytes, to, at * bytes, (long) span.length() * bytes);
  }

  /// The work on one row after the other of one worker.
  private final class Row {
    final Duplicates policy = Merge.this.policy;
    final Repeats repeats = new Repeats();
    long bad = -1;
    long badFirst = -1;
    private int[] order = new int[16]; // the row's entries by column, those of one in their order
    private long[] keys = new long[16];

    void merge(Csr sorted, int user) {
      long start = sorted.start(user);
      long end = sorted.end(user);
      if (!repeats.found(sorted.columnView(), start, end)) return;
      int n = Math.toIntExact(end - start);
      if (keys.length < n) {
        keys = new long[Math.max(n, 2 * keys.length)];
        order = new int[keys.length];
      }
      for (int i = 0; i < n; i++) keys[i] = (long) sorted.column(start + i) << 32 | i;
      Arrays.sort(keys, 0, n);
      for (int i = 0; i < n; i++) order[i] = (int) keys[i];
      int from = 0;
      while (from < n) {
        int to = from + 1;
        while (to < n && keys[to] >>> 32 == keys[from] >>> 32) to++;
        if (to - from > 1) mergeRun(sorted, start, from, to);
        from = to;
      }
    }

    private void mergeRun(Csr sorted, long start, int from, int to) {
      long first = sorted.time(start + order[from]);
      float value = ratings == null ? 1 : ratings.at(first);
      long time = times == null ? 0 : times.at(first);
      double sum = value;
      for (int k = from + 1; k < to; k++) {
        long again = sorted.time(start + order[k]);
        float nextValue = ratings == null ? 1 : ratings.at(again);
        long nextTime = times == null ? 0 : times.at(again);
        sum += nextValue;
        boolean taken =
            switch (policy) {
              case LAST -> nextTime >= time;
              case FIRST -> nextTime < time;
              case MAX -> nextValue > value || (nextValue == value && nextTime < time);
              case SUM, MEAN, ERROR -> false;
            };
        if (taken) value = nextValue;
        if (taken || ((policy == Duplicates.SUM || policy == Duplicates.MEAN) && nextTime > time))
          time = nextTime;
        users.set(again, DEAD);
      }
      if (policy == Duplicates.SUM) value = (float) sum;
      if (policy == Duplicates.MEAN) value = (float) (sum / (to - from));
      if (policy == Duplicates.ERROR || !Float.isFinite(value)) {
        long second = sorted.time(start + order[from + 1]);
        if (bad < 0 || second < bad) {
          bad = second;
          badFirst = first;
        }
      }
      if (ratings != null) ratings.set(first, value);
      if (times != null) times.set(first, time);
    }
  }
}
