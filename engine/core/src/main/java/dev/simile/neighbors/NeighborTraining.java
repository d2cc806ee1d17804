package dev.simile.neighbors;

import dev.simile.Compute;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Biases;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// The training of both models: biases where they are needed, vectors, neighbor lists, levels.
///
/// @param lists the neighbors of each row
/// @param centering the levels of predictions
/// @param vectors the rows as the similarity sees them
/// @param biases null where neither similarity nor center uses them
record NeighborTraining(
    NeighborLists lists, Centering centering, Vectors vectors, @Nullable Biases biases) {
  /// Refuses what cannot be trained.
  ///
  /// @param name of the algorithm, for messages
  /// @param config resolved
  /// @param users whether rows are users
  static void check(
      String name, Ratings ratings, NeighborConfig config, boolean users, Compute compute) {
    if (config.weighting() != Weighting.NONE && ratings.minRating() < 0)
      throw new IllegalArgumentException(
          "ratings must be >= 0 for weighting=tf-idf and bm25, the smallest was "
              + ratings.minRating());
    Csr byRow = users ? ratings.byUser() : ratings.byItem();
    Csr byColumn = users ? ratings.byItem() : ratings.byUser();
    int threads = compute.workers().threads();
    int rows = byRow.rows();
    long scoring;
    if (users) {
      scoring =
          Csr.estimate(ratings.itemCount(), ratings.count(), ratings.rated(), false)
              + Memory.sizeOf(ratings.itemCount(), Double.BYTES);
    } else {
      NeighborConfig inverted = config.kept(Math.min(config.kept(), config.neighbors()));
      scoring = Csr.estimate(rows, ListTraining.entries(byRow, byColumn, inverted), true, false);
    }
    Base.begin(
        "training " + name,
        ratings,
        ListTraining.estimate(byRow, byColumn, config, threads)
            + Vectors.estimate(rows, byColumn.rows())
            + Centering.estimate(rows)
            + (config.usesBiases() ? Biases.estimate(ratings) : 0)
            + scoring,
        compute);
  }

  /// Trains in `memory`, but the vectors in `vectorMemory`.
  static NeighborTraining run(
      Ratings ratings,
      NeighborConfig config,
      boolean users,
      Memory memory,
      Memory vectorMemory,
      Compute compute) {
    Csr byRow = users ? ratings.byUser() : ratings.byItem();
    Csr byColumn = users ? ratings.byItem() : ratings.byUser();
    Biases biases =
        config.usesBiases() ? Biases.train(ratings, config.biases(), memory, compute) : null;
    Vectors vectors =
        Vectors.of(byRow, byColumn, config, biases, users, ratings.mean(), vectorMemory);
    return new NeighborTraining(
        ListTraining.train(byRow, byColumn, config, vectors, memory, compute),
        Centering.of(byRow, config.center(), users, ratings.mean(), biases, memory),
        vectors,
        biases);
  }
}
