package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.TrainingDivergedException;
import dev.simile.factors.PairConfig.Objective;
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

/// Matrix factorization that learns to rank from pairs of items, one that a user has and one that
/// they have not: BPR (Rendle, Freudenthaler, Gantner and Schmidt-Thieme, "BPR: Bayesian
/// Personalized Ranking from Implicit Feedback", 2009) and WARP (Weston, Bengio and Usunier,
/// "WSABIE", 2011):
///
/// ```
/// score = bi + p . q
/// ```
///
/// Every rating counts as something that the user has, whatever its value. Training visits each
/// once in an epoch, where the papers draw with replacement; BPR against one item that is drawn
/// anew, WARP against the first of up to some that are drawn whose score comes within 1. WARP's
/// weight is the sum of 1/i up to the rank that the draws let expect, (items - 1) / draws, in units
/// of that of the last rank, so that learning rates compare with those of BPR; rows are held by a
/// penalty as in BPR, not by a bound of their length. Parallel, with the same bits for every number
/// of threads and every kernel provider, see [PairGrid].
///
/// Somebody new is folded in by solving for the row that minimizes BPR's loss over their items
/// against a fixed sample of others, see [ContrastFoldIn]; for WARP too, whose own loss has many
/// minima. Without any history they get bi. Scores order items and mean nothing by themselves;
/// `predict` gives them. An explanation is approximate: it names the items of the history whose
/// rows are likest by their cosine.
///
/// Training takes O(epochs x ratings x k), for WARP times the draws.
public final class PairwiseFactorization extends FactorModel<ContrastScratch> {
  /// The settings of BPR on the command line.
  public static final Settings<PairConfig> BPR_SETTINGS = PairConfig.settings(PairConfig.bpr());

  /// The settings of WARP on the command line.
  public static final Settings<PairConfig> WARP_SETTINGS = PairConfig.settings(PairConfig.warp());

  private final PairConfig config;
  private final Ints contrast;
  private final List<PairEpoch> epochs;
  private final List<Double> heldNdcg;

  private PairwiseFactorization(
      Memory memory,
      Base base,
      PairConfig config,
      Compute compute,
      Factors factors,
      Ints contrast,
      List<PairEpoch> epochs,
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
                        config.factors(), true, config.regularization(), 1, contrast)));
    this.config = config;
    this.contrast = contrast;
    this.epochs = List.copyOf(epochs);
    this.heldNdcg = List.copyOf(heldNdcg);
  }

  private static String name(PairConfig config) {
    return config.objective() == Objective.BPR ? "bpr" : "warp";
  }

  private static Settings<PairConfig> settings(PairConfig config) {
    return config.objective() == Objective.BPR ? BPR_SETTINGS : WARP_SETTINGS;
  }

  /// Trains on all of `ratings` as `config` says.
  public static PairwiseFactorization train(Ratings ratings, PairConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws TrainingDivergedException if a factor is not finite; a lower learning rate helps
  /// @throws CancelledException if the progress is cancelled; nothing is left behind
  /// @throws IllegalArgumentException if there are no ratings, or early stopping finds nothing to
  ///   hold
  public static PairwiseFactorization train(Ratings ratings, PairConfig config, Compute compute) {
    String name = name(config);
    Base.begin(
        "training "
            + name
            + " with "
            + config.factors()
            + " factors on "
            + ratings.count()
            + " ratings",
        ratings,
        PairTrainer.estimate(ratings, config),
        compute);
    Memory memory = Memory.open("model " + name);
    try {
      Factors factors =
          Factors.allocate(
              memory,
              ratings.users().size(),
              ratings.items().size(),
              config.factors(),
              0f,
              false,
              config.biases());
      List<PairEpoch> epochs;
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
      Base base = Base.copy(settings(config).format(name, config), ratings, memory);
      return new PairwiseFactorization(
          memory, base, config, compute, factors, contrast, epochs, ndcg);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static List<PairEpoch> run(
      Csr byUser,
      Csr byItem,
      PairConfig config,
      Compute compute,
      Factors factors,
      @Nullable RankingStop stop) {
    try (PairTrainer trainer =
        new PairTrainer(name(config), byUser, byItem, config, compute, factors)) {
      return trainer.run(stop);
    }
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, name(config));
    out.ints(name(config) + ".contrast", contrast);
    double[] ordered = epochs.stream().mapToDouble(PairEpoch::ordered).toArray();
    out.doubles(name(config) + ".ordered", Doubles.view(MemorySegment.ofArray(ordered)));
    if (config.earlyStopping() > 0) RankingStop.write(out, name(config), heldNdcg);
  }

  /// Reads the model that [#save] wrote.
  public static PairwiseFactorization read(
      StoreReader in, Memory memory, Base base, PairConfig config, Compute compute) {
    String name = name(config);
    Factors factors = Factors.read(in, name, base, config.factors(), 0f, false, config.biases());
    Ints contrast = Contrast.read(in, name + ".contrast", base.items().size());
    Doubles ordered = in.doubles(name + ".ordered");
    boolean stops = config.earlyStopping() > 0;
    Factors.fits(
        in,
        name + ".ordered",
        ordered.length() >= 1
            && (stops ? ordered.length() <= config.epochs() : ordered.length() == config.epochs()));
    List<Double> held = stops ? RankingStop.read(in, name, ordered.length()) : List.of();
    List<PairEpoch> epochs = new ArrayList<>();
    for (int i = 0; i < ordered.length(); i++)
      epochs.add(new PairEpoch(i + 1, config.rate(i + 1), ordered.at(i)));
    return new PairwiseFactorization(
        memory, base, config, compute, factors, contrast, epochs, held);
  }

  /// How it was trained.
  public PairConfig config() {
    return config;
  }

  /// What each epoch achieved, in order.
  public List<PairEpoch> epochs() {
    return epochs;
  }

  /// nDCG@10 of the held items after each epoch; empty without early stopping.
  public List<Double> heldNdcg() {
    return heldNdcg;
  }

  @Override
  float foldIn(History history, ContrastScratch scratch) {
    if (history.size() == 0) scratch.query().segment().fill((byte) 0);
    else scratch.foldIn().solve(history, factors(), scratch.query());
    return 0f;
  }

  @Override
  protected Explanation explainUser(int user, int item, ContrastScratch scratch) {
    return explainByLikest(score(factors().users(), user, 0f, item), user, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, ContrastScratch scratch) {
    float base = foldIn(history, scratch);
    return explainByLikest(score(scratch.query(), 0, base, item), history, item);
  }
}
