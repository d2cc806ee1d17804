package dev.simile.neighbors;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.memory.Doubles;
import java.lang.foreign.MemorySegment;

/// Goes through pairs by [PairSums] in doubles, which serve every similarity.
final class PairSumming implements ListTraining.Bench {
  private final PairColumns columns;
  private final Offers offers;
  private final Vectors vectors;
  private final PairSums sums;
  private final Offers.Scratch scratch = new Offers.Scratch();
  private int[] ranks = new int[64];
  private double[] values = new double[64];

  PairSumming(PairColumns columns, Offers offers, Vectors vectors) {
    this.columns = columns;
    this.offers = offers;
    this.vectors = vectors;
    sums = vectors.sums(offers.order().count());
  }

  @Override
  public void list(int from, int to) {
    for (int rank = from; rank < to; rank++) {
      add(rank);
      offers.begin(rank, scratch);
      if (sums.tracked()) {
        for (int i = 0; i < sums.touchedCount(); i++)
          offers.pair(rank, sums.touched(i), sums, scratch);
      } else {
        boolean dense = vectors.dense();
        for (int other = rank + 1; other < sums.rows(); other++) {
          if (dense || !sums.isEmpty(other)) offers.pair(rank, other, sums, scratch);
        }
      }
      sums.clear(rank + 1);
    }
  }

  private void add(int rank) {
    sums.begin(vectors.dense() ? Long.MAX_VALUE : columns.work(rank));
    Doubles all = columns.values();
    long end = columns.offsets().at(rank + 1L);
    for (long at = columns.offsets().at(rank); at < end; at++) {
      long start = columns.starts().at(at);
      int length = columns.lengths().at(at);
      if (length > ranks.length) {
        ranks = new int[2 * length];
        values = new double[2 * length];
      }
      MemorySegment.copy(
          columns.entries().segment(), JAVA_INT, start * Integer.BYTES, ranks, 0, length);
      if (all != null)
        MemorySegment.copy(all.segment(), JAVA_DOUBLE, start * Double.BYTES, values, 0, length);
      // The row's own entry stands before those of the rows behind it.
      sums.add(all == null ? 1 : all.at(start - 1), ranks, values, length);
    }
  }
}
