package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Explanation.Of;
import dev.simile.Explanation.Part;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.TrainingDivergedException;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import dev.simile.topk.Shortlist;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
/// training have zero rows and biases. Similarity is the cosine of two rows; a row with few ratings
/// is still near its random beginning, and so is its cosine with anything: where that matters, ask
/// with a filter of the items with enough ratings.
///
/// Training takes O(epochs x ratings x k), a query O(items x k); a list of the best items costs a
/// part of that, by a [Shortlist].
public final class MatrixFactorization extends Model<FactorScratch> {
  /// The settings on the command line.
  public static final Settings<FactorConfig> SETTINGS = FactorConfig.settings();

  private static final int TILE_ITEMS = 1024;

  /// Items below which the scan of all is as quick as a shortlist.
  private static final int SHORTLIST_ITEMS = 1024;

  private final Kernels kernels;
  private final FactorConfig config;
  private final Factors factors;
  private final double ratingDeviation;
  private final List<Epoch> epochs;
  private final Floats userNorms;
  private final Floats itemNorms;
  private final @Nullable Shortlist shortlist;

  private MatrixFactorization(
      Memory memory,
      Base base,
      FactorConfig config,
      Compute compute,
      Factors factors,
      double ratingDeviation,
      List<Epoch> epochs) {
    super(
        memory, base, owner -> new FactorScratch(owner, base.items().size(), config, base.mean()));
    this.config = config;
    this.kernels = compute.kernels();
    this.factors = factors;
    this.ratingDeviation = ratingDeviation;
    this.epochs = List.copyOf(epochs);
    this.userNorms = inverseNorms(memory, "inverse user norms", factors.users(), kernels);
    this.itemNorms = inverseNorms(memory, "inverse item norms", factors.items(), kernels);
    this.shortlist =
        factors.items().rows() < SHORTLIST_ITEMS
            ? null
            : Shortlist.layOut(
                memory,
                factors.items(),
                factors.itemBias(),
                usualLength(userNorms),
                compute.workers(),
                Progress.none());
  }

  /// Bytes of the shortlist of a model.
  static long shortlistBytes(int items, FactorConfig config) {
    return items < SHORTLIST_ITEMS ? 0 : Shortlist.estimate(items, config.factors());
  }

  /// The mean length of the rows that have one.
  private static double usualLength(Floats inverseNorms) {
    double sum = 0;
    long rows = 0;
    for (long row = 0; row < inverseNorms.length(); row++) {
      if (inverseNorms.at(row) == 0) continue;
      sum += 1 / (double) inverseNorms.at(row);
      rows++;
    }
    return rows == 0 ? 0 : sum / rows;
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
              memory, ratings.users().size(), ratings.items().size(), config, ratings.mean());
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

  private static double deviation(Ratings ratings) {
    Csr rows = ratings.byUser();
    if (rows.entries() == 0) return 0;
    double squares = 0;
    for (long i = 0; i < rows.entries(); i++) {
      double difference = rows.value(i) - ratings.mean();
      squares += difference * difference;
    }
    return Math.sqrt(squares / rows.entries());
  }

  @Override
  protected void write(StoreWriter out) {
    out.matrix("mf.users", factors.users()).matrix("mf.items", factors.items());
    Floats userBias = factors.userBias();
    Floats itemBias = factors.itemBias();
    if (userBias != null && itemBias != null)
      out.floats("mf.user-biases", userBias).floats("mf.item-biases", itemBias);
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
    FloatMatrix users = in.matrix("mf.users");
    FloatMatrix items = in.matrix("mf.items");
    Floats userBias = config.biases() ? in.floats("mf.user-biases") : null;
    Floats itemBias = config.biases() ? in.floats("mf.item-biases") : null;
    fits(in, "mf.users", users.rows() == base.users().size());
    fits(in, "mf.items", items.rows() == base.items().size());
    fits(in, "mf.users", users.columns() == config.factors());
    fits(in, "mf.items", items.columns() == config.factors());
    fits(in, "mf.user-biases", userBias == null || userBias.length() == users.rows());
    fits(in, "mf.item-biases", itemBias == null || itemBias.length() == items.rows());
    Doubles train = in.doubles("mf.train-rmse");
    Doubles held = config.earlyStopping() > 0 ? in.doubles("mf.held-rmse") : null;
    fits(in, "mf.train-rmse", train.length() >= 1 && train.length() <= config.epochs());
    fits(in, "mf.held-rmse", held == null || held.length() == train.length());
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < train.length(); i++)
      epochs.add(
          new Epoch(
              i + 1, config.rate(i + 1), train.at(i), held == null ? Double.NaN : held.at(i)));
    Factors factors = new Factors(config.mean(base.mean()), users, items, userBias, itemBias);
    return new MatrixFactorization(
        memory, base, config, compute, factors, in.number("mf.rating-deviation"), epochs);
  }

  private static void fits(StoreReader in, String section, boolean holds) {
    if (!holds) throw in.corrupt("section '" + section + "'", "it does not fit ids and settings");
  }

  /// 1 / |row|, 0 for a row of zeros or so near to zero that the product of two would overflow.
  private static Floats inverseNorms(
      Memory memory, String purpose, FloatMatrix rows, Kernels kernels) {
    Floats norms = memory.floats(purpose, rows.rows());
    MemorySegment segment = rows.segment();
    for (int row = 0; row < rows.rows(); row++) {
      long at = rows.offset(row);
      float square = kernels.dot(segment, at, segment, at, rows.stride());
      norms.set(row, square < Float.MIN_NORMAL ? 0f : (float) (1 / Math.sqrt(square)));
    }
    return norms;
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

  /// P, users x k.
  public FloatMatrix userFactors() {
    return factors.users();
  }

  /// Q, items x k.
  public FloatMatrix itemFactors() {
    return factors.items();
  }

  /// bu of a user, 0 without biases.
  public float userBias(int user) {
    return factors.userBias(user);
  }

  /// bi of an item, 0 without biases.
  public float itemBias(int item) {
    return factors.itemBias(item);
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, FactorScratch scratch, MemorySegment out, long offset) {
    FloatMatrix rows = factors.users();
    score(rows.segment(), rows.offset(user), factors.base(user), out, offset);
  }

  private void score(
      MemorySegment query, long queryOffset, float base, MemorySegment out, long offset) {
    FloatMatrix items = factors.items();
    kernels.scoreRows(
        items, 0, items.rows(), query, queryOffset, factors.itemBias(), base, out, offset);
  }

  @Override
  protected void scoreUsers(
      int[] users, int from, int count, FactorScratch scratch, Scores into, int row) {
    FloatMatrix rows = factors.users();
    FloatMatrix tile = scratch.tile();
    long bytes = 4L * rows.stride();
    int items = factors.items().rows();
    for (int done = 0; done < count; done += FactorScratch.TILE) {
      int width = Math.min(FactorScratch.TILE, count - done);
      for (int i = 0; i < width; i++) {
        int user = users[from + done + i];
        MemorySegment.copy(
            rows.segment(), rows.offset(user), tile.segment(), tile.offset(i), bytes);
        scratch.tileBases().set(i, factors.base(user));
      }
      for (int item = 0; item < items; item += TILE_ITEMS)
        kernels.scoreTile(
            tile,
            0,
            width,
            factors.items(),
            item,
            Math.min(TILE_ITEMS, items - item),
            factors.itemBias(),
            scratch.tileBases(),
            into.floats().segment(),
            into.offset(row + done) + 4L * item,
            into.stride());
    }
  }

  @Override
  protected boolean rankUser(
      int user, FactorScratch scratch, long[] allowed, int eligible, Recommendations into) {
    FloatMatrix rows = factors.users();
    return shortlist != null
        && shortlist.select(
            kernels,
            rows.segment(),
            rows.offset(user),
            factors.base(user),
            allowed,
            eligible,
            scratch.shortlistQuery(),
            into);
  }

  @Override
  protected boolean rankHistory(
      History history, FactorScratch scratch, long[] allowed, int eligible, Recommendations into) {
    if (shortlist == null || !shortlist.serves(into.capacity())) return false;
    float base = foldIn(history, scratch);
    return shortlist.select(
        kernels,
        scratch.query().segment(),
        0,
        base,
        allowed,
        eligible,
        scratch.shortlistQuery(),
        into);
  }

  @Override
  protected boolean ranksQuickly(int n) {
    return shortlist != null && shortlist.serves(n);
  }

  @Override
  protected void scoreHistory(
      History history, FactorScratch scratch, MemorySegment out, long offset) {
    float base = foldIn(history, scratch);
    score(scratch.query().segment(), 0, base, out, offset);
  }

  /// Solves the row of `history` into the scratch's query.
  ///
  /// @return mu + b
  private float foldIn(History history, FactorScratch scratch) {
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
    return modeled ? factors.mean() : (float) base().mean();
  }

  @Override
  protected void scoreSimilarItems(
      int item, FactorScratch scratch, MemorySegment out, long offset) {
    cosines(factors.items(), itemNorms, item, out, offset);
  }

  @Override
  protected void scoreSimilarUsers(
      int user, FactorScratch scratch, MemorySegment out, long offset) {
    cosines(factors.users(), userNorms, user, out, offset);
  }

  private void cosines(
      FloatMatrix rows, Floats inverseNorms, int row, MemorySegment out, long offset) {
    int count = rows.rows();
    kernels.scoreRows(rows, 0, count, rows.segment(), rows.offset(row), null, 0f, out, offset);
    float own = inverseNorms.at(row);
    for (int i = 0; i < count; i++) {
      long at = offset + 4L * i;
      float cosine = out.get(ValueLayout.JAVA_FLOAT, at) * (own * inverseNorms.at(i));
      out.set(ValueLayout.JAVA_FLOAT, at, cosine);
    }
  }

  @Override
  protected Explanation explainUser(int user, int item, FactorScratch scratch) {
    return explain(factors.users(), user, factors.userBias(user), user, item, factors.mean());
  }

  @Override
  protected Explanation explainHistory(History history, int item, FactorScratch scratch) {
    float base = foldIn(history, scratch);
    float mean = history.size() == 0 ? base : factors.mean();
    return explain(scratch.query(), 0, (double) base - mean, Ids.UNKNOWN, item, mean);
  }

  private Explanation explain(
      FloatMatrix rows, int row, double userBias, int user, int item, float mean) {
    FloatMatrix items = factors.items();
    float base = user == Ids.UNKNOWN ? (float) (mean + userBias) : factors.base(user);
    float dot =
        kernels.dot(
            rows.segment(), rows.offset(row), items.segment(), items.offset(item), items.stride());
    float total = factors.itemBias() == null ? base + dot : base + (factors.itemBias(item) + dot);
    List<Part> parts = new ArrayList<>();
    if (config.biases() || mean != 0) parts.add(new Part("mean", Of.NONE, -1, mean, 1, mean));
    if (config.biases()) {
      Of of = user == Ids.UNKNOWN ? Of.NONE : Of.USER;
      parts.add(new Part("user-bias", of, user, userBias, 1, userBias));
      float itemBias = factors.itemBias(item);
      parts.add(new Part("item-bias", Of.ITEM, item, itemBias, 1, itemBias));
    }
    List<Part> products = new ArrayList<>();
    for (int f = 0; f < rows.columns(); f++) {
      double q = items.at(item, f);
      double p = rows.at(row, f);
      products.add(new Part("factor", Of.FACTOR, f, q, p, p * q));
    }
    products.sort(Comparator.comparingDouble(part -> -Math.abs(part.contribution())));
    parts.addAll(products);
    return new Explanation(total, parts);
  }

  /// The score of a known user for a known item; biases alone where one of them is unknown, and
  /// without biases the mean of the ratings (0 for the logistic loss).
  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user != Ids.UNKNOWN && item != Ids.UNKNOWN) return factors.score(kernels, user, item);
    if (!config.biases()) return stranger();
    float base = user == Ids.UNKNOWN ? factors.mean() : factors.base(user);
    return item == Ids.UNKNOWN ? base : base + factors.itemBias(item);
  }

  /// True if both had ratings in the training, and it left either row or bias of each unlike 0.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return user != Ids.UNKNOWN
        && item != Ids.UNKNOWN
        && (userNorms.at(user) > 0 || factors.userBias(user) != 0)
        && (itemNorms.at(item) > 0 || factors.itemBias(item) != 0);
  }
}
