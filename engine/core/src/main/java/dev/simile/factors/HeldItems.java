package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One item each of some users, held before a training for early stopping: how well factors rank
/// them among all items that their users have not rated.
///
/// Every user with two ratings or more is chosen with the same chance, so that about [#USERS] hold
/// an item, and each of their items with the same chance too, by a hash of the seed. What is left
/// to train on are copies of the ratings by user and by item.
final class HeldItems implements AutoCloseable {
  /// Users who hold an item, about, where there are more.
  static final int USERS = 4096;

  /// The items of a list that count.
  static final int CUTOFF = 10;

  private static final int TILE_ITEMS = 1024;

  private final Memory memory = Memory.open("held items");
  private final Csr byUser;
  private final Csr byItem;
  private final int[] users;
  private final Ints itemOf;
  private final double[] gains;

  /// Holds items of `ratings`.
  ///
  /// @throws IllegalArgumentException if no user has two ratings
  HeldItems(Ratings ratings, long seed) {
    Csr rows = ratings.byUser();
    try {
      itemOf = memory.ints("held items", rows.rows());
      users = choose(rows, Randoms.stream(seed, Randoms.HELD));
      if (users.length == 0)
        throw new IllegalArgumentException(
            "early stopping holds an item of users with two ratings or more, and there are none");
      gains = new double[users.length];
      byUser = without(rows, true);
      byItem = without(ratings.byItem(), false);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Bytes of all this.
  static long estimate(Ratings ratings) {
    return Memory.sizeOf(ratings.userCount(), Integer.BYTES)
        + Csr.estimate(ratings.userCount(), ratings.count(), ratings.rated(), false)
        + Csr.estimate(ratings.itemCount(), ratings.count(), ratings.rated(), false);
  }

  private int[] choose(Csr rows, long numbers) {
    int eligible = 0;
    for (int user = 0; user < rows.rows(); user++) if (rows.degree(user) >= 2) eligible++;
    long below = eligible <= USERS ? Long.MAX_VALUE : (long) (0x1p63 / eligible * USERS);
    int[] chosen = new int[eligible];
    int n = 0;
    for (int user = 0; user < rows.rows(); user++) {
      int degree = rows.degree(user);
      boolean holds = degree >= 2 && Randoms.bits(numbers, 2L * user) >>> 1 <= below;
      if (!holds) {
        itemOf.set(user, Ids.UNKNOWN);
        continue;
      }
      int place = Randoms.below(Randoms.bits(numbers, 2L * user + 1), degree);
      itemOf.set(user, rows.column(rows.start(user) + place));
      chosen[n++] = user;
    }
    return Arrays.copyOf(chosen, n);
  }

  /// A copy without the held pairs and without times.
  private Csr without(Csr rows, boolean byUser) {
    long entries = rows.entries() - users.length;
    String purpose = byUser ? "training rows" : "training columns";
    Longs offsets = memory.longs(purpose, rows.rows() + 1L);
    Ints columns = memory.ints(purpose, entries);
    Floats values = rows.hasValues() ? memory.floats(purpose, entries) : null;
    long to = 0;
    for (int row = 0; row < rows.rows(); row++) {
      for (long at = rows.start(row); at < rows.end(row); at++) {
        int column = rows.column(at);
        if (byUser ? itemOf.at(row) == column : itemOf.at(column) == row) continue;
        columns.set(to, column);
        if (values != null) values.set(to, rows.value(at));
        to++;
      }
      offsets.set(row + 1L, to);
    }
    return Csr.view(rows.rows(), rows.columns(), offsets, columns, values, null);
  }

  /// Users x items without the held pairs.
  Csr byUser() {
    return byUser;
  }

  /// Items x users without the held pairs.
  Csr byItem() {
    return byItem;
  }

  /// Number of held pairs.
  int count() {
    return users.length;
  }

  /// The mean over the held pairs of nDCG@10, which with one relevant item is 1 / log2(1 + rank), 0
  /// beyond rank 10. Of equal scores the item of the lower index comes first. O(pairs x items x k).
  double ndcg(Factors factors, Compute compute) {
    int threads = compute.workers().threads();
    int tasks = (users.length + RowScratch.TILE - 1) / RowScratch.TILE;
    int items = factors.items().rows();
    int stride = Math.addExact(items, 15) & -16;
    try (Memory scratch = Memory.open("ranking held items")) {
      FloatMatrix[] tiles = new FloatMatrix[threads];
      Floats[] scores = new Floats[threads];
      for (int worker = 0; worker < Math.min(threads, tasks); worker++) {
        tiles[worker] = scratch.matrix("rows", RowScratch.TILE, factors.users().columns());
        scores[worker] = scratch.floats("scores", (long) RowScratch.TILE * stride);
      }
      compute
          .workers()
          .run(
              tasks,
              Progress.none(),
              (task, worker) -> {
                compute.progress().check();
                int from = task * RowScratch.TILE;
                int count = Math.min(RowScratch.TILE, users.length - from);
                score(factors, from, count, tiles[worker], scores[worker], stride, compute);
                long[] open = new long[(items + 63) >>> 6];
                for (int i = 0; i < count; i++) {
                  MemorySegment row = scores[worker].slice((long) i * stride, items).segment();
                  gains[from + i] = gain(users[from + i], row, items, open, compute);
                }
              });
    }
    double sum = 0;
    for (double gain : gains) sum += gain;
    return sum / gains.length;
  }

  private void score(
      Factors factors,
      int from,
      int count,
      FloatMatrix tile,
      Floats scores,
      int stride,
      Compute compute) {
    FloatMatrix rows = factors.users();
    FloatMatrix items = factors.items();
    long bytes = 4L * rows.stride();
    for (int i = 0; i < count; i++)
      MemorySegment.copy(
          rows.segment(), rows.offset(users[from + i]), tile.segment(), tile.offset(i), bytes);
    for (int item = 0; item < items.rows(); item += TILE_ITEMS)
      compute
          .kernels()
          .scoreTile(
              tile,
              0,
              count,
              items,
              item,
              Math.min(TILE_ITEMS, items.rows() - item),
              factors.itemBias(),
              null,
              scores.segment(),
              4L * item,
              stride);
  }

  /// The gain of a user's held item.
  private double gain(int user, MemorySegment scores, int items, long[] open, Compute compute) {
    int held = itemOf.at(user);
    Arrays.fill(open, -1L);
    if ((items & 63) != 0) open[open.length - 1] = (1L << items) - 1;
    for (long at = byUser.start(user); at < byUser.end(user); at++) {
      int seen = byUser.column(at);
      open[seen >> 6] &= ~(1L << seen);
    }
    open[held >> 6] &= ~(1L << held);
    float score = Floats.view(scores).at(held);
    int[] found = new int[CUTOFF];
    int before = 0;
    int from = 0;
    while (from < items && before < CUTOFF) {
      int n = compute.kernels().above(scores, open, from, items, Math.nextDown(score), found);
      for (int i = 0; i < n; i++) {
        if (Floats.view(scores).at(found[i]) != score || found[i] < held) before++;
      }
      if (n < found.length) break;
      from = found[n - 1] + 1;
    }
    return before < CUTOFF ? StrictMath.log(2) / StrictMath.log(before + 2.0) : 0;
  }

  @Override
  public void close() {
    memory.close();
  }
}
