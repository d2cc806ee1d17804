package dev.simile.factors;

import dev.simile.kernel.RatingBlock;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// What users have, as ratings of 1, and for each some items that they have not, as ratings of -1
/// and drawn anew each epoch, in a grid of blocks as [RatingGrid] has them: an item that is drawn
/// goes to the block of its own column.
final class DrawnGrid {
  private static final int ITEM_BYTES = 1 << 18;
  private static final int BLOCK_RATINGS = 1024;

  /// Draws after which somebody counts as having all items: one item less is then drawn for them.
  private static final int DRAWS = 32;

  private final Csr byUser;
  private final int negatives;
  private final long seed;
  private final ItemDraws draws;
  private final int[] userCuts;
  private final int[] itemCuts;
  private final Ints columnOf;
  private final MemorySegment entries;
  private final RatingBlock[] blocks;

  /// Room for what is drawn of `ratings` in `memory`.
  DrawnGrid(
      Csr byUser,
      Csr byItem,
      LogisticConfig config,
      Memory memory,
      Workers workers,
      Progress progress) {
    this.byUser = byUser;
    negatives = config.negatives();
    seed = config.seed();
    long count = Math.multiplyExact(byUser.entries(), 1L + negatives);
    int many = Math.clamp((long) Math.sqrt((double) count / BLOCK_RATINGS), 1, RatingGrid.MANY);
    long itemBytes = 4L * FloatMatrix.strideOf(config.factors()) * byItem.rows();
    long fitting = Math.max(many, (itemBytes + ITEM_BYTES - 1) / ITEM_BYTES);
    userCuts = RatingGrid.cuts(byUser, Math.min(many, byUser.rows()));
    itemCuts = itemCuts(byItem, Math.clamp(Math.min(fitting, byItem.rows()), 1, 1024), negatives);
    columnOf = memory.ints("block of each item", byItem.rows());
    for (int column = 0; column < columns(); column++) {
      for (int item = itemCuts[column]; item < itemCuts[column + 1]; item++)
        columnOf.set(item, column);
    }
    draws = new ItemDraws(byItem, 1, config.sampling(), memory);
    draws.part(Randoms.stream(seed, Randoms.PARTITION), workers, progress);
    entries = memory.allocate("ratings in order of visit", RatingBlock.BYTES * count);
    blocks = new RatingBlock[rows() * columns()];
  }

  /// Bytes that a grid takes.
  static long estimate(Ratings ratings, LogisticConfig config) {
    long count = Math.multiplyExact(ratings.count(), 1L + config.negatives());
    return Memory.sizeOf(count, RatingBlock.BYTES)
        + Memory.sizeOf(ratings.itemCount(), Integer.BYTES)
        + ItemDraws.estimate(ratings.itemCount(), config.sampling());
  }

  /// Cuts the items into about `parts` ranges that expect equally many entries, if all items are
  /// drawn alike, and further where a range has more items than a block may have.
  private static int[] itemCuts(Csr byItem, int parts, int negatives) {
    int items = byItem.rows();
    double drawn = (double) negatives * byItem.entries() / items;
    double share = (1. + negatives) * byItem.entries() / parts;
    int[] cuts = new int[parts + items / RatingBlock.MAX_ROWS + 2];
    int cut = 0;
    double sum = 0;
    for (int item = 0; item < items; item++) {
      boolean full = sum >= share * (cut + 1) && cut + 1 < parts;
      if (item > cuts[cut] && (full || item - cuts[cut] == RatingBlock.MAX_ROWS))
        cuts[++cut] = item;
      sum += byItem.degree(item) + drawn;
    }
    cuts[++cut] = items;
    return Arrays.copyOf(cuts, cut + 1);
  }

  /// Draws and lays out an epoch.
  void lay(int epoch, Workers workers, Progress progress) {
    long stream = Randoms.stream(Randoms.stream(seed, Randoms.NEGATIVES), epoch);
    Row[] owned = new Row[workers.threads()];
    workers.run(
        rows(),
        progress,
        (row, worker) -> {
          Row work = owned[worker];
          if (work == null) owned[worker] = work = new Row(columns(), byUser.columns());
          fill(row, stream, work);
        });
  }

  /// What the work on a row needs.
  private static final class Row {
    final int[] counts;
    final int[] met;
    final long[] starts;
    final long[] owned;

    Row(int columns, int items) {
      counts = new int[columns];
      met = new int[columns];
      starts = new long[columns];
      owned = new long[(items + 63) / 64];
    }
  }

  /// Goes through the row twice, to count and to put, with the same draws.
  private void fill(int row, long stream, Row work) {
    Arrays.fill(work.counts, 0);
    Arrays.fill(work.met, 0);
    draw(row, stream, work, false);
    long start = byUser.start(userCuts[row]) * (1L + negatives);
    for (int column = 0; column < columns(); column++) {
      work.starts[column] = start;
      start += work.counts[column];
    }
    draw(row, stream, work, true);
    for (int column = 0; column < columns(); column++)
      blocks[row * columns() + column] =
          RatingBlock.view(
              entries.asSlice(
                  RatingBlock.BYTES * work.starts[column],
                  (long) RatingBlock.BYTES * work.counts[column]),
              userCuts[row],
              userCuts[row + 1] - userCuts[row],
              itemCuts[column],
              itemCuts[column + 1] - itemCuts[column]);
  }

  private void draw(int row, long stream, Row work, boolean put) {
    for (int user = userCuts[row]; user < userCuts[row + 1]; user++) {
      int inRow = user - userCuts[row];
      long end = byUser.end(user);
      for (long i = byUser.start(user); i < end; i++) {
        int item = byUser.column(i);
        work.owned[item >> 6] |= 1L << item;
      }
      for (long i = byUser.start(user); i < end; i++) {
        take(inRow, byUser.column(i), 1f, work, put);
        long bits = Randoms.bits(stream, i);
        int found = 0;
        for (int made = 0; made < DRAWS + negatives && found < negatives; made++) {
          int other = draws.draw(0, bits);
          bits = Randoms.bits(bits, made);
          if ((work.owned[other >> 6] >>> other & 1) != 0) continue;
          take(inRow, other, -1f, work, put);
          found++;
        }
      }
      for (long i = byUser.start(user); i < end; i++) work.owned[byUser.column(i) >> 6] = 0;
    }
  }

  private void take(int user, int item, float rating, Row work, boolean put) {
    int column = columnOf.at(item);
    if (!put) {
      work.counts[column]++;
      return;
    }
    int place = RatingGrid.place(work.met[column]++, work.counts[column]);
    RatingBlock.put(
        entries,
        work.starts[column] + place,
        RatingBlock.entry(user, item - itemCuts[column], rating));
  }

  /// Number of block rows.
  int rows() {
    return userCuts.length - 1;
  }

  /// Number of block columns.
  int columns() {
    return itemCuts.length - 1;
  }

  /// The entries of a block.
  RatingBlock block(int row, int column) {
    return blocks[row * columns() + column];
  }
}
