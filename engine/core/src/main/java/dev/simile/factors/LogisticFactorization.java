package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
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
import org.jspecify.annotations.Nullable;

/// Logistic matrix factorization (Johnson, "Logistic Matrix Factorization for Implicit Feedback
/// Data", 2014): the log-odds that a user has an item,
///
/// ```
/// score = bu + bi + p . q
/// ```
///
/// Every rating counts as something that the user has, whatever its value. The paper takes every
/// pair that is no rating as one against, and gives ratings a weight of alpha to balance them; here
/// each rating has a weight of 1 and is balanced by a number of pairs that are drawn anew each
/// epoch. In expectation that is the same, alpha being the number of pairs that are no ratings by
/// that of those drawn, but for a factor on all, and costs as much as there are ratings, not pairs.
/// Drawn by popularity, the score is instead the log-odds against an item as popular. Steps are
/// those of AdaGrad as [FactorConfig.Optimizer#ADAGRAD] has them, in parallel, with the same bits
/// for every number of threads and every kernel provider.
///
/// Somebody new is folded in by solving for the row and bias that minimize the same over their
/// items and a fixed sample of others, see [ContrastFoldIn]. Without any history they get bi. An
/// explanation is approximate: it names the items of the history whose rows are likest by their
/// cosine.
///
/// Training takes O(epochs x ratings x (1 + negatives) x k).
public final class LogisticFactorization extends FactorModel<ContrastScratch> {
  /// The settings on the command line.
  public static final Settings<LogisticConfig> SETTINGS = LogisticConfig.settings();

  private final LogisticConfig config;
  private final Ints contrast;
  private final List<Epoch> epochs;
  private final List<Double> heldNdcg;

  private LogisticFactorization(
      Memory memory,
      Base base,
      LogisticConfig config,
      Compute compute,
      Factors factors,
      Ints contrast,
      List<Epoch> epochs,
      List<Double> heldNdcg) {
    super(
        memory,
        base,
        compute,
        factors,
        owner ->
            new ContrastScratch(
                owner,
                base.items().size(),
                config.factors(),
                () ->
                    new ContrastFoldIn(
                        config.factors(),
                        false,
                        config.regularization(),
                        config.negatives(),
                        contrast)));
    this.config = config;
    this.contrast = contrast;
    this.epochs = List.copyOf(epochs);
    this.heldNdcg = List.copyOf(heldNdcg);
  }

  /// Trains on all of `ratings` as `config` says.
  public static LogisticFactorization train(Ratings ratings, LogisticConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws TrainingDivergedException if a factor is not finite; a lower learning rate helps
  /// @throws CancelledException if the progress is cancelled; nothing is left behind
  /// @throws IllegalArgumentException if there are no ratings, or early stopping finds nothing to
  ///   hold
  public static LogisticFactorization train(
      Ratings ratings, LogisticConfig config, Compute compute) {
    int k = config.factors();
    Base.begin(
        "training logistic-mf with " + k + " factors on " + ratings.count() + " ratings",
        ratings,
        LogisticTrainer.estimate(ratings, config),
        compute);
    Memory memory = Memory.open("model logistic-mf");
    try {
      int users = ratings.users().size();
      int items = ratings.items().size();
      Factors factors = Factors.allocate(memory, users, items, k, 0f, true, true);
      List<Epoch> epochs;
      List<Double> ndcg = new ArrayList<>();
      if (config.earlyStopping() > 0) {
        try (HeldItems held = new HeldItems(ratings, config.seed());
            RankingStop stop = new RankingStop(held, config.earlyStopping(), factors)) {
          epochs = run(held.byUser(), held.byItem(), config, compute, factors, stop);
          ndcg.addAll(stop.ndcg());
        }
      } else {
        epochs = run(ratings.byUser(), ratings.byItem(), config, compute, factors, null);
      }
      Ints contrast =
          Contrast.draw(ratings.byItem(), config.sampling(), config.seed(), memory, compute);
      Base base = Base.copy(SETTINGS.format("logistic-mf", config), ratings, memory);
      return new LogisticFactorization(
          memory, base, config, compute, factors, contrast, epochs, ndcg);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static List<Epoch> run(
      Csr byUser,
      Csr byItem,
      LogisticConfig config,
      Compute compute,
      Factors factors,
      @Nullable RankingStop stop) {
    try (LogisticTrainer trainer = new LogisticTrainer(byUser, byItem, config, compute, factors)) {
      return trainer.run(stop);
    }
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, "logistic");
    out.ints("logistic.contrast", contrast);
    double[] errors = epochs.stream().mapToDouble(Epoch::trainRmse).toArray();
    out.doubles("logistic.train-rmse", Doubles.view(MemorySegment.ofArray(errors)));
    if (config.earlyStopping() > 0) RankingStop.write(out, "logistic", heldNdcg);
  }

  /// Reads the model that [#save] wrote.
  public static LogisticFactorization read(
      StoreReader in, Memory memory, Base base, LogisticConfig config, Compute compute) {
    Factors factors = Factors.read(in, "logistic", base, config.factors(), 0f, true, true);
    Ints contrast = Contrast.read(in, "logistic.contrast", base.items().size());
    Doubles errors = in.doubles("logistic.train-rmse");
    boolean stops = config.earlyStopping() > 0;
    Factors.fits(
        in,
        "logistic.train-rmse",
        errors.length() >= 1
            && (stops ? errors.length() <= config.epochs() : errors.length() == config.epochs()));
    List<Double> held = stops ? RankingStop.read(in, "logistic", errors.length()) : List.of();
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < errors.length(); i++)
      epochs.add(new Epoch(i + 1, (float) config.learningRate(), errors.at(i), Double.NaN));
    return new LogisticFactorization(
        memory, base, config, compute, factors, contrast, epochs, held);
  }

  /// How it was trained.
  public LogisticConfig config() {
    return config;
  }

  /// What each epoch achieved, in order; errors are those of the probability that a user has an
  /// item.
  public List<Epoch> epochs() {
    return epochs;
  }

  /// nDCG@10 of the held items after each epoch; empty without early stopping.
  public List<Double> heldNdcg() {
    return heldNdcg;
  }

  @Override
  float foldIn(History history, ContrastScratch scratch) {
    if (history.size() == 0) {
      scratch.query().segment().fill((byte) 0);
      return 0f;
    }
    return (float) scratch.foldIn().solve(history, factors(), scratch.query());
  }

  @Override
  protected Explanation explainUser(int user, int item, ContrastScratch scratch) {
    float base = factors().base(user);
    return explainByLikest(score(factors().users(), user, base, item), user, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, ContrastScratch scratch) {
    float base = foldIn(history, scratch);
    return explainByLikest(score(scratch.query(), 0, base, item), history, item);
  }
}
