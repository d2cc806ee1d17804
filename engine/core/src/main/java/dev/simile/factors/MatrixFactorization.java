package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.parallel.CancelledException;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Biased matrix factorization by stochastic gradient descent (Koren, Bell and Volinsky, "Matrix
/// Factorization Techniques for Recommender Systems", 2009, equations 2 to 5), parallel, with the
/// same bits for every number of threads and every kernel provider:
///
/// ```
/// score = mu + bu + bi + p . q          (p . q alone without biases)
/// ```
///
/// It predicts ratings, and ranks by the predicted rating; with the logistic loss scores are
/// instead the log-odds of a positive rating, and mu is 0. [FactorConfig] has the losses, penalties
/// and optimizers. Somebody new is folded in by solving for the row that minimizes the same over
/// their ratings; without any history they get mu + bi. Users and items without ratings in the
/// training have zero rows and biases. A row with few ratings is still near its random beginning,
/// and so is its cosine with anything: where that matters, ask for similar ones with a filter of
/// the items with enough ratings.
///
/// Training takes O(epochs x ratings x k).
public final class MatrixFactorization extends FactorModel<FactorScratch> {
  /// The settings on the command line.
  public static final Settings<FactorConfig> SETTINGS = FactorConfig.settings();

  private final FactorConfig config;
  private final double ratingDeviation;
  private final List<Epoch> epochs;

  private MatrixFactorization(
      Memory memory,
      Base base,
      FactorConfig config,
      Compute compute,
      Factors factors,
      double ratingDeviation,
      List<Epoch> epochs) {
    super(
        memory,
        base,
        compute,
        factors,
        owner -> new FactorScratch(owner, base.items().size(), config, base.mean()));
    this.config = config;
    this.ratingDeviation = ratingDeviation;
    this.epochs = List.copyOf(epochs);
  }

  /// Trains on all of `ratings` with the defaults. The model copies what it needs.
  public static MatrixFactorization train(Ratings ratings) {
    return train(ratings, FactorConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  public static MatrixFactorization train(Ratings ratings, FactorConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws TrainingDivergedException if the error explodes; a lower learning rate helps
  /// @throws CancelledException if the progress is cancelled; nothing is left behind
  /// @throws IllegalArgumentException if there are no ratings, or early stopping is asked for and
  ///   no rating could be held
  public static MatrixFactorization train(Ratings ratings, FactorConfig config, Compute compute) {
    Base.begin(
        "training mf with " + config.factors() + " factors on " + ratings.count() + " ratings",
        ratings,
        FactorTrainer.estimate(ratings, config),
        compute);
    Memory memory = Memory.open("model mf");
    try {
      Factors factors =
          Factors.allocate(
              memory,
              ratings.users().size(),
              ratings.items().size(),
              config.factors(),
              config.mean(ratings.mean()),
              config.biases(),
              config.biases());
      double deviation = deviation(ratings);
      List<Epoch> epochs;
      try (FactorTrainer trainer =
          new FactorTrainer(ratings, config, compute, factors, deviation)) {
        epochs = trainer.run();
      }
      Base base = Base.copy(SETTINGS.format("mf", config), ratings, memory);
      return new MatrixFactorization(memory, base, config, compute, factors, deviation, epochs);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// The standard deviation of all ratings.
  static double deviation(Ratings ratings) {
    Csr rows = ratings.byUser();
    if (rows.entries() == 0) return 0;
    double squares = 0;
    float[] values = new float[4096];
    for (long from = 0; from < rows.entries(); from += values.length) {
      int count = (int) Math.min(values.length, rows.entries() - from);
      rows.copyValues(from, values, count);
      for (int i = 0; i < count; i++) {
        double difference = values[i] - ratings.mean();
        squares += difference * difference;
      }
    }
    return Math.sqrt(squares / rows.entries());
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, "mf");
    out.number("mf.rating-deviation", ratingDeviation);
    out.doubles("mf.train-rmse", column(epochs.stream().mapToDouble(Epoch::trainRmse).toArray()));
    if (config.earlyStopping() > 0)
      out.doubles("mf.held-rmse", column(epochs.stream().mapToDouble(Epoch::heldRmse).toArray()));
  }

  private static Doubles column(double[] values) {
    return Doubles.view(MemorySegment.ofArray(values));
  }

  /// Reads the model that [#save] wrote.
  public static MatrixFactorization read(
      StoreReader in, Memory memory, Base base, FactorConfig config, Compute compute) {
    Factors factors =
        Factors.read(
            in,
            "mf",
            base,
            config.factors(),
            config.mean(base.mean()),
            config.biases(),
            config.biases());
    Doubles train = in.doubles("mf.train-rmse");
    Doubles held = config.earlyStopping() > 0 ? in.doubles("mf.held-rmse") : null;
    Factors.fits(in, "mf.train-rmse", train.length() >= 1 && train.length() <= config.epochs());
    Factors.fits(in, "mf.held-rmse", held == null || held.length() == train.length());
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < train.length(); i++)
      epochs.add(
          new Epoch(
              i + 1, config.rate(i + 1), train.at(i), held == null ? Double.NaN : held.at(i)));
    return new MatrixFactorization(
        memory, base, config, compute, factors, in.number("mf.rating-deviation"), epochs);
  }

  /// How it was trained.
  public FactorConfig config() {
    return config;
  }

  /// What each epoch achieved, in order, up to the one after which training stopped.
  public List<Epoch> epochs() {
    return epochs;
  }

  /// The epoch whose factors these are: the one with the least error on the held part, else the
  /// last.
  public Epoch keptEpoch() {
    Epoch kept = epochs.getLast();
    for (Epoch epoch : epochs.reversed()) {
      if (epoch.heldRmse() <= kept.heldRmse()) kept = epoch;
    }
    return kept;
  }

  @Override
  float foldIn(History history, FactorScratch scratch) {
    Factors factors = factors();
    if (history.size() == 0) {
      scratch.query().segment().fill((byte) 0);
      return stranger();
    }
    double liked = ratingDeviation + (config.biases() ? 0 : base().mean());
    double bias = scratch.foldIn().solve(history, factors, liked, scratch.query());
    return (float) ((double) factors.mean() + bias);
  }

  /// The score where nothing but the ratings' mean is known.
  private float stranger() {
    boolean modeled = config.biases() || config.loss().logistic();
    return modeled ? factors().mean() : (float) base().mean();
  }

  @Override
  protected Explanation explainUser(int user, int item, FactorScratch scratch) {
    Factors factors = factors();
    return explainByFactors(
        score(factors.users(), user, factors.base(user), item),
        factors.users(),
        user,
        factors.mean(),
        factors.userBias(user),
        user,
        item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, FactorScratch scratch) {
    float base = foldIn(history, scratch);
    float mean = history.size() == 0 ? base : factors().mean();
    return explainByFactors(
        score(scratch.query(), 0, base, item),
        scratch.query(),
        0,
        mean,
        (double) base - mean,
        Ids.UNKNOWN,
        item);
  }

  /// The score of a known user for a known item; biases alone where one of them is unknown, and
  /// without biases the mean of the ratings (0 for the logistic loss).
  @Override
  public double predict(int user, int item) {
    boolean unknown = user == Ids.UNKNOWN || item == Ids.UNKNOWN;
    double prediction = super.predict(user, item);
    return unknown && !config.biases() ? stranger() : prediction;
  }
}
