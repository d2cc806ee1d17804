package dev.simile.evaluate;

/// How much better than by popularity the hits of a list are ranked, see [Measure#SERENDIPITY]; 0
/// of an empty list.
final class Serendipity implements ListMeasure {
  private final int[] ranks;

  /// @param ranks by popularity, from 1, by item of the catalogue, and one more for all others
  Serendipity(int[] ranks) {
    this.ranks = ranks;
  }

  @Override
  public double value(Served list, int cutoff) {
    long gained = 0;
    for (int rank = 0; rank < list.size(cutoff); rank++) {
      if (!list.hit(rank)) continue;
      int popularity = ranks[Math.min(list.item(rank), ranks.length - 1)];
      gained += Math.max(0, popularity - (rank + 1));
    }
    return (double) gained / (ranks.length - 1) / cutoff;
  }
}
