package dev.simile.factors;

import dev.simile.kernel.PairBlock;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;

/// The pairs of an epoch in a grid of blocks: each rating once, as an item that its user has,
/// against one drawn anew that they have not.
///
/// Block rows are ranges of users with about equally many ratings. Block columns are parts of the
/// items, drawn anew each epoch ([ItemDraws]), and the two items of a pair are of one part. So a
/// block touches only its row's users and its column's items, as a [BlockSchedule] asks, and yet
/// any two items meet: over the epochs, the second item of a pair is evenly spread over all that
/// the user has not, for all of them are alike to a random partition.
///
/// A block takes in turn from the two halves of its pairs sorted by user, see [RatingGrid].
final class PairGrid {
  private static final int ITEM_BYTES = 1 << 18;
  private static final int BLOCK_PAIRS = 1024;
  private static final int PART_ITEMS = 64;

  /// Draws after which somebody counts as having all items of a part: their pair has a weight of 0.
  private static final int DRAWS = 32;

  private final Csr byUser;
  private final long seed;
  private final ItemDraws draws;
  private final int[] userCuts;
  private final int columns;
  private final long[] starts;
  private final MemorySegment entries;
  private final PairBlock[] blocks;

  /// Room for the pairs of those ratings in `memory`.
  PairGrid(Csr byUser, Csr byItem, int factors, Sampling sampling, long seed, Memory memory) {
    this.seed = seed;
    this.byUser = byUser;
    int items = byItem.rows();
    double blocks = (double) byUser.entries() / BLOCK_PAIRS;
    int many = Math.clamp((long) Math.sqrt(blocks), 1, RatingGrid.MANY);
    long itemBytes = 4L * FloatMatrix.strideOf(factors) * items;
    long fitting = Math.max(many, (itemBytes + ITEM_BYTES - 1) / ITEM_BYTES);
    columns = Math.clamp(Math.min(fitting, items / PART_ITEMS), 1, 16 * RatingGrid.MANY);
    userCuts = RatingGrid.cuts(byUser, Math.min(many, byUser.rows()));
    draws = new ItemDraws(byItem, columns, sampling, memory);
    starts = new long[rows() * columns];
    entries = memory.allocate("pairs in order of visit", PairBlock.BYTES * byUser.entries());
    this.blocks = new PairBlock[rows() * columns];
  }

  /// Bytes that a grid takes.
  static long estimate(Ratings ratings, Sampling sampling) {
    return Memory.sizeOf(ratings.count(), PairBlock.BYTES)
        + ItemDraws.estimate(ratings.itemCount(), sampling);
  }

  /// Lays out the pairs of an epoch.
  ///
  /// @param drawn whether to draw the second items; else each is the first, and a visit draws them
  ///   by [PairBlock#contrast]
  void lay(int epoch, boolean drawn, Workers workers, Progress progress) {
    draws.part(Randoms.stream(Randoms.stream(seed, Randoms.PARTITION), epoch), workers, progress);
    long stream = Randoms.stream(Randoms.stream(seed, Randoms.NEGATIVES), epoch);
    long[][] owned = new long[workers.threads()][];
    workers.run(
        rows(),
        progress,
        (row, worker) -> {
          if (owned[worker] == null) owned[worker] = new long[(byUser.columns() + 63) / 64];
          count(row);
          fill(row, stream, drawn, owned[worker]);
        });
  }

  /// Sets where the blocks of a row begin.
  private void count(int row) {
    int[] counts = new int[columns];
    long from = byUser.start(userCuts[row]);
    long to = byUser.start(userCuts[row + 1]);
    for (long i = from; i < to; i++) counts[draws.partOf(byUser.column(i))]++;
    int first = row * columns;
    long start = from;
    for (int column = 0; column < columns; column++) {
      starts[first + column] = start;
      start += counts[column];
    }
  }

  private void fill(int row, long stream, boolean drawn, long[] owned) {
    int first = row * columns;
    long end = byUser.start(userCuts[row + 1]);
    int[] met = new int[columns];
    int[] counts = new int[columns];
    for (int column = 0; column < columns; column++) {
      long next = column + 1 == columns ? end : starts[first + column + 1];
      counts[column] = Math.toIntExact(next - starts[first + column]);
    }
    for (int user = userCuts[row]; user < userCuts[row + 1]; user++) {
      mark(user, owned, true);
      long last = byUser.end(user);
      for (long i = byUser.start(user); i < last; i++) {
        int item = byUser.column(i);
        int column = draws.partOf(item);
        long place = starts[first + column] + RatingGrid.place(met[column]++, counts[column]);
        int other = drawn ? draw(column, item, Randoms.bits(stream, i), owned) : item;
        PairBlock.put(entries, place, user, item, other, other == item ? 0f : 1f);
      }
      mark(user, owned, false);
    }
    for (int column = 0; column < columns; column++)
      blocks[first + column] =
          PairBlock.view(
              entries.asSlice(
                  PairBlock.BYTES * starts[first + column],
                  (long) PairBlock.BYTES * counts[column]),
              byUser.rows(),
              byUser.columns());
  }

  /// An item of a part whose bit is not set in `owned`; `item` if none was found.
  private int draw(int column, int item, long bits, long[] owned) {
    long random = bits;
    for (int i = 0; i < DRAWS; i++) {
      int other = draws.draw(column, random);
      if ((owned[other >> 6] >>> other & 1) == 0) return other;
      random = Randoms.bits(random, i);
    }
    return item;
  }

  private void mark(int user, long[] owned, boolean set) {
    long end = byUser.end(user);
    for (long i = byUser.start(user); i < end; i++) {
      int item = byUser.column(i);
      if (set) owned[item >> 6] |= 1L << item;
      else owned[item >> 6] = 0;
    }
  }

  /// Number of block rows.
  int rows() {
    return userCuts.length - 1;
  }

  /// Number of block columns.
  int columns() {
    return columns;
  }

  /// The pairs of a block.
  PairBlock block(int row, int column) {
    return blocks[row * columns + column];
  }

  /// An item of a block's column, by 64 random bits.
  int draw(int column, long bits) {
    return draws.draw(column, bits);
  }
}
