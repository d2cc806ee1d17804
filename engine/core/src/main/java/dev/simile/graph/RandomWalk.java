package dev.simile.graph;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.SparseItemWeights;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;

/// Where a walk of three steps ends, from a user to one of their items, on to another user of it
/// and to one of theirs: P3alpha (Cooper, Lee, Radinsky and Siantos 2014, "Random Walks in
/// Recommender Systems: Exact Computation and Simulations") and RP3beta (Paudel, Christoffel,
/// Newell and Bernstein 2017, "Updatable, Accurate, Diverse, and Scalable Recommendations for
/// Interactive Applications", equation 7).
///
/// With a_ui the rating, or 1 if all count the same, and A_u and A_i the sums of a user's and an
/// item's, the walk goes on from item j to item i with the weight
///
/// ```
/// w_ji = sum over users v who have both of (a_vj / A_j)^alpha (a_vi / A_v)^alpha / n_i^beta
/// ```
///
/// where n_i is how many users have i; from each j only to the [WalkConfig#neighbors()] items i
/// other than j with the largest weight, ties by index; divided by the sum of these if rows are
/// normalized. The score of i is `sum a_uj w_ji` over the user's items j: the walks' probability
/// for alpha 1 and beta 0, up to the factor 1 / A_u, which is the same for all items. Its parts are
/// the walks by the user's item that they begin with.
///
/// The sum over v runs in floats by fused multiply-add in the order of the item's row. Training is
/// O(sum over users of degree^2), the model 8 bytes a weight. The rest is [SparseItemWeights]'s.
public final class RandomWalk extends SparseItemWeights {
  /// The settings of `p3alpha` on the command line.
  public static final Settings<WalkConfig> P3ALPHA = WalkConfig.p3alphaSettings();

  /// The settings of `rp3beta` on the command line.
  public static final Settings<WalkConfig> RP3BETA = WalkConfig.rp3betaSettings();

  private RandomWalk(
      Memory memory, Base base, Compute compute, WalkConfig config, Doubles means, Csr weights) {
    super(memory, base, compute.kernels(), !config.implicit(), means, weights);
  }

  /// Trains `p3alpha` on all of `ratings`. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if beta is not 0, or ratings count by their value and are not
  ///   all above 0
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static RandomWalk p3alpha(Ratings ratings, WalkConfig config, Compute compute) {
    if (config.beta() != 0)
      throw new IllegalArgumentException("beta of p3alpha must be 0, was " + config.beta());
    return train("p3alpha", P3ALPHA, ratings, config, compute);
  }

  /// Trains `rp3beta` on all of `ratings`, as [#p3alpha].
  ///
  /// @throws IllegalArgumentException if ratings count by their value and are not all above 0
  public static RandomWalk rp3beta(Ratings ratings, WalkConfig config, Compute compute) {
    return train("rp3beta", RP3BETA, ratings, config, compute);
  }

  private static RandomWalk train(
      String name,
      Settings<WalkConfig> settings,
      Ratings ratings,
      WalkConfig config,
      Compute compute) {
    String work = "training " + name;
    Base.begin(
        work,
        ratings,
        estimate(ratings) + WalkTraining.estimate(ratings, config, compute),
        compute);
    if (!config.implicit() && !(ratings.minRating() > 0))
      throw new IllegalArgumentException(
          name
              + " needs ratings above 0, or implicit=true, the smallest is "
              + ratings.minRating());
    Memory memory = Memory.open("model " + name);
    try (Memory working = Memory.open(work)) {
      Base base = Base.copy(settings.format(name, config), ratings, memory);
      Doubles means = means(ratings, memory);
      Csr weights = new WalkTraining(ratings, config, working, compute).train(memory);
      return new RandomWalk(memory, base, compute, config, means, weights);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Reads the model that [#save] wrote.
  public static RandomWalk read(
      StoreReader in, Memory memory, Base base, WalkConfig config, Compute compute) {
    return new RandomWalk(
        memory, base, compute, config, readMeans(in, base), readWeights(in, base));
  }
}
