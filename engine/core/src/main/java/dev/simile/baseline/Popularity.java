package dev.simile.baseline;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.baseline.PopularityConfig.Score;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Popularity, the same list for everybody: the yardstick that any personal model must beat. An
/// item's score is, as [PopularityConfig.Score] says, n, sum 2^(-age / half-life), or (sum r + k
/// mu) / (n + k), each summed in double over the item's ratings: in the order of the input, or,
/// where times count, of the users. Powers are [StrictMath#pow]'s: the same bits on every machine.
///
/// Its predicted rating is the item's mean (damped where the score is), the global mean for an item
/// without ratings. Training O(ratings), a query O(items). Ties go by item index.
public final class Popularity extends Model<Scratch> {
  /// The settings on the command line.
  public static final Settings<PopularityConfig> SETTINGS =
      new Settings<>(
          PopularityConfig.defaults(),
          List.of(
              Setting.choice(
                  "score",
                  Score.class,
                  "number of ratings, number with older ones fading, or mean damped towards the"
                      + " global mean",
                  PopularityConfig::score,
                  PopularityConfig::score),
              Setting.number(
                  "half-life",
                  "> 0",
                  "of decayed: days after which a rating counts half",
                  PopularityConfig::halfLife,
                  PopularityConfig::halfLife),
              Setting.number(
                  "damping",
                  ">= 0",
                  "of damped: ratings of the global mean added to every item's",
                  PopularityConfig::damping,
                  PopularityConfig::damping)));

  private static final double SECONDS_A_DAY = 86_400;

  private final PopularityConfig config;
  private final Kernels kernels;
  private final Ints counts;
  private final Doubles sums;
  private final Floats scores;

  private Popularity(
      Memory memory,
      Base base,
      PopularityConfig config,
      Kernels kernels,
      Ints counts,
      Doubles sums,
      Floats scores) {
    super(memory, base, owner -> new Scratch(owner, base.items().size()));
    this.config = config;
    this.kernels = kernels;
    this.counts = counts;
    this.sums = sums;
    this.scores = scores;
  }

  /// Trains on all of `ratings`, by count.
  public static Popularity train(Ratings ratings) {
    return train(ratings, PopularityConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says.
  public static Popularity train(Ratings ratings, PopularityConfig config) {
    return train(ratings, config, Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if there are no ratings, or the score is to be decayed and
  ///   there are no times
  public static Popularity train(Ratings ratings, PopularityConfig config, Compute compute) {
    if (config.score() == Score.DECAYED && !ratings.timed() && ratings.count() > 0)
      throw new IllegalArgumentException(
          "score=decayed needs the times of the ratings, and these have none");
    int items = ratings.itemCount();
    long own =
        Memory.sizeOf(items, Integer.BYTES)
            + 2 * Memory.sizeOf(items, Double.BYTES)
            + Memory.sizeOf(items, Float.BYTES);
    Base.begin("training popular", ratings, own, compute);
    Memory memory = Memory.open("model popular");
    try {
      Base base = Base.copy(SETTINGS.format("popular", config), ratings, memory);
      Ints counts = memory.ints("counts", items);
      Doubles sums = memory.doubles("sums", items);
      Floats scores = memory.floats("scores", items);
      Csr byItem = ratings.byItem();
      compute
          .workers()
          .ranges(
              items,
              256,
              compute.progress(),
              (from, to, worker) -> {
                for (int item = from; item < to; item++) {
                  int count = byItem.degree(item);
                  double sum = sum(byItem, item);
                  counts.set(item, count);
                  sums.set(item, sum);
                  double score =
                      switch (config.score()) {
                        case COUNT -> count;
                        case DECAYED -> 0; // added below: times stand in the rows of users
                        case DAMPED -> damped(sum, count, config.damping(), base.mean());
                      };
                  scores.set(item, (float) score);
                }
              });
      if (config.score() == Score.DECAYED) decay(ratings.byUser(), config, scores, compute);
      return new Popularity(memory, base, config, compute.kernels(), counts, sums, scores);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static double sum(Csr byItem, int item) {
    double sum = 0;
    long end = byItem.end(item);
    for (long at = byItem.start(item); at < end; at++) sum += byItem.value(at);
    return sum;
  }

  /// Adds each rating's weight to its item's sum, in double, row after row of `byUser`.
  private static void decay(Csr byUser, PopularityConfig config, Floats scores, Compute compute) {
    long latest = Long.MIN_VALUE;
    for (long at = 0; at < byUser.entries(); at++) latest = Math.max(latest, byUser.time(at));
    double halfLife = config.halfLife() * SECONDS_A_DAY;
    try (Memory working = Memory.open("training popular");
        Progress.Step step =
            compute.progress().step("train popular", byUser.entries(), "ratings")) {
      Doubles sums = working.doubles("decayed sums", scores.length());
      for (int user = 0; user < byUser.rows(); user++) {
        if ((user & 1023) == 0) compute.progress().check();
        long end = byUser.end(user);
        for (long at = byUser.start(user); at < end; at++) {
          int item = byUser.column(at);
          double age = (double) latest - byUser.time(at);
          sums.set(item, sums.at(item) + StrictMath.pow(2, -age / halfLife));
        }
        step.advance(byUser.degree(user));
      }
      for (int item = 0; item < scores.length(); item++) scores.set(item, (float) sums.at(item));
    }
  }

  private static double damped(double sum, int count, double damping, double mean) {
    double weight = count + damping;
    return weight == 0 ? mean : (sum + damping * mean) / weight;
  }

  @Override
  protected void write(StoreWriter out) {
    out.ints("popular.counts", counts)
        .doubles("popular.sums", sums)
        .floats("popular.scores", scores);
  }

  /// Reads the model that [#save] wrote.
  public static Popularity read(
      StoreReader in, Memory memory, Base base, PopularityConfig config, Compute compute) {
    int items = base.items().size();
    Ints counts = in.ints("popular.counts");
    Doubles sums = in.doubles("popular.sums");
    Floats scores = in.floats("popular.scores");
    if (counts.length() != items || sums.length() != items || scores.length() != items)
      throw in.corrupt("section 'popular.counts'", "it does not fit the ids");
    for (int item = 0; item < items; item++) {
      if (counts.at(item) < 0)
        throw in.corrupt("section 'popular.counts'", "the count of item " + item + " is negative");
    }
    return new Popularity(memory, base, config, compute.kernels(), counts, sums, scores);
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, Scratch scratch, MemorySegment out, long offset) {
    MemorySegment from = scores.segment();
    MemorySegment.copy(from, 0, out, offset, from.byteSize());
  }

  @Override
  protected void scoreHistory(History history, Scratch scratch, MemorySegment out, long offset) {
    scoreUser(Ids.UNKNOWN, scratch, out, offset);
  }

  /// `count`; or `decayed-count`, its weight what is left of a rating on average; or the `mean` and
  /// the `item-mean` with their shares.
  @Override
  protected Explanation explainUser(int user, int item, Scratch scratch) {
    int count = counts.at(item);
    float score = scores.at(item);
    return new Explanation(
        score,
        switch (config.score()) {
          case COUNT -> List.of(part("count", item, count, 1, score));
          case DECAYED ->
              List.of(
                  part(
                      "decayed-count",
                      item,
                      count,
                      count == 0 ? 0 : score / (double) count,
                      score));
          case DAMPED -> {
            double mean = base().mean();
            double weight = count + config.damping();
            double share = weight == 0 ? 1 : config.damping() / weight;
            var constant =
                new Explanation.Part("mean", Explanation.Of.NONE, -1, mean, share, share * mean);
            if (count == 0) yield List.of(constant);
            double own = sums.at(item) / count;
            yield List.of(
                constant, part("item-mean", item, own, 1 - share, sums.at(item) / weight));
          }
        });
  }

  private static Explanation.Part part(
      String name, int item, double value, double weight, double contribution) {
    return new Explanation.Part(name, Explanation.Of.ITEM, item, value, weight, contribution);
  }

  @Override
  protected Explanation explainHistory(History history, int item, Scratch scratch) {
    return explainUser(Ids.UNKNOWN, item, scratch);
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    double damping = config.score() == Score.DAMPED ? config.damping() : 0;
    return item == Ids.UNKNOWN
        ? base().mean()
        : damped(sums.at(item), counts.at(item), damping, base().mean());
  }

  /// True if the item has ratings.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return item != Ids.UNKNOWN && counts.at(item) > 0;
  }
}
