package dev.simile.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.Compute;
import dev.simile.Recommendations;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import dev.simile.topk.TopK;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Computes the weights of [RandomWalk], row after row: adds up the steps of an item's users, and
/// keeps the largest. Rows are independent of each other, so that the number of threads changes
/// nothing.
final class WalkTraining {
  private static final int BLOCK = 16;

  /// Where the additions of a row are fewer than this part of the catalogue, only what they touched
  /// is looked at.
  private static final int SPARSE = 4;

  private final Csr byItem;
  private final Csr byUser;
  private final int items;
  private final int kept;
  private final WalkConfig config;
  private final Memory working;
  private final Compute compute;
  private final @Nullable Floats
      steps; // (a_vi / A_v)^alpha by position in byUser; null if implicit
  private final Floats shares; // (1 / A_v)^alpha of each user
  private final @Nullable Floats penalties; // n_i^-beta of each item; null if all are 1

  /// @param working holds what the training needs until it is over
  WalkTraining(Ratings ratings, WalkConfig config, Memory working, Compute compute) {
    this.byItem = ratings.byItem();
    this.byUser = ratings.byUser();
    this.items = byItem.rows();
    this.kept = kept(ratings, config);
    this.config = config;
    this.working = working;
    this.compute = compute;
    shares = working.floats("user shares", byUser.rows());
    for (int user = 0; user < byUser.rows(); user++)
      shares.set(user, (float) StrictMath.pow(sum(byUser, user), -config.alpha()));
    steps = config.implicit() ? null : steps();
    penalties = config.beta() == 0 ? null : penalties();
  }

  private static int kept(Ratings ratings, WalkConfig config) {
    return Math.min(config.neighbors(), ratings.itemCount());
  }

  /// Off-heap bytes of the weights and of the training, and the heap of the threads, at most.
  static long estimate(Ratings ratings, WalkConfig config, Compute compute) {
    Csr byItem = ratings.byItem();
    Csr byUser = ratings.byUser();
    int kept = kept(ratings, config);
    long weights = 0;
    for (int item = 0; item < byItem.rows(); item++) {
      long reached = 0;
      for (long at = byItem.start(item); at < byItem.end(item) && reached < kept; at++)
        reached += byUser.degree(byItem.column(at)) - 1L;
      weights += Math.min(kept, reached);
    }
    long blocks = (byItem.rows() + BLOCK - 1L) / BLOCK * 2 * Memory.ALIGNMENT;
    return Csr.estimate(byItem.rows(), weights, true, false)
        + weights * (Integer.BYTES + Float.BYTES)
        + blocks
        + (config.implicit() ? 0 : Memory.sizeOf(ratings.count(), Float.BYTES))
        + Memory.sizeOf(ratings.userCount(), Float.BYTES)
        + Memory.sizeOf(ratings.itemCount(), Float.BYTES)
        + compute.workers().threads() * (2 * Memory.sizeOf(byItem.rows() + 16L, Float.BYTES));
  }

  /// A of a row.
  private double sum(Csr rows, int row) {
    if (config.implicit()) return rows.degree(row);
    double sum = 0;
    for (long at = rows.start(row); at < rows.end(row); at++) sum += rows.value(at);
    return sum;
  }

  private Floats steps() {
    Floats powers = working.floats("steps", byUser.entries());
    compute
        .workers()
        .ranges(
            byUser.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              for (int user = from; user < to; user++) {
                double sum = sum(byUser, user);
                for (long at = byUser.start(user); at < byUser.end(user); at++)
                  powers.set(at, (float) StrictMath.pow(byUser.value(at) / sum, config.alpha()));
              }
            });
    return powers;
  }

  private Floats penalties() {
    Floats all = working.floats("penalties", items);
    for (int item = 0; item < items; item++)
      all.set(item, (float) StrictMath.pow(byItem.degree(item), -config.beta()));
    return all;
  }

  /// What one worker holds.
  private final class Bench {
    final Floats sums = working.floats("sums", (items + 15L) & -16);
    final Floats few = working.floats("touched sums", (items + 15L) & -16);
    final int[] touched = new int[items];
    final long[] bits = new long[(items + 63) >>> 6];
    final long[] all = new long[(items + 63) >>> 6];
    final TopK topK = new TopK();
    final Recommendations best = Recommendations.of(kept + 1); // the item itself may be among them
    final long[] sorted = new long[kept + 1];
    int[] columns = new int[1024];
    float[] values = new float[1024];
    int size;

    Bench() {
      Arrays.fill(all, -1L);
    }

    /// Appends the weights of `item`.
    ///
    /// @return their number
    int add(int item) {
      long work = 0;
      for (long at = byItem.start(item); at < byItem.end(item); at++)
        work += byUser.degree(byItem.column(at));
      walk(item);
      best.begin(items, false);
      if (work < items / SPARSE) selectTouched(item);
      else selectAll();
      return append(item);
    }

    private void walk(int item) {
      for (long at = byItem.start(item); at < byItem.end(item); at++) {
        int user = byItem.column(at);
        float weight =
            steps == null
                ? shares.at(user)
                : (float) StrictMath.pow(byItem.value(at), config.alpha());
        compute
            .kernels()
            .accumulate(
                byUser.columnView(),
                steps,
                byUser.start(user),
                byUser.degree(user),
                weight,
                sums.segment());
      }
    }

    private float penalized(int item) {
      float sum = sums.at(item);
      return penalties == null ? sum : sum * penalties.at(item);
    }

    private void selectAll() {
      if (penalties != null) for (int i = 0; i < items; i++) sums.set(i, penalized(i));
      topK.select(compute.kernels(), sums.segment(), items, all, best);
      for (int rank = 0; rank < best.size(); rank++) touched[rank] = best.item(rank);
      sums.segment().fill((byte) 0);
    }

    /// The same in time of what was added, without the catalogue.
    private void selectTouched(int item) {
      for (long at = byItem.start(item); at < byItem.end(item); at++) {
        int user = byItem.column(at);
        for (long to = byUser.start(user); to < byUser.end(user); to++) {
          int other = byUser.column(to);
          bits[other >> 6] |= 1L << other;
        }
      }
      int count = 0;
      for (int word = 0; word < bits.length; word++) {
        for (long left = bits[word]; left != 0; left &= left - 1) {
          int other = (word << 6) + Long.numberOfTrailingZeros(left);
          few.set(count, penalized(other));
          touched[count++] = other;
          sums.set(other, 0);
        }
        bits[word] = 0;
      }
      topK.select(compute.kernels(), few.segment(), count, all, best);
      int[] places = new int[best.size()];
      for (int rank = 0; rank < places.length; rank++) places[rank] = touched[best.item(rank)];
      System.arraycopy(places, 0, touched, 0, places.length);
    }

    /// Appends the best, `touched` by rank, but the item itself and what is 0, by ascending item.
    private int append(int item) {
      int n = 0;
      double total = 0;
      for (int rank = 0; rank < best.size() && n < kept; rank++) {
        float score = best.score(rank);
        if (touched[rank] == item || score == 0) continue;
        sorted[n++] = (long) touched[rank] << 32 | Float.floatToRawIntBits(score);
        total += score;
      }
      Arrays.sort(sorted, 0, n);
      double scale =
          config.normalize() ? 1 / total : StrictMath.pow(sum(byItem, item), -config.alpha());
      if (size + n > columns.length) {
        columns = Arrays.copyOf(columns, Math.max(size + n, 2 * size));
        values = Arrays.copyOf(values, columns.length);
      }
      for (int i = 0; i < n; i++) {
        columns[size] = (int) (sorted[i] >> 32);
        values[size++] = (float) (Float.intBitsToFloat((int) sorted[i]) * scale);
      }
      return n;
    }
  }

  /// The weights, row j those from item j, columns ascending, in `memory`.
  Csr train(Memory memory) {
    int blocks = (items + BLOCK - 1) / BLOCK;
    int[] degrees = new int[items];
    Ints[] blockColumns = new Ints[blocks];
    Floats[] blockValues = new Floats[blocks];
    @Nullable Bench[] benches = new Bench[compute.workers().threads()];
    try (Progress.Step step = compute.progress().step("walks", items, "items")) {
      compute
          .workers()
          .run(
              blocks,
              compute.progress(),
              (block, worker) -> {
                Bench bench = benches[worker];
                if (bench == null) benches[worker] = bench = new Bench();
                int from = block * BLOCK;
                int to = Math.min(items, from + BLOCK);
                bench.size = 0;
                for (int item = from; item < to; item++) degrees[item] = bench.add(item);
                blockColumns[block] = working.ints("block", bench.size);
                blockValues[block] = working.floats("block", bench.size);
                MemorySegment.copy(
                    bench.columns, 0, blockColumns[block].segment(), JAVA_INT, 0, bench.size);
                MemorySegment.copy(
                    bench.values, 0, blockValues[block].segment(), JAVA_FLOAT, 0, bench.size);
                step.advance(to - from);
              });
    }
    Longs offsets = memory.longs("weight offsets", items + 1L);
    long total = 0;
    for (int item = 0; item < items; item++) offsets.set(item + 1L, total += degrees[item]);
    Ints columns = memory.ints("weight columns", total);
    Floats values = memory.floats("weights", total);
    long at = 0;
    for (int block = 0; block < blocks; block++) {
      long bytes = blockColumns[block].segment().byteSize();
      MemorySegment.copy(blockColumns[block].segment(), 0, columns.segment(), 4 * at, bytes);
      MemorySegment.copy(blockValues[block].segment(), 0, values.segment(), 4 * at, bytes);
      at += blockColumns[block].length();
    }
    return Csr.view(items, items, offsets, columns, values, null);
  }
}
