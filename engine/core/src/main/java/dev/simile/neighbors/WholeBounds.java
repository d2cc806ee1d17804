package dev.simile.neighbors;

/// Looks at the sums of a row and passes those pairs on that may be among the nearest of either
/// row. A cosine is bounded by one multiplication and two comparisons of floats, which leave out
/// only what is surely below what both rows have already; exact arithmetic decides the rest.
final class WholeBounds {
  /// More than floats can be wrong by.
  private static final float SLACK = 1e-5f;

  private final Gathering gathering;
  private final Vectors vectors;
  private final PairOrder order;
  private final boolean bounded;
  private final float[] inverses; // of the length of a row, in the unit of the sums
  private final float[] limits; // of a row, below it nothing is kept

  WholeBounds(
      PairOrder order, NeighborConfig config, Vectors vectors, Whole whole, Gathering gathering) {
    this.order = order;
    this.vectors = vectors;
    this.gathering = gathering;
    int rows = order.count();
    bounded = vectors.bounded() && config.minSimilarity() >= 0;
    inverses = new float[bounded ? rows : 0];
    limits = new float[bounded ? rows : 0];
    for (int rank = 0; rank < inverses.length; rank++) {
      double length = vectors.length(order.row(rank));
      inverses[rank] = length > 0 ? (float) (whole.unit() / length) : 0;
      limits[rank] = limit(rank);
    }
  }

  /// Offers the pairs of the row of a rank and clears the sums.
  void offer(int rank, WholeSums sums, Offers offers, Offers.Scratch scratch) {
    if (sums.tracked()) {
      for (int i = 0; i < sums.touchedCount(); i++) {
        int other = sums.touched(i);
        if (sums.at(other) == 0) continue;
        offers.pair(rank, other, sums, scratch);
        sums.clear(other);
      }
    } else if (bounded) {
      bounded(rank, sums, offers, scratch);
    } else {
      for (int other = rank + 1; other < order.count(); other++) {
        if (sums.at(other) == 0) continue;
        offers.pair(rank, other, sums, scratch);
        sums.clear(other);
      }
    }
  }

  private void bounded(int rank, WholeSums sums, Offers offers, Offers.Scratch scratch) {
    float length = (float) vectors.length(order.row(rank));
    float own = limit(rank) * length;
    for (int other = rank + 1; other < inverses.length; other++) {
      int sum = sums.at(other);
      if (sum == 0) continue;
      float bound = sum * inverses[other];
      if (bound >= own || bound >= limits[other] * length) {
        offers.pair(rank, other, sums, scratch);
        own = limit(rank) * length;
        limits[other] = limit(other);
      }
      sums.clear(other);
    }
  }

  private float limit(int rank) {
    return (float) gathering.limit(rank) * (1 - SLACK);
  }
}
