package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.History;
import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.BiasConfig;
import dev.simile.model.Biases;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matrix factorization of ratings by alternating least squares with weighted lambda (ALS-WR; Zhou,
/// Wilkinson, Schreiber and Pan, "Large-scale Parallel Collaborative Filtering for the Netflix
/// Prize", 2008):
///
/// ```
/// sum over the ratings of (r - (mu + bu + bi) - p . q)^2  +  lambda * sum over the rows of n |row|^2
/// ```
///
/// after mu, bu and bi have been estimated as [Biases] are, or mu alone. It predicts ratings.
///
/// Users' rows are exact for the items' rows, so that somebody new with the ratings of a user gets
/// the very scores of the user, and scores are explained exactly, see [RidgeModel]. A history
/// without ratings says what somebody took, not how they rate: each item counts as one standard
/// deviation above what a stranger would give. Whoever has no history gets mu + bi.
///
/// An epoch takes O(ratings k^2 + rows k^3).
public final class ExplicitAls extends RidgeModel {
  /// The settings on the command line.
  public static final Settings<ExplicitAlsConfig> SETTINGS = ExplicitAlsConfig.settings();

  private static final String NAME = "als";

  private final List<Double> losses;
  private final double deviation;
  private final @Nullable Biases biases;

  private ExplicitAls(
      Memory memory,
      Base base,
      ExplicitAlsConfig config,
      Compute compute,
      Factors factors,
      @Nullable Biases biases,
      double deviation,
      List<Double> losses) {
    super(memory, base, compute, factors, objective(config, factors));
    this.biases = biases;
    this.deviation = deviation;
    this.losses = List.copyOf(losses);
  }

  private static Objective objective(ExplicitAlsConfig config, Factors factors) {
    return new Objective() {
      @Override
      public float weight(float rating) {
        return 1f;
      }

      @Override
      public float value(float rating, float userBias, int item) {
        return (float) ((double) rating - factors.mean() - userBias - factors.itemBias(item));
      }

      @Override
      public double loss(float rating, float value) {
        return (double) value * value;
      }

      @Override
      public double unobserved() {
        return 0;
      }

      @Override
      public float ridge(int degree, int others) {
        return (float) (config.regularization() * degree);
      }
    };
  }

  /// Trains on all of `ratings` with the defaults. The model copies what it needs.
  public static ExplicitAls train(Ratings ratings) {
    return train(ratings, ExplicitAlsConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static ExplicitAls train(Ratings ratings, ExplicitAlsConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  public static ExplicitAls train(Ratings ratings, ExplicitAlsConfig config, Compute compute) {
    return train(ratings, config, compute, null);
  }

  /// Trains on all of `ratings` as `config` says, from the rows of another model on, by ids: users
  /// and items that it has not start as usual. The model copies what it needs.
  ///
  /// @param start another of this family with as many factors, or null
  /// @throws IllegalArgumentException if there are no ratings
  /// @throws dev.simile.TrainingDivergedException if the loss or a factor is not finite
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static ExplicitAls train(
      Ratings ratings, ExplicitAlsConfig config, Compute compute, @Nullable ExplicitAls start) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int k = config.factors();
    boolean biased = config.biases();
    AlternatingSolver exact =
        AlternatingSolver.defaults().method(AlternatingSolver.Method.CHOLESKY);
    Base.begin(
        "training " + NAME + " with " + k + " factors on " + ratings.count() + " ratings",
        ratings,
        Factors.estimate(users, items, k, biased, biased)
            + (biased ? Biases.estimate(ratings) : 0)
            + RidgeModel.estimate(users, items, k)
            + AlternatingTrainer.estimate(
                ratings.byUser(), ratings.byItem(), k, exact, compute.workers().threads()),
        compute);
    Memory memory = Memory.open("model " + NAME);
    try {
      float mean = (float) ratings.mean();
      Factors factors = Factors.allocate(memory, users, items, k, mean, biased, biased);
      Biases biases = biased ? Biases.train(ratings, biasConfig(config), memory, compute) : null;
      if (biases != null) {
        Floats userBias = factors.userBias();
        Floats itemBias = factors.itemBias();
        for (int user = 0; userBias != null && user < users; user++)
          userBias.set(user, (float) biases.user(user));
        for (int item = 0; itemBias != null && item < items; item++)
          itemBias.set(item, (float) biases.item(item));
      }
      List<Double> losses;
      try (AlternatingTrainer trainer =
          new AlternatingTrainer(
              NAME,
              ratings.byUser(),
              ratings.byItem(),
              factors,
              objective(config, factors),
              exact,
              compute)) {
        trainer.start(config.seed(), config.deviation());
        if (start != null) start.startRows(factors, ratings.users(), ratings.items());
        losses = trainer.run(config.epochs(), null);
        trainer.finish(ratings.byUser());
      }
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      return new ExplicitAls(
          memory,
          base,
          config,
          compute,
          factors,
          biases,
          MatrixFactorization.deviation(ratings),
          losses);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static BiasConfig biasConfig(ExplicitAlsConfig config) {
    return BiasConfig.defaults()
        .userRegularization(config.userRegularization())
        .itemRegularization(config.itemRegularization());
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, NAME);
    if (biases != null) biases.write(out);
    out.number("als.rating-deviation", deviation);
    double[] column = losses.stream().mapToDouble(Double::doubleValue).toArray();
    out.doubles("als.loss", Doubles.view(MemorySegment.ofArray(column)));
  }

  /// Reads the model that [#save] wrote.
  public static ExplicitAls read(
      StoreReader in, Memory memory, Base base, ExplicitAlsConfig config, Compute compute) {
    boolean biased = config.biases();
    float mean = (float) base.mean();
    Factors factors = Factors.read(in, NAME, base, config.factors(), mean, biased, biased);
    Biases biases = biased ? Biases.read(in, base.users().size(), base.items().size()) : null;
    Doubles column = in.doubles("als.loss");
    Factors.fits(in, "als.loss", column.length() == config.epochs());
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < column.length(); i++) losses.add(column.at(i));
    double deviation = in.number("als.rating-deviation");
    return new ExplicitAls(memory, base, config, compute, factors, biases, deviation, losses);
  }

  /// The objective after each epoch, in order.
  public List<Double> losses() {
    return losses;
  }

  @Override
  float stranger(RidgeScratch scratch) {
    scratch.query().segment().fill((byte) 0);
    return factors().mean();
  }

  @Override
  float bias(History history) {
    return biases == null ? 0f : (float) biases.user(history);
  }

  @Override
  float rating(History history, int i) {
    if (history.rated()) return history.rating(i);
    double usual = (double) factors().mean() + factors().itemBias(history.item(i));
    return (float) (usual + deviation);
  }
}
