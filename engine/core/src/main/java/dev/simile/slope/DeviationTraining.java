package dev.simile.slope;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.Compute;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Computes [Deviations] in two passes over all pairs of items that a user has, each pair from one
/// side: the first counts, so that the exact bytes are known before they are taken, the second adds
/// and writes the lower half of each row; then the upper half is mirrored.
///
/// The sum of a pair runs in double over the users in the order of the ratings of its item with the
/// greater index, whatever the number of threads. O(sum over users of degree^2), and the working
/// memory is 12 bytes a rating.
final class DeviationTraining {
  private static final int BLOCK = 16;
  private static final int MIRROR_BLOCK = 128;

  private final Csr byItem;
  private final Csr byUser;
  private final int items;
  private final SlopeOneConfig config;
  private final Compute compute;
  private final Ints columns; // of the users' rows, ascending
  private final Floats values;
  private final Ints below; // for each rating by item, how many of its user's items have less index
  private final int[] lower; // entries of each row below the diagonal or on it
  private final int[] degrees; // of all entries
  private final long entries;

  /// Counts the pairs.
  ///
  /// @param working holds 12 bytes a rating until the training is over
  DeviationTraining(Ratings ratings, SlopeOneConfig config, Memory working, Compute compute) {
    this.byItem = ratings.byItem();
    this.byUser = ratings.byUser();
    this.items = byItem.rows();
    this.config = config;
    this.compute = compute;
    columns = working.ints("ascending columns", ratings.count());
    values = working.floats("ascending values", ratings.count());
    below = working.ints("places", ratings.count());
    sort(working);
    lower = new int[items];
    degrees = new int[items];
    entries = count();
  }

  /// Bytes of the working memory and of each thread's sums on the heap.
  static long estimate(Ratings ratings, int threads) {
    return 3 * Memory.sizeOf(ratings.count(), Integer.BYTES)
        + Memory.sizeOf(ratings.userCount(), Integer.BYTES)
        + (threads * 16L + 8) * ratings.itemCount();
  }

  /// Pairs of items, each counted once, of which an item with itself is one if it is wanted.
  long pairs() {
    long pairs = 0;
    for (int row = 0; row < items; row++) pairs += lower[row];
    return pairs;
  }

  /// Off-heap bytes of the deviations.
  long bytes() {
    return Deviations.estimate(items, entries);
  }

  /// Turns the rows by item round, item after item: so every user's row ascends.
  private void sort(Memory working) {
    Ints filled = working.ints("filled", byUser.rows());
    for (int item = 0; item < items; item++) {
      long end = byItem.end(item);
      for (long at = byItem.start(item); at < end; at++) {
        int user = byItem.column(at);
        int place = filled.at(user);
        long to = byUser.start(user) + place;
        columns.set(to, item);
        values.set(to, byItem.value(at));
        below.set(at, place);
        filled.set(user, place + 1);
      }
    }
  }

  /// What one worker holds: sums, counts and a bit for every item that has some; the part of a
  /// user's row that is being added.
  private final class Bench {
    final double[] sums = new double[items];
    final int[] counts = new int[items];
    final long[] touched = new long[(items + 63) >>> 6];
    final int[] degrees = new int[items];
    int[] others = new int[256];
    float[] ratings = new float[256];

    /// Adds the pairs of `item` with items of less index, and with itself if that is wanted.
    void add(int item, boolean summed) {
      long end = byItem.end(item);
      for (long at = byItem.start(item); at < end; at++) {
        int length = below.at(at) + (config.self() ? 1 : 0);
        long from = byUser.start(byItem.column(at));
        if (length > others.length) {
          others = new int[Math.max(length, 2 * others.length)];
          ratings = new float[others.length];
        }
        MemorySegment.copy(columns.segment(), JAVA_INT, from * Integer.BYTES, others, 0, length);
        if (!summed) {
          count(length);
          continue;
        }
        MemorySegment.copy(values.segment(), JAVA_FLOAT, from * Float.BYTES, ratings, 0, length);
        sum(byItem.value(at), length);
      }
    }

    private void count(int length) {
      for (int i = 0; i < length; i++) {
        int other = others[i];
        counts[other]++;
        touched[other >> 6] |= 1L << other;
      }
    }

    private void sum(double own, int length) {
      for (int i = 0; i < length; i++) {
        int other = others[i];
        sums[other] += ratings[i] - own;
        counts[other]++;
        touched[other >> 6] |= 1L << other;
      }
    }
  }

  private interface Row {
    void run(int item, Bench bench);
  }

  private void rows(String name, @Nullable Bench[] benches, Row row) {
    try (Progress.Step step = compute.progress().step(name, items, "items")) {
      compute
          .workers()
          .ranges(
              items,
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                Bench bench = benches[worker];
                if (bench == null) benches[worker] = bench = new Bench();
                for (int item = from; item < to; item++) row.run(item, bench);
                step.advance(to - from);
              });
    }
  }

  private long count() {
    @Nullable Bench[] benches = new Bench[compute.workers().threads()];
    rows(
        "pairs",
        benches,
        (item, bench) -> {
          bench.add(item, false);
          int size = 0;
          for (int word = 0; word <= item >> 6; word++) {
            for (long left = bench.touched[word]; left != 0; left &= left - 1) {
              int other = (word << 6) + Long.numberOfTrailingZeros(left);
              if (bench.counts[other] >= config.minSupport()) {
                size++;
                if (other != item) bench.degrees[other]++;
              }
              bench.counts[other] = 0;
            }
            bench.touched[word] = 0;
          }
          lower[item] = size;
        });
    long total = 0;
    for (int item = 0; item < items; item++) {
      degrees[item] = lower[item];
      for (Bench bench : benches) degrees[item] += bench == null ? 0 : bench.degrees[item];
      total += degrees[item];
    }
    return total;
  }

  /// The deviations, in `memory`.
  Deviations train(Memory memory) {
    Longs offsets = memory.longs("deviation offsets", items + 1L);
    for (int item = 0; item < items; item++)
      offsets.set(item + 1L, offsets.at(item) + degrees[item]);
    Ints others = memory.ints("deviation columns", entries);
    Floats sums = memory.floats("deviation sums", entries);
    Ints counts = memory.ints("deviation counts", entries);
    rows(
        "deviations",
        new Bench[compute.workers().threads()],
        (item, bench) -> {
          bench.add(item, true);
          long at = offsets.at(item);
          for (int word = 0; word <= item >> 6; word++) {
            for (long left = bench.touched[word]; left != 0; left &= left - 1) {
              int other = (word << 6) + Long.numberOfTrailingZeros(left);
              if (bench.counts[other] >= config.minSupport()) {
                others.set(at, other);
                sums.set(at, (float) bench.sums[other]);
                counts.set(at++, bench.counts[other]);
              }
              bench.sums[other] = 0;
              bench.counts[other] = 0;
            }
            bench.touched[word] = 0;
          }
        });
    mirror(offsets, others, sums, counts);
    return new Deviations(Csr.view(items, items, offsets, others, sums, null), counts);
  }

  /// Writes the upper half of the rows, a block of them at a time: what the lower halves of all
  /// later rows have in the block's columns. So few rows are written at once, not all.
  private void mirror(Longs offsets, Ints others, Floats sums, Ints counts) {
    int[] filled = lower.clone();
    compute
        .workers()
        .ranges(
            items,
            MIRROR_BLOCK,
            compute.progress(),
            (from, to, worker) -> {
              for (int item = from + 1; item < items; item++) {
                long end = offsets.at(item) + lower[item];
                long at = place(from, offsets.at(item), end, others);
                for (; at < end && others.at(at) < Math.min(to, item); at++) {
                  int other = others.at(at);
                  long into = offsets.at(other) + filled[other]++;
                  others.set(into, item);
                  sums.set(into, 0 - sums.at(at));
                  counts.set(into, counts.at(at));
                }
              }
            });
  }

  /// The first position in `start..end-1` whose column is `column` or greater, or `end`.
  private static long place(int column, long start, long end, Ints columns) {
    long low = start;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (columns.at(middle) < column) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
