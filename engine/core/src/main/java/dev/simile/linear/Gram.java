package dev.simile.linear;

import dev.simile.Compute;
import dev.simile.kernel.WholeRows;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;

/// X'X of a sparse users x items matrix X, as a dense items x items matrix of floats.
///
/// Row i adds for each user of item i, in the order of the item's row, the user's items up to i: so
/// every pair is added once, sum over users of degree^2 / 2 in all. Ones, whole numbers and halves
/// add up in ints, each sum rounded once to a float; others in a chain of fused multiply-adds of
/// floats. The same bits however the rows are shared out.
final class Gram {
  private static final int BLOCK = 16;

  private final Csr byItem;
  private final Csr byUser;
  private final boolean values;
  private final FloatMatrix out;
  private final Compute compute;

  private Gram(Ratings ratings, boolean values, FloatMatrix out, Compute compute) {
    this.byItem = ratings.byItem();
    this.byUser = ratings.byUser();
    this.values = values;
    this.out = out;
    this.compute = compute;
  }

  /// Off-heap bytes of the working memory, at most.
  static long estimate(Ratings ratings, Compute compute) {
    return 2 * Memory.sizeOf(ratings.count(), Integer.BYTES)
        + Memory.sizeOf(ratings.count(), Long.BYTES)
        + Memory.sizeOf(ratings.userCount(), Integer.BYTES)
        + compute.workers().threads() * Memory.sizeOf(ratings.itemCount(), Integer.BYTES);
  }

  /// Fills the lower triangle and the diagonal of `out`, which must be zero.
  ///
  /// @param values whether ratings count by their value, or each as 1
  /// @param out items x items
  static void lower(Ratings ratings, boolean values, FloatMatrix out, Compute compute) {
    Gram gram = new Gram(ratings, values, out, compute);
    try (Memory working = Memory.open("item products")) {
      if (gram.whole(1)) gram.addWhole(1, working);
      else if (gram.whole(2)) gram.addWhole(2, working);
      else gram.addFloats(working);
    }
  }

  /// Copies the lower triangle of a square matrix to its upper one.
  static void mirror(FloatMatrix matrix, Compute compute) {
    Squares.lower(matrix.rows(), compute, (i, j) -> matrix.set(j, i, matrix.at(i, j)));
  }

  private float value(long at) {
    return values ? byItem.value(at) : 1f;
  }

  /// Whether all values times `scale` are whole numbers of a byte whose sums stay within an int.
  private boolean whole(int scale) {
    if (!values) return true;
    float most = 0;
    for (long at = 0; at < byItem.entries(); at++) {
      float value = scale * byItem.value(at);
      if (value != Math.rint(value)) return false;
      most = Math.max(most, Math.abs(value));
    }
    return most <= Byte.MAX_VALUE && (double) most * most * byUser.rows() <= Integer.MAX_VALUE;
  }

  private interface Rating {
    /// Takes the rating at `at` of an item's row.
    ///
    /// @param place where it goes, in its user's ascending row
    void put(long at, int item, long start, int place);
  }

  /// Turns the rows by item round, item after item, so that every user's row ascends.
  private void sort(Memory working, Rating rating) {
    Ints filled = working.ints("filled", byUser.rows());
    for (int item = 0; item < byItem.rows(); item++) {
      long end = byItem.end(item);
      for (long at = byItem.start(item); at < end; at++) {
        int user = byItem.column(at);
        int place = filled.at(user);
        rating.put(at, item, byUser.start(user), place);
        filled.set(user, place + 1);
      }
    }
  }

  private interface Row {
    void run(int item, int worker);
  }

  private void rows(Row row) {
    int items = byItem.rows();
    try (Progress.Step step = compute.progress().step("item products", items, "items")) {
      compute
          .workers()
          .ranges(
              items,
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                for (int item = from; item < to; item++) row.run(item, worker);
                step.advance(to - from);
              });
    }
  }

  private void addWhole(int scale, Memory working) {
    float unit = 1f / (scale * scale);
    int items = byItem.rows();
    Ints entries = working.ints("ascending entries", byItem.entries());
    Longs starts = working.longs("starts", byItem.entries());
    Ints lengths = working.ints("lengths", byItem.entries());
    sort(
        working,
        (at, item, start, place) -> {
          int value = (int) (scale * value(at));
          entries.set(start + place, WholeRows.entry(item, value));
          starts.set(at, WholeRows.start(start, value));
          lengths.set(at, place + 1);
        });
    WholeRows rows = WholeRows.view(entries, items);
    Ints[] sums = new Ints[compute.workers().threads()];
    for (int worker = 0; worker < sums.length; worker++) sums[worker] = working.ints("sums", items);
    rows(
        (item, worker) -> {
          Ints own = sums[worker];
          own.segment().fill((byte) 0);
          compute
              .kernels()
              .addWhole(
                  rows, starts, lengths, byItem.start(item), byItem.degree(item), own.segment());
          for (int j = 0; j <= item; j++) out.set(item, j, unit * own.at(j));
        });
  }

  private void addFloats(Memory working) {
    Ints columns = working.ints("ascending columns", byItem.entries());
    Floats ascending = working.floats("ascending values", byItem.entries());
    Ints lengths = working.ints("lengths", byItem.entries());
    sort(
        working,
        (at, item, start, place) -> {
          columns.set(start + place, item);
          ascending.set(start + place, value(at));
          lengths.set(at, place + 1);
        });
    long bytes = (long) Float.BYTES * byItem.rows();
    rows(
        (item, worker) -> {
          MemorySegment sums = out.segment().asSlice(out.offset(item), bytes);
          long end = byItem.end(item);
          for (long at = byItem.start(item); at < end; at++)
            compute
                .kernels()
                .accumulate(
                    columns,
                    ascending,
                    byUser.start(byItem.column(at)),
                    lengths.at(at),
                    value(at),
                    sums);
        });
  }
}
