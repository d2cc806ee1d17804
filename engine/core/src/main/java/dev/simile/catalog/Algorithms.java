package dev.simile.catalog;

import dev.simile.Compute;
import dev.simile.baseline.Baseline;
import dev.simile.baseline.MeanRating;
import dev.simile.baseline.Popularity;
import dev.simile.baseline.RandomOrder;
import dev.simile.cluster.CoClustering;
import dev.simile.factors.ExplicitAls;
import dev.simile.factors.ImplicitAls;
import dev.simile.factors.LogisticFactorization;
import dev.simile.factors.MatrixFactorization;
import dev.simile.factors.NonNegative;
import dev.simile.factors.PairwiseFactorization;
import dev.simile.factors.ProfileFactorization;
import dev.simile.factors.PureSvd;
import dev.simile.graph.RandomWalk;
import dev.simile.linear.Ease;
import dev.simile.linear.Slim;
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
              "co-clustering",
              "What groups of users give to groups of items",
              "George and Merugu 2005, equation 2",
              CoClustering.SETTINGS,
              CoClustering::train,
              CoClustering::read),
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
              "slim",
              "Few weights of items for each other, none below 0",
              "Ning and Karypis 2011, equations 3 and 4; Friedman, Hastie and Tibshirani 2010",
              Slim.SETTINGS,
              Slim::train,
              Slim::read),
          new Algorithm<>(
              "ease",
              "Weights of all items for each other, in closed form",
              "Steck 2019, equation 8",
              Ease.SETTINGS,
              Ease::train,
              Ease::read),
          new Algorithm<>(
              "p3alpha",
              "Where a random walk over the user's items and their other users ends",
              "Cooper, Lee, Radinsky and Siantos 2014",
              RandomWalk.P3ALPHA,
              RandomWalk::p3alpha,
              RandomWalk::read),
          new Algorithm<>(
              "rp3beta",
              "The same walk, with popular items held back",
              "Paudel, Christoffel, Newell and Bernstein 2017, equation 7",
              RandomWalk.RP3BETA,
              RandomWalk::rp3beta,
              RandomWalk::read),
          new Algorithm<>(
              "mf",
              "Biased matrix factorization by stochastic gradient descent",
              "Koren, Bell and Volinsky 2009, equations 2 to 5; adagrad: Chin, Zhuang, Juan and Lin"
                  + " 2015; l1: Duchi and Singer 2009; huber: Huber 1964",
              MatrixFactorization.SETTINGS,
              MatrixFactorization::train,
              MatrixFactorization::read),
          new Algorithm<>(
              "ials",
              "Matrix factorization of what users have, by alternating least squares",
              "Hu, Koren and Volinsky 2008; Rendle, Krichene, Zhang and Koren 2022; cg: Takacs,"
                  + " Pilaszy and Tikk 2011; block: Rendle et al. 2021",
              ImplicitAls.SETTINGS,
              ImplicitAls::train,
              ImplicitAls::read,
              Algorithm.Continuer.of("ials", ImplicitAls.class, ImplicitAls::train)),
          new Algorithm<>(
              "als",
              "Matrix factorization of ratings by alternating least squares",
              "Zhou, Wilkinson, Schreiber and Pan 2008, weighted lambda",
              ExplicitAls.SETTINGS,
              ExplicitAls::train,
              ExplicitAls::read,
              Algorithm.Continuer.of("als", ExplicitAls.class, ExplicitAls::train)),
          new Algorithm<>(
              "pure-svd",
              "Truncated singular value decomposition of the ratings, missing ones as 0",
              "Cremonesi, Koren and Turrin 2010, section 3.3; Halko, Martinsson and Tropp 2011",
              PureSvd.SETTINGS,
              PureSvd::train,
              PureSvd::read),
          new Algorithm<>(
              "bpr",
              "Factors that rank what a user has above what they have not, pair by pair",
              "Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009, figure 4",
              PairwiseFactorization.BPR_SETTINGS,
              PairwiseFactorization::train,
              PairwiseFactorization::read),
          new Algorithm<>(
              "warp",
              "The same, most of all at the top of the list",
              "Weston, Bengio and Usunier 2011, algorithm 1",
              PairwiseFactorization.WARP_SETTINGS,
              PairwiseFactorization::train,
              PairwiseFactorization::read),
          new Algorithm<>(
              "logistic-mf",
              "Factors of the log-odds that a user has an item",
              "Johnson 2014, Logistic Matrix Factorization for Implicit Feedback Data",
              LogisticFactorization.SETTINGS,
              LogisticFactorization::train,
              LogisticFactorization::read),
          new Algorithm<>(
              "svd++",
              "Factors in which a user's items speak for them, beside a row of their own",
              "Koren 2008, Factorization Meets the Neighborhood, equation 15",
              ProfileFactorization.SVD_PLUS_PLUS_SETTINGS,
              ProfileFactorization::train,
              ProfileFactorization::read),
          new Algorithm<>(
              "asymmetric-svd",
              "Factors in which a user's items and ratings alone speak for them",
              "Koren 2008, equation 13; Paterek 2007",
              ProfileFactorization.ASYMMETRIC_SETTINGS,
              ProfileFactorization::train,
              ProfileFactorization::read),
          new Algorithm<>(
              "nmf",
              "Factors without a negative number, by multiplicative steps",
              "Lee and Seung 2001; Luo, Zhou, Xia and Zhu 2014, equation 8",
              NonNegative.SETTINGS,
              NonNegative::train,
              NonNegative::read));

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

  /// Trains the model that an ALGORITHM text names on all of `ratings`, from the rows of `start`
  /// on, a model of the same algorithm; users and items are matched by their ids. What is trained
  /// depends on both, and its text does not tell of `start`.
  ///
  /// @throws IllegalArgumentException if the text is not an algorithm with its settings, or the
  ///   algorithm cannot start from that model
  public static Model<?> train(String text, Ratings ratings, Compute compute, Model<?> start) {
    Spec spec = Spec.parse("algorithm", text);
    return named(spec.name()).train(spec, ratings, compute, start);
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
