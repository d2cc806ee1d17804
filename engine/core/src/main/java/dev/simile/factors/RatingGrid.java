package dev.simile.factors;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;

/// The ratings of a training, laid out once in a grid of blocks, users x items, in the order in
/// which they are visited. The grid's shape follows from the data alone.
///
/// Block rows and columns are ranges of user and item indexes with about equally many ratings.
/// There are so many columns that the item rows of a block stay in the second-level cache, and so
/// many of both that a thread rarely waits for another. A block is sorted by user, whose row then
/// stays in the first-level cache while the next rows are read ahead. Behind the last column of
/// each block row lie the held ratings, which are not trained on.
final class RatingGrid {
  private static final int ITEM_BYTES = 1 << 18;
  private static final int MANY = 32;
  private static final int BLOCK_RATINGS = 1024;
  private static final int LEAST_BLOCK_RATINGS = 512;

  private final int rows;
  private final int columns;
  private final long[] starts;
  private final Ints users;
  private final Ints items;
  private final Floats ratings;
  private final Ints userCounts;
  private final Ints itemCounts;
  private final long held;

  private RatingGrid(
      int rows,
      int columns,
      long[] starts,
      Ints users,
      Ints items,
      Floats ratings,
      Ints userCounts,
      Ints itemCounts,
      long held) {
    this.rows = rows;
    this.columns = columns;
    this.starts = starts;
    this.users = users;
    this.items = items;
    this.ratings = ratings;
    this.userCounts = userCounts;
    this.itemCounts = itemCounts;
    this.held = held;
  }

  /// Bytes that [#layOut] takes.
  static long estimate(Ratings ratings) {
    return 2 * Memory.sizeOf(ratings.count(), Integer.BYTES)
        + Memory.sizeOf(ratings.count(), Float.BYTES)
        + Memory.sizeOf(ratings.users().size(), Integer.BYTES)
        + 2 * Memory.sizeOf(ratings.items().size(), Integer.BYTES);
  }

  /// Lays out `ratings` in `memory`.
  static RatingGrid layOut(
      Ratings ratings, FactorConfig config, Memory memory, Workers workers, Progress progress) {
    Csr byUser = ratings.byUser();
    Csr byItem = ratings.byItem();
    long count = ratings.count();
    int many = Math.clamp((long) Math.sqrt((double) count / BLOCK_RATINGS), 1, MANY);
    long itemBytes = 4L * FloatMatrix.strideOf(config.factors()) * byItem.rows();
    int rows = Math.min(many, Math.max(1, byUser.rows()));
    int fitting = (int) Math.min((itemBytes + ITEM_BYTES - 1) / ITEM_BYTES, Integer.MAX_VALUE);
    int affordable = Math.clamp(count / ((long) rows * LEAST_BLOCK_RATINGS), 1, Integer.MAX_VALUE);
    int columns =
        Math.min(Math.max(many, Math.min(fitting, affordable)), Math.max(1, byItem.rows()));

    int[] userCuts = cuts(byUser, rows);
    int[] itemCuts = cuts(byItem, columns);
    Ints columnOf = memory.ints("block of each item", byItem.rows());
    for (int column = 0; column < columns; column++) {
      for (int item = itemCuts[column]; item < itemCuts[column + 1]; item++)
        columnOf.set(item, column);
    }
    boolean holding = config.earlyStopping() > 0;
    long heldStream = Randoms.stream(config.seed(), Randoms.HELD);
    long[] starts = new long[rows * (columns + 1) + 1];
    starts[rows * (columns + 1)] = count;
    Ints users = memory.ints("users in order of visit", count);
    Ints items = memory.ints("items in order of visit", count);
    Floats values = memory.floats("ratings in order of visit", count);
    Ints userCounts = memory.ints("ratings of each user", byUser.rows());
    workers.run(
        rows,
        progress,
        (row, worker) -> {
          // Pass 1 counts the blocks' ratings, pass 2 puts each where it belongs, stably.
          long[] at = new long[columns + 1];
          for (int user = userCuts[row]; user < userCuts[row + 1]; user++) {
            long end = byUser.end(user);
            for (long i = byUser.start(user); i < end; i++) {
              boolean hold = holding && isHeld(heldStream, i, config.heldShare());
              at[hold ? columns : columnOf.at(byUser.column(i))]++;
            }
          }
          long next = byUser.rows() == 0 ? 0 : byUser.start(userCuts[row]);
          for (int column = 0; column <= columns; column++) {
            starts[row * (columns + 1) + column] = next;
            long size = at[column];
            at[column] = next;
            next += size;
          }
          for (int user = userCuts[row]; user < userCuts[row + 1]; user++) {
            long end = byUser.end(user);
            int trained = 0;
            for (long i = byUser.start(user); i < end; i++) {
              boolean hold = holding && isHeld(heldStream, i, config.heldShare());
              long target = at[hold ? columns : columnOf.at(byUser.column(i))]++;
              users.set(target, user);
              items.set(target, byUser.column(i));
              values.set(target, byUser.value(i));
              if (!hold) trained++;
            }
            userCounts.set(user, trained);
          }
        });
    Ints itemCounts = memory.ints("ratings of each item", byItem.rows());
    for (int item = 0; item < byItem.rows(); item++) itemCounts.set(item, byItem.degree(item));
    long held = 0;
    for (int row = 0; row < rows; row++) {
      long end = starts[row * (columns + 1) + columns + 1];
      for (long i = starts[row * (columns + 1) + columns]; i < end; i++) {
        itemCounts.set(items.at(i), itemCounts.at(items.at(i)) - 1);
        held++;
      }
    }
    return new RatingGrid(
        rows, columns, starts, users, items, values, userCounts, itemCounts, held);
  }

  /// Cuts the rows of a matrix into `parts` ranges with about equally many entries.
  private static int[] cuts(Csr matrix, int parts) {
    int[] cuts = new int[parts + 1];
    int row = 0;
    for (int part = 1; part < parts; part++) {
      long until = (long) ((double) matrix.entries() / parts * part);
      while (row < matrix.rows() && matrix.start(row) < until) row++;
      cuts[part] = row;
    }
    cuts[parts] = matrix.rows();
    return cuts;
  }

  private static boolean isHeld(long stream, long position, double share) {
    return (Randoms.bits(stream, position) >>> 11) * 0x1p-53 < share;
  }

  /// Number of block rows.
  int rows() {
    return rows;
  }

  /// Number of block columns.
  int columns() {
    return columns;
  }

  /// Position of the first rating of a block; of column `columns()`: of the held part.
  long start(int row, int column) {
    return starts[row * (columns + 1) + column];
  }

  /// Position after the last rating of a block.
  long end(int row, int column) {
    return starts[row * (columns + 1) + column + 1];
  }

  /// User of each rating.
  Ints users() {
    return users;
  }

  /// Item of each rating.
  Ints items() {
    return items;
  }

  /// The ratings.
  Floats ratings() {
    return ratings;
  }

  /// Number of ratings trained on of each user.
  Ints userCounts() {
    return userCounts;
  }

  /// Number of ratings trained on of each item.
  Ints itemCounts() {
    return itemCounts;
  }

  /// Number of ratings trained on.
  long trained() {
    return users.length() - held;
  }

  /// Number of ratings held.
  long held() {
    return held;
  }
}
