package dev.simile.bench.arm;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Training of `item-knn` with its defaults: the similarity of all pairs of items that a user has
/// in common. `units` are such pairs, counted for each user: the squares of the lengths of the
/// users' rows.
@State(Scope.Benchmark)
public class SimilarityTraining {
  @Param("auto")
  public String provider = "auto";

  private long pairs;

  /// Counts the pairs.
  @Setup
  public void count(Dataset data) {
    Ratings ratings = data.ratings();
    pairs = 0;
    for (int user = 0; user < ratings.userCount(); user++)
      pairs += (long) ratings.count(user) * ratings.count(user);
  }

  /// Trains a model and frees it.
  ///
  /// @return its bytes
  @Benchmark
  public long train(Dataset data, Pool pool, Count.Units units) {
    try (Model<?> model = model(data, pool)) {
      units.units += pairs;
      return model.bytes();
    }
  }

  Model<?> model(Dataset data, Pool pool) {
    Compute compute = new Compute(Kernels.named(provider), pool.workers(), Progress.none());
    return Algorithms.train("item-knn", data.ratings(), compute);
  }
}
