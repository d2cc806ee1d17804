package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Explanation.Of;
import dev.simile.Explanation.Part;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The truncated singular value decomposition of the ratings with every missing one as 0
/// (Cremonesi, Koren and Turrin, "Performance of Recommender Algorithms on Top-N Recommendation
/// Tasks", 2010, section 3.3): with Q the first k right singular vectors, a user's row is p = sum
/// of r q over what the user rated, and a score is p . q.
///
/// Scores rank; they are no ratings. Somebody new with the ratings of a user gets the very scores
/// of the user, bit for bit, and a score is explained exactly, as the sum of r_j (q_j . q_i) over
/// the rated items j. A history without ratings counts as rated with the mean of all ratings.
/// Whoever has no history gets the mean of all users' scores.
///
/// Training takes O(iterations (ratings k + rows k^2) + k^3).
public final class PureSvd extends FactorModel<PartScratch> {
  /// The settings on the command line.
  public static final Settings<PureSvdConfig> SETTINGS = PureSvdConfig.settings();

  private static final String NAME = "pure-svd";

  private final double[] singularValues;
  private final FloatMatrix meanRow;

  private PureSvd(
      Memory memory, Base base, Compute compute, Factors factors, double[] singularValues) {
    super(
        memory,
        base,
        compute,
        factors,
        owner -> new PartScratch(owner, base.items().size(), factors.items().columns()));
    this.singularValues = singularValues;
    this.meanRow = factors.meanOfUsers(memory);
  }

  /// Trains on all of `ratings` with the defaults. The model copies what it needs.
  public static PureSvd train(Ratings ratings) {
    return train(ratings, PureSvdConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static PureSvd train(Ratings ratings, PureSvdConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if there are no ratings
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static PureSvd train(Ratings ratings, PureSvdConfig config, Compute compute) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int k = config.factors();
    Base.begin(
        "training " + NAME + " with " + k + " factors on " + ratings.count() + " ratings",
        ratings,
        Factors.estimate(users, items, k, false, false)
            + FactorModel.estimate(users, items, k)
            + PureSvdTrainer.estimate(ratings, k),
        compute);
    Memory memory = Memory.open("model " + NAME);
    try {
      Factors factors = Factors.allocate(memory, users, items, k, 0f, false, false);
      double[] singular = PureSvdTrainer.train(ratings, config, factors, compute);
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      return new PureSvd(memory, base, compute, factors, singular);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, NAME);
    out.doubles("pure-svd.singular-values", Doubles.view(MemorySegment.ofArray(singularValues)));
  }

  /// Reads the model that [#save] wrote.
  public static PureSvd read(
      StoreReader in, Memory memory, Base base, PureSvdConfig config, Compute compute) {
    Factors factors = Factors.read(in, NAME, base, config.factors(), 0f, false, false);
    Doubles values = in.doubles("pure-svd.singular-values");
    Factors.fits(in, "pure-svd.singular-values", values.length() == config.factors());
    double[] singular = new double[config.factors()];
    for (int f = 0; f < singular.length; f++) singular[f] = values.at(f);
    return new PureSvd(memory, base, compute, factors, singular);
  }

  /// The singular values, largest first; 0 beyond the rank of the ratings.
  public double[] singularValues() {
    return singularValues.clone();
  }

  private float rating(History history, int i) {
    return history.rated() ? history.rating(i) : (float) base().mean();
  }

  @Override
  float foldIn(History history, PartScratch scratch) {
    MemorySegment query = scratch.query().segment();
    if (history.size() == 0) {
      query.copyFrom(meanRow.segment());
      return 0f;
    }
    query.fill((byte) 0);
    for (int from = 0; from < history.size(); from += PartScratch.PART) {
      int count = Math.min(PartScratch.PART, history.size() - from);
      for (int i = 0; i < count; i++) {
        scratch.index().set(i, history.item(from + i));
        scratch.values().set(i, rating(history, from + i));
      }
      kernels().combine(factors().items(), scratch.index(), 0, count, scratch.values(), query, 0);
    }
    return 0f;
  }

  /// By what the user has rated; by factors if the model was saved without the ratings.
  @Override
  protected Explanation explainUser(int user, int item, PartScratch scratch) {
    float total = score(factors().users(), user, 0f, item);
    History history = History.of(seen(), user);
    if (history.size() == 0)
      return explainByFactors(total, factors().users(), user, 0f, 0, user, item);
    return explain(total, history, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, PartScratch scratch) {
    foldIn(history, scratch);
    float total = score(scratch.query(), 0, 0f, item);
    if (history.size() == 0)
      return explainByFactors(total, scratch.query(), 0, 0f, 0, Ids.UNKNOWN, item);
    return explain(total, history, item);
  }

  private Explanation explain(float total, History history, int item) {
    FloatMatrix items = factors().items();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      int other = history.item(i);
      double similarity = 0;
      for (int f = 0; f < items.columns(); f++)
        similarity += (double) items.at(item, f) * items.at(other, f);
      double value = rating(history, i);
      parts.add(new Part("neighbor", Of.ITEM, other, value, similarity, value * similarity));
    }
    return explainByItems(total, List.of(), parts);
  }

  /// The score of a known user for a known item; the mean of all users' where the user is unknown,
  /// and 0 where the item is.
  @Override
  public double predict(int user, int item) {
    double prediction = super.predict(user, item);
    return user == Ids.UNKNOWN && item != Ids.UNKNOWN ? score(meanRow, 0, 0f, item) : prediction;
  }
}
