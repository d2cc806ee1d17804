package dev.simile.neighbors;

import dev.simile.kernel.Kernels;
import dev.simile.kernel.WholeRows;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;

/// Goes through pairs of rows of [Whole] values: dense products, sparse sums, and a look at those
/// that can be anybody's neighbor.
final class WholeSumming implements ListTraining.Bench {
  private final PairColumns columns;
  private final WholeRows entries;
  private final PairHeads heads;
  private final Offers offers;
  private final WholeBounds bounds;
  private final Kernels kernels;
  private final WholeSums sums;
  private final Floats products;
  private final Offers.Scratch scratch = new Offers.Scratch();

  /// @param entries those of the columns
  /// @param block the most rows of one [#list]
  WholeSumming(
      PairColumns columns,
      WholeRows entries,
      PairHeads heads,
      Whole whole,
      Offers offers,
      WholeBounds bounds,
      Kernels kernels,
      int block,
      Memory memory) {
    this.columns = columns;
    this.entries = entries;
    this.heads = heads;
    this.offers = offers;
    this.bounds = bounds;
    this.kernels = kernels;
    sums = new WholeSums(whole, offers.order().count(), memory);
    products = memory.floats("dense products", heads.room(block));
  }

  @Override
  public void list(int from, int to) {
    if (from < heads.reach()) heads.multiply(kernels, from, to, products);
    for (int rank = from; rank < to; rank++) {
      boolean dense = rank < heads.reach();
      sums.begin(rank, dense ? Long.MAX_VALUE : columns.work(rank));
      if (dense) heads.add(from, to, rank - from, products, sums);
      long first = columns.offsets().at(rank);
      int count = (int) (columns.offsets().at(rank + 1L) - first);
      sums.add(kernels, entries, columns.starts(), columns.lengths(), first, count);
      offers.begin(rank, scratch);
      bounds.offer(rank, sums, offers, scratch);
    }
  }
}
