package dev.simile.catalog;

import dev.simile.Compute;
import dev.simile.baseline.Baseline;
import dev.simile.baseline.MeanRating;
import dev.simile.baseline.Popularity;
import dev.simile.baseline.RandomOrder;
import dev.simile.factors.MatrixFactorization;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.neighbors.ItemNeighbors;
import dev.simile.neighbors.UserNeighbors;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Names;
import dev.simile.settings.Spec;
import dev.simile.slope.SlopeOne;
import dev.simile.store.Disk;
import dev.simile.store.StoreReader;
import java.nio.file.Path;
import java.util.List;

/// Every algorithm there is.
public final class Algorithms {
  private static final List<Algorithm<?>> ALL =
      List.of(
          new Algorithm<>(
              "popular",
              "What most users have, the same for everybody",
              "count, decayed count, or damped mean of an item's ratings",
              Popularity.SETTINGS,
              Popularity::train,
              Popularity::read),
          new Algorithm<>(
              "random",
              "Chance: a seeded random order for each user",
              "uniform scores by a hash of seed, user and item",
              RandomOrder.SETTINGS,
              RandomOrder::train,
              RandomOrder::read),
          new Algorithm<>(
              "mean",
              "The mean of all ratings, of the user's or of the item's",
              "arithmetic mean",
              MeanRating.SETTINGS,
              MeanRating::train,
              MeanRating::read),
          new Algorithm<>(
              "baseline",
              "Mean plus what is usual for the user and for the item",
              "Koren 2010, Factor in the Neighbors, section 2.1",
              Baseline.SETTINGS,
              Baseline::train,
              Baseline::read),
          new Algorithm<>(
              "slope-one",
              "What the user gave to other items, moved by the mean difference of each pair",
              "Lemire and Maclachlan 2005, sections 3.1 and 3.2",
              SlopeOne.SETTINGS,
              SlopeOne::train,
              SlopeOne::read),
          new Algorithm<>(
              "user-knn",
              "What users with similar ratings have",
              "Resnick et al. 1994; Herlocker et al. 1999",
              UserNeighbors.SETTINGS,
              UserNeighbors::train,
              UserNeighbors::read),
          new Algorithm<>(
              "item-knn",
              "Items similar to those that the user has",
              "Sarwar et al. 2001; Deshpande and Karypis 2004",
              ItemNeighbors.SETTINGS,
              ItemNeighbors::train,
              ItemNeighbors::read),
          new Algorithm<>(
              "mf",
              "Biased matrix factorization by stochastic gradient descent",
              "Koren, Bell and Volinsky 2009, equations 2 to 5; adagrad: Chin, Zhuang, Juan and Lin"
                  + " 2015; l1: Duchi and Singer 2009; huber: Huber 1964",
              MatrixFactorization.SETTINGS,
              MatrixFactorization::train,
              MatrixFactorization::read));

  private Algorithms() {}

  /// All of them, simplest first.
  public static List<Algorithm<?>> all() {
    return ALL;
  }

  /// The one of that name.
  ///
  /// @throws IllegalArgumentException if there is none, with the known names and the nearest
  public static Algorithm<?> named(String name) {
    for (Algorithm<?> algorithm : ALL) {
      if (algorithm.name().equals(name)) return algorithm;
    }
    throw new IllegalArgumentException(
        Names.unknown("algorithm", name, ALL.stream().map(Algorithm::name).toList()));
  }

  /// Checks an ALGORITHM text, `name` or `name:key=value,...`, without training.
  ///
  /// @return the canonical text with every setting
  /// @throws IllegalArgumentException if it is not one
  public static String canonical(String text) {
    Spec spec = Spec.parse("algorithm", text);
    return named(spec.name()).canonical(spec);
  }

  /// Trains the model that an ALGORITHM text names on all of `ratings`.
  ///
  /// @throws IllegalArgumentException if the text is not an algorithm with its settings
  public static Model<?> train(String text, Ratings ratings, Compute compute) {
    Spec spec = Spec.parse("algorithm", text);
    return named(spec.name()).train(spec, ratings, compute);
  }

  /// Loads a model that [Model#save] wrote, of whichever family.
  ///
  /// @throws java.io.UncheckedIOException if the file cannot be read
  /// @throws dev.simile.store.CorruptStoreException if it is not a whole model file
  public static Model<?> load(Path path, Compute compute) {
    Memory memory = Memory.open("model " + path.getFileName());
    try {
      StoreReader in = StoreReader.read(Disk.system(), path, memory);
      Base base = Base.read(in, memory);
      Algorithm<?> algorithm;
      Spec spec;
      try {
        spec = Spec.parse("algorithm", base.algorithm());
        algorithm = named(spec.name());
        algorithm.canonical(spec);
      } catch (IllegalArgumentException e) {
        throw in.corrupt("section 'algorithm'", String.valueOf(e.getMessage()));
      }
      return algorithm.read(spec, in, memory, base, compute);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }
}
