package dev.simile.neighbors;

/// Offers the two rows of a pair to each other. Rows go by rank.
///
/// @param order the ranks
/// @param config resolved
/// @param vectors the rows
/// @param gathering what takes the offers
record Offers(PairOrder order, NeighborConfig config, Vectors vectors, Gathering gathering) {
  /// What one worker needs.
  static final class Scratch {
    final Vectors.Row row = new Vectors.Row();
    final Vectors.Row other = new Vectors.Row();
    final Nearest nearest = new Nearest();
  }

  /// Begins with the row of a rank.
  void begin(int rank, Scratch scratch) {
    vectors.describe(scratch.row, order.row(rank));
  }

  /// Offers a pair by its sums, which are complete.
  ///
  /// @param rank of the row that was begun
  /// @param other rank of the other row, and its place in the sums
  void pair(int rank, int other, Sums sums, Scratch scratch) {
    int x = order.row(rank);
    int z = order.row(other);
    double similarity = vectors.similarity(scratch.row, z, other, sums);
    offer(rank, z, similarity, scratch.nearest);
    if (config.similarity().directed()) {
      vectors.describe(scratch.other, z);
      similarity = vectors.similarity(scratch.other, x, other, sums);
    }
    offer(other, x, similarity, scratch.nearest);
  }

  private void offer(int rank, int row, double similarity, Nearest nearest) {
    if (similarity > config.minSimilarity() && similarity != 0)
      gathering.offer(rank, row, similarity, nearest);
  }
}
