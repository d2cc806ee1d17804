package dev.simile.neighbors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Biases;
import dev.simile.model.Sections;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// User-based neighbors (Resnick et al. 1994; Herlocker, Konstan, Borchers, Riedl 1999): a user is
/// recommended what users like them have.
///
/// The score of item i for user u is, by [Scoring], the sum of s_uv r_vi over those of the
/// [NeighborConfig#neighbors()] nearest users v who have i, added as floats by fused multiply-add
/// in the order of the list; or that sum divided by the sum of |s_uv| over all of those nearest; or
/// the predicted rating, which is [Center]'s formula over the nearest kept ones who rated i, in
/// double. Similarities are of [Similarity].
///
/// Training is [ListTraining]'s. A query by sums costs the ratings of the nearest users; by
/// predicted ratings, all ratings and the catalogue times the kept list. For a history the
/// similarities to all users are computed in the query, in O(ratings of its items), with the bits
/// that training gives to a user with that row (weights and means of columns and mean lengths stay
/// those of the training); a known user with the same row is one of its neighbors. Items without
/// ratings count as rated with their mean. Without any items all scores are 0, or the prediction
/// for nobody. An item whose sum is 0 is not recommended. Similar users are those of the stored
/// list, no others.
///
/// A model saved without the training rows keeps its lists of users but answers everybody as
/// nobody.
public final class UserNeighbors extends NeighborModel {
  /// The settings on the command line.
  public static final Settings<NeighborConfig> SETTINGS = NeighborConfig.settings();

  private static final String NAME = "user-knn";
  private static final int NEW = -2;

  private final Csr byItem;
  private final Doubles itemMeans;
  private final Vectors vectors;

  private UserNeighbors(
      Memory memory,
      Base base,
      Compute compute,
      NeighborConfig config,
      NeighborLists lists,
      Centering centering,
      @Nullable Biases biases,
      boolean rated,
      Csr byItem,
      Vectors vectors) {
    super(memory, base, compute.kernels(), config, lists, centering, biases, rated);
    this.byItem = byItem;
    this.vectors = vectors;
    itemMeans = byItem.rowSums(memory, "item means");
    for (int item = 0; item < byItem.rows(); item++) {
      int degree = byItem.degree(item);
      itemMeans.set(item, degree == 0 ? base.mean() : itemMeans.at(item) / degree);
    }
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static UserNeighbors train(Ratings ratings) {
    return train(ratings, NeighborConfig.defaults());
  }

  /// Trains on all of `ratings` as `config` says, on all processors.
  public static UserNeighbors train(Ratings ratings, NeighborConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if settings do not go together, or a weighting meets negative
  ///   ratings
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static UserNeighbors train(Ratings ratings, NeighborConfig config, Compute compute) {
    NeighborConfig resolved = config.resolved();
    NeighborTraining.check(NAME, ratings, resolved, true, compute);
    Memory memory = Memory.open("model " + NAME);
    try {
      NeighborTraining trained =
          NeighborTraining.run(ratings, resolved, true, memory, memory, compute);
      return new UserNeighbors(
          memory,
          Base.copy(SETTINGS.format(NAME, config), ratings, memory),
          compute,
          resolved,
          trained.lists(),
          trained.centering(),
          trained.biases(),
          ratings.rated(),
          ratings.byItem().withoutTimes().copy(memory, "by item"),
          trained.vectors());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out, boolean withRatings) {
    write(out);
    if (withRatings) Sections.write(out, "neighbors.by-item", byItem);
  }

  /// Reads the model that [#save] wrote.
  public static UserNeighbors read(
      StoreReader in, Memory memory, Base base, NeighborConfig config, Compute compute) {
    NeighborConfig resolved = resolved(in, config);
    int users = base.users().size();
    int items = base.items().size();
    Csr byItem =
        in.has("neighbors.by-item.offsets")
            ? Sections.read(in, "neighbors.by-item", items, users)
            : Csr.view(
                items,
                users,
                memory.longs("no offsets", items + 1L),
                memory.ints("no ratings", 0),
                null,
                null);
    if (byItem.entries() != base.rows().entries())
      throw in.corrupt("section 'neighbors.by-item.offsets'", "it does not fit the seen items");
    Biases biases = readBiases(in, base, resolved);
    NeighborLists lists = NeighborLists.read(in, users, resolved.similarity());
    double mean = base.mean();
    return new UserNeighbors(
        memory,
        base,
        compute,
        resolved,
        lists,
        Centering.of(base.rows(), resolved.center(), true, mean, biases, memory),
        biases,
        in.number("neighbors.rated") != 0,
        byItem,
        Vectors.of(base.rows(), byItem, resolved, biases, true, mean, memory));
  }

  @Override
  double itemMean(int item) {
    return itemMeans.at(item);
  }

  @Override
  protected void scoreUser(int user, NeighborScratch scratch, MemorySegment out, long offset) {
    if (base().rows().degree(user) == 0) {
      scoreNobody(user, scratch, out, offset);
      return;
    }
    scratch.list(lists, user, selfInScores(user));
    score(scratch, centering.level(user), centering.scale(user), out, offset);
  }

  @Override
  protected void scoreHistory(
      History history, NeighborScratch scratch, MemorySegment out, long offset) {
    if (history.size() == 0 || byItem.entries() == 0) {
      scoreNobody(Ids.UNKNOWN, scratch, out, offset);
      return;
    }
    listFor(history, scratch);
    Vectors.Row row = scratch.history;
    score(scratch, centering.level(row, bias(history)), centering.scale(row), out, offset);
  }

  /// A sum is over other users.
  private double selfInScores(int user) {
    return config.scoring().sums() ? 0 : self(user);
  }

  private void scoreNobody(int user, NeighborScratch scratch, MemorySegment out, long offset) {
    int items = byItem.rows();
    boolean sum = config.scoring().sums();
    for (int item = 0; item < items; item++)
      scratch.scores().set(item, sum ? 0 : (float) centering.unknown(user, item));
    deliver(scratch, items, out, offset);
  }

  /// Scores all items by the list in the scratch.
  private void score(
      NeighborScratch scratch, double level, double scale, MemorySegment out, long offset) {
    int items = byItem.rows();
    if (config.scoring().sums()) {
      MemorySegment sums = scratch.scores().segment();
      sums.fill((byte) 0);
      Csr rows = base().rows();
      int n = Math.min(config.neighbors(), scratch.listSize());
      double divisor = divisor(scratch, n);
      for (int i = 0; i < n; i++) {
        int user = scratch.neighbor(i);
        kernels()
            .accumulate(
                rows.columnView(),
                rows.valueView(),
                rows.start(user),
                rows.degree(user),
                (float) (scratch.similarity(i) / divisor),
                sums);
      }
    } else {
      for (int item = 0; item < items; item++)
        scratch.scores().set(item, (float) estimate(scratch, item, level, scale));
    }
    deliver(scratch, items, out, offset);
  }

  /// By what the first `n` similarities of the list in the scratch are divided.
  private double divisor(NeighborScratch scratch, int n) {
    if (config.scoring() != Scoring.SHARE) return 1;
    double sum = 0;
    for (int i = 0; i < n; i++) sum += Math.abs(scratch.similarity(i));
    return sum;
  }

  /// The prediction for an item by the list in the scratch.
  private double estimate(NeighborScratch scratch, int item, double level, double scale) {
    scratch.column.load(byItem, item);
    int n = choose(scratch);
    return estimate(scratch, n, level, centering.columnLevel(item), scale);
  }

  /// Makes the users most similar to a history, which is not empty, the list.
  ///
  /// @throws IllegalArgumentException if a weighting meets a negative rating
  private void listFor(History history, NeighborScratch scratch) {
    Vectors.Row row = scratch.history;
    load(history, row);
    vectors.describeNew(row, base().mean(), bias(history));
    int size = row.size;
    if (scratch.keys.length < size) scratch.keys = new long[size];
    boolean weighted = config.weighting() != Weighting.NONE;
    long work = 0;
    int widest = 0;
    for (int i = 0; i < size; i++) {
      int item = row.columns[i];
      if (weighted && row.ratings[i] < 0)
        throw new IllegalArgumentException(
            "ratings must be >= 0 for weighting=tf-idf and bm25, one of the history was "
                + row.ratings[i]);
      scratch.keys[i] = (long) item << 32 | i;
      work += byItem.degree(item);
      widest = Math.max(widest, byItem.degree(item));
    }
    Arrays.sort(scratch.keys, 0, size);
    if (scratch.raters.length < widest) {
      scratch.raters = new int[widest];
      scratch.values = new double[widest];
    }
    PairSums sums = scratch.sums;
    if (sums == null) scratch.sums = sums = vectors.sums(byItem.columns());
    sums.begin(vectors.dense() ? Long.MAX_VALUE : work);
    for (int i = 0; i < size; i++) {
      int item = (int) (scratch.keys[i] >> 32);
      double rating = row.ratings[(int) scratch.keys[i]];
      long start = byItem.start(item);
      int degree = byItem.degree(item);
      for (int at = 0; at < degree; at++) {
        int user = byItem.column(start + at);
        scratch.raters[at] = user;
        scratch.values[at] = vectors.value(byItem.value(start + at), user, item);
      }
      sums.add(
          vectors.value(rating, row.shift, row.lengthShare, item),
          scratch.raters,
          scratch.values,
          degree);
    }
    scratch.listNearest(ListTraining.nearest(row, NEW, sums, vectors, config, scratch.nearest));
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (!known(user, item) || base().rows().degree(user) == 0) return centering.unknown(user, item);
    NeighborScratch scratch = take();
    try {
      scratch.list(lists, user, self(user));
      return estimate(scratch, item, centering.level(user), centering.scale(user));
    } finally {
      give(scratch);
    }
  }

  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (!known(user, item)) return false;
    NeighborScratch scratch = take();
    try {
      scratch.list(lists, user, self(user));
      scratch.column.load(byItem, item);
      return choose(scratch) > 0;
    } finally {
      give(scratch);
    }
  }

  @Override
  protected void scoreSimilarUsers(
      int user, NeighborScratch scratch, MemorySegment out, long offset) {
    scoreSimilar(user, base().users().size(), out, offset);
  }

  @Override
  protected Explanation explainUser(int user, int item, NeighborScratch scratch) {
    if (base().rows().degree(user) == 0) return explainNobody(user, item);
    scratch.list(lists, user, selfInScores(user));
    return explain(scratch, item, centering.level(user), centering.scale(user));
  }

  @Override
  protected Explanation explainHistory(History history, int item, NeighborScratch scratch) {
    if (history.size() == 0 || byItem.entries() == 0) return explainNobody(Ids.UNKNOWN, item);
    listFor(history, scratch);
    Vectors.Row row = scratch.history;
    return explain(scratch, item, centering.level(row, bias(history)), centering.scale(row));
  }

  private Explanation explainNobody(int user, int item) {
    return config.scoring().sums() ? new Explanation(0, List.of()) : explainUnknown(user, item);
  }

  private Explanation explain(NeighborScratch scratch, int item, double level, double scale) {
    if (config.scoring().sums()) return explainSum(scratch, item);
    scratch.column.load(byItem, item);
    int n = choose(scratch);
    return explainEstimate(
        scratch, n, level, centering.columnLevel(item), scale, Explanation.Of.USER);
  }

  private Explanation explainSum(NeighborScratch scratch, int item) {
    Csr rows = base().rows();
    List<Explanation.Part> parts = new ArrayList<>();
    float score = 0;
    int n = Math.min(config.neighbors(), scratch.listSize());
    double divisor = divisor(scratch, n);
    for (int i = 0; i < n; i++) {
      int user = scratch.neighbor(i);
      long at = rows.find(user, item);
      if (at < 0) continue;
      float similarity = (float) (scratch.similarity(i) / divisor);
      float rating = rows.value(at);
      float sum = rows.hasValues() ? Math.fma(similarity, rating, score) : score + similarity;
      // What the score really grows by, so that the parts add up to it.
      double share = (double) sum - score;
      parts.add(
          new Explanation.Part("neighbor", Explanation.Of.USER, user, rating, similarity, share));
      score = sum;
    }
    return new Explanation(score, sorted(parts));
  }
}
