package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Matrix factorization of what users have, by alternating least squares (iALS; Hu, Koren and
/// Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008; Rendle, Krichene,
/// Zhang and Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks", 2022):
///
/// ```
/// sum over the ratings of (a0 + w) (1 - p . q)^2  +  a0 * sum over all other pairs of (p . q)^2
///   + sum over the rows of lambda (n + a0 m)^nu |row|^2
/// ```
///
/// with w = alpha r or alpha, and a row of n ratings among m rows of the other side. With a0 = 1
/// and nu = 0 it is that of Hu et al.; nu = 1 is the frequency-scaled regularization of Rendle et
/// al., whose objective, with targets of 1 / (1 + a0) instead, ranks as this one does with lambda
/// (1 + a0).
///
/// A score is the preference p . q, about 0..1, not a rating. Users' rows are exact for the items'
/// rows, so that somebody new with the ratings of a user gets the very scores of the user, and
/// scores are explained exactly, see [RidgeModel]. A history without ratings counts as rated with
/// the mean of all ratings. Whoever has no history gets the mean of all users' scores.
///
/// An epoch takes O(ratings k steps + rows k^2) by conjugate gradients, O(ratings k^2 + rows k^3)
/// exactly, and O(ratings k block + rows k block^2) by blocks.
public final class ImplicitAls extends RidgeModel {
  /// The settings on the command line.
  public static final Settings<ImplicitAlsConfig> SETTINGS = ImplicitAlsConfig.settings();

  private static final String NAME = "ials";

  private final ImplicitAlsConfig config;
  private final List<Double> losses;
  private final List<Double> heldNdcg;
  private final FloatMatrix meanRow;

  private ImplicitAls(
      Memory memory,
      Base base,
      ImplicitAlsConfig config,
      Compute compute,
      Factors factors,
      List<Double> losses,
      List<Double> heldNdcg) {
    super(memory, base, compute, factors, objective(config));
    this.config = config;
    this.losses = List.copyOf(losses);
    this.heldNdcg = List.copyOf(heldNdcg);
    this.meanRow = factors.meanOfUsers(memory);
  }

  private static boolean linear(ImplicitAlsConfig config) {
    return config.confidence() == ImplicitAlsConfig.Confidence.LINEAR;
  }

  private static Objective objective(ImplicitAlsConfig config) {
    boolean linear = linear(config);
    double unobserved = config.unobservedWeight();
    return new Objective() {
      @Override
      public float weight(float rating) {
        return (float) (linear ? config.alpha() * rating : config.alpha());
      }

      @Override
      public float value(float rating, float userBias, int item) {
        return (float) (unobserved + weight(rating));
      }

      @Override
      public double loss(float rating, float value) {
        return value;
      }

      @Override
      public double unobserved() {
        return unobserved;
      }

      @Override
      public float ridge(int degree, int others) {
        double size = degree + unobserved * others;
        return (float)
            (config.regularization() * StrictMath.pow(size, config.regularizationExponent()));
      }
    };
  }

  /// Trains on all of `ratings` with the defaults. The model copies what it needs.
  public static ImplicitAls train(Ratings ratings) {
    return train(ratings, ImplicitAlsConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static ImplicitAls train(Ratings ratings, ImplicitAlsConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if there are no ratings, a rating is below 0 and the
  ///   confidence linear, or early stopping finds nothing to hold
  /// @throws dev.simile.TrainingDivergedException if the loss or a factor is not finite
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static ImplicitAls train(Ratings ratings, ImplicitAlsConfig config, Compute compute) {
    return train(ratings, config, compute, null);
  }

  /// Trains on all of `ratings` as `config` says, from the rows of another model on, by ids: users
  /// and items that it has not start as usual. The model copies what it needs.
  ///
  /// @param start another of this family with as many factors, or null
  /// @throws IllegalArgumentException if there are no ratings, a rating is below 0 and the
  ///   confidence linear, or early stopping finds nothing to hold
  /// @throws dev.simile.TrainingDivergedException if the loss or a factor is not finite
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static ImplicitAls train(
      Ratings ratings, ImplicitAlsConfig config, Compute compute, @Nullable ImplicitAls start) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int k = config.factors();
    boolean holds = config.earlyStopping() > 0;
    long factorBytes = Factors.estimate(users, items, k, false, false);
    Base.begin(
        "training " + NAME + " with " + k + " factors on " + ratings.count() + " ratings",
        ratings,
        factorBytes * (holds ? 2 : 1)
            + RidgeModel.estimate(users, items, k)
            + (holds ? HeldItems.estimate(ratings) : 0)
            + AlternatingTrainer.estimate(
                ratings.byUser(),
                ratings.byItem(),
                k,
                config.solver(),
                compute.workers().threads()),
        compute);
    checkRating(config, ratings.minRating());
    Memory memory = Memory.open("model " + NAME);
    try {
      Factors factors = Factors.allocate(memory, users, items, k, 0f, false, false);
      List<Double> ndcg = new ArrayList<>();
      List<Double> losses;
      if (holds) {
        try (HeldItems held = new HeldItems(ratings, config.seed());
            RankingStop stop = new RankingStop(held, config.earlyStopping(), factors)) {
          losses =
              run(held.byUser(), held.byItem(), ratings, factors, config, stop, start, compute);
          ndcg.addAll(stop.ndcg());
        }
      } else {
        losses =
            run(ratings.byUser(), ratings.byItem(), ratings, factors, config, null, start, compute);
      }
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      return new ImplicitAls(memory, base, config, compute, factors, losses, ndcg);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static List<Double> run(
      Csr byUser,
      Csr byItem,
      Ratings all,
      Factors factors,
      ImplicitAlsConfig config,
      @Nullable RankingStop stop,
      @Nullable ImplicitAls start,
      Compute compute) {
    try (AlternatingTrainer trainer =
        new AlternatingTrainer(
            NAME, byUser, byItem, factors, objective(config), config.solver(), compute)) {
      trainer.start(config.seed(), config.deviation());
      if (start != null) start.startRows(factors, all.users(), all.items());
      List<Double> losses = trainer.run(config.epochs(), stop);
      trainer.finish(all.byUser());
      return losses;
    }
  }

  private static void checkRating(ImplicitAlsConfig config, float rating) {
    if (linear(config) && rating < 0)
      throw new IllegalArgumentException(
          "ratings must be >= 0 where confidence=linear, was " + rating);
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, NAME);
    out.doubles("ials.loss", column(losses));
    if (config.earlyStopping() > 0) RankingStop.write(out, NAME, heldNdcg);
  }

  private static Doubles column(List<Double> values) {
    return Doubles.view(
        MemorySegment.ofArray(values.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /// Reads the model that [#save] wrote.
  public static ImplicitAls read(
      StoreReader in, Memory memory, Base base, ImplicitAlsConfig config, Compute compute) {
    Factors factors = Factors.read(in, NAME, base, config.factors(), 0f, false, false);
    Factors.fits(in, "seen.values", !linear(config) || least(base.rows()) >= 0);
    Factors.fits(in, "mean", !linear(config) || base.mean() >= 0);
    List<Double> losses = epochs(in, "ials.loss", config);
    List<Double> held =
        config.earlyStopping() > 0 ? RankingStop.read(in, NAME, losses.size()) : List.of();
    return new ImplicitAls(memory, base, config, compute, factors, losses, held);
  }

  private static float least(Csr rows) {
    float least = 0;
    for (long at = 0; at < rows.entries(); at++) least = Math.min(least, rows.value(at));
    return least;
  }

  private static List<Double> epochs(StoreReader in, String section, ImplicitAlsConfig config) {
    Doubles column = in.doubles(section);
    Factors.fits(in, section, column.length() >= 1 && column.length() <= config.epochs());
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < column.length(); i++) values.add(column.at(i));
    return values;
  }

  /// How it was trained.
  public ImplicitAlsConfig config() {
    return config;
  }

  /// The objective after each epoch, in order, up to the one after which training stopped.
  public List<Double> losses() {
    return losses;
  }

  /// nDCG@10 of the held items after each epoch; empty without early stopping.
  public List<Double> heldNdcg() {
    return heldNdcg;
  }

  @Override
  float stranger(RidgeScratch scratch) {
    scratch.query().segment().copyFrom(meanRow.segment());
    return 0f;
  }

  @Override
  float bias(History history) {
    return 0f;
  }

  @Override
  float rating(History history, int i) {
    float rating = history.rated() ? history.rating(i) : (float) base().mean();
    checkRating(config, rating);
    return rating;
  }

  /// The preference of a known user for a known item; the mean of all users' where the user is
  /// unknown, and 0 where the item is.
  @Override
  public double predict(int user, int item) {
    double prediction = super.predict(user, item);
    return user == Ids.UNKNOWN && item != Ids.UNKNOWN ? score(meanRow, 0, 0f, item) : prediction;
  }
}
