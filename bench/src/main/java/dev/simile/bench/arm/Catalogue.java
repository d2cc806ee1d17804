package dev.simile.bench.arm;

import dev.simile.Compute;
import dev.simile.Recommender;
import dev.simile.bench.data.PlantedRatings;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A factorization of a catalogue of exactly so many items, trained for five epochs: how long a
/// recommendation takes depends on the size, on what users have seen, and on the factors, by which
/// the shortlist of a large catalogue decides what to leave out. A user has seen about a hundred
/// items.
@State(Scope.Benchmark)
public class Catalogue {
  private static final long SEED = 1;

  @Param("10000")
  public int items = 10_000;

  @Param("64")
  public int factors = 64;

  @Param("auto")
  public String provider = "auto";

  private Model<?> model;

  /// Trains the model.
  @Setup
  public void train() {
    int users = Math.max(100, items / 50);
    RatingsBuilder builder = Ratings.builder();
    // The generator gives the rarest items to nobody; here each has somebody.
    for (int item = 0; item < items; item++)
      builder.add(Integer.toString(item % users), Integer.toString(item), 3);
    long ratings = Math.max(users, Math.min(items, users * (long) (items * PlantedRatings.MOST)));
    new PlantedRatings(users, items, ratings, SEED)
        .rate(
            0,
            users,
            (user, item, rating, time) ->
                builder.add(Integer.toString(user), Integer.toString(item), rating));
    Compute compute = Compute.defaults().kernels(Kernels.named(provider));
    try (Ratings built = builder.build(compute)) {
      model = Algorithms.train("mf:factors=" + factors + ",epochs=5", built, compute);
    }
  }

  /// Frees it.
  @TearDown
  public void close() {
    model.close();
  }

  Recommender recommender() {
    return model;
  }

  Model<?> model() {
    return model;
  }
}
