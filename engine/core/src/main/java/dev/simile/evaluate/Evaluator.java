package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.Predictor;
import dev.simile.Recommender;
import dev.simile.UserItems;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures models that were trained on one part of the ratings on the other: full ranking of the
/// catalogue for every user with something relevant in the test part, and the error of predicted
/// ratings. [Measure] says what each metric means.
///
/// ```java
/// Comparison comparison = Evaluator.on(split).cutoff(5, 10).compare(neighbors, factors);
/// ```
///
/// Immutable. The figures do not depend on kernels or number of threads.
public final class Evaluator {
  private static final List<String> USUAL =
      List.of(
          "precision",
          "recall",
          "map",
          "mrr",
          "ndcg",
          "hit-rate",
          "auc",
          "catalog-coverage",
          "user-coverage",
          "rmse",
          "mae",
          "coverage");

  /// The name that stands for every metric that can be measured here.
  public static final String ALL = "all";

  private final Draft draft;

  private Evaluator(Draft draft) {
    this.draft = draft;
  }

  /// What an evaluator is told, while it is being told.
  private static final class Draft {
    private final Ratings train;
    private final Ratings test;
    private final @Nullable Ratings history;
    private List<Integer> cutoffs = List.of(10);
    private List<String> metrics = List.of();
    private double relevance = Double.NEGATIVE_INFINITY;
    private boolean clip = true;
    private List<Slicing> slicings = List.of();
    private @Nullable ItemValues values;
    private @Nullable ItemCategories categories;
    private int worst;
    private Pooling pooling = new Pooling.Catalog();
    private Compute compute = Compute.defaults();

    Draft(Ratings train, Ratings test, @Nullable Ratings history) {
      this.train = train;
      this.test = test;
      this.history = history;
    }

    Draft copy() {
      Draft copy = new Draft(train, test, history);
      copy.cutoffs = cutoffs;
      copy.metrics = metrics;
      copy.relevance = relevance;
      copy.clip = clip;
      copy.slicings = slicings;
      copy.values = values;
      copy.categories = categories;
      copy.worst = worst;
      copy.pooling = pooling;
      copy.compute = compute;
      return copy;
    }
  }

  private Evaluator with(Consumer<Draft> change) {
    Draft copy = draft.copy();
    change.accept(copy);
    return new Evaluator(copy);
  }

  /// On a split.
  public static Evaluator on(Split split) {
    return new Evaluator(new Draft(split.train(), split.test(), split.history()));
  }

  /// On two parts that were parted elsewhere.
  public static Evaluator on(Ratings train, Ratings test) {
    return new Evaluator(new Draft(train, test, null));
  }

  /// On three parts: users of the test part whom training does not have are asked by what the
  /// `history` shows of them, as [Recommender#recommend(dev.simile.History, dev.simile.Filter,
  /// dev.simile.Recommendations)] answers, and what it shows is no candidate. Ratings cannot be
  /// predicted for them: rating metrics are refused where there are such users, and are not among
  /// the usual ones nor [#ALL].
  public static Evaluator on(Ratings train, Ratings test, Ratings history) {
    return new Evaluator(new Draft(train, test, history));
  }

  /// The K of metrics that are named without one; default 10.
  ///
  /// @throws IllegalArgumentException if there is none or one is not in 1..1,000,000
  public Evaluator cutoff(int... cutoffs) {
    if (cutoffs.length == 0) throw new IllegalArgumentException("there must be a cutoff");
    for (int cutoff : cutoffs) Metric.checkCutoff(cutoff);
    return with(draft -> draft.cutoffs = Arrays.stream(cutoffs).boxed().toList());
  }

  /// What is measured: names such as `ndcg`, `ndcg@10`, `auc`; [#ALL] for every metric that can be
  /// measured on these ratings; none, which is the default, for the usual ones: precision, recall,
  /// map, mrr, ndcg, hit-rate, auc, catalog-coverage, user-coverage, and where there are ratings
  /// rmse, mae, coverage.
  ///
  /// @throws IllegalArgumentException if one is unknown, or needs ratings and a part has none
  public Evaluator metrics(String... metrics) {
    for (Metric metric : Metric.list(named(metrics), draft.cutoffs)) {
      Measure measure = metric.measure();
      if (measure == Measure.GRADED_NDCG && draft.test.maxRating() > Gains.MAX_GRADE)
        throw new IllegalArgumentException(
            "graded-ndcg takes grades up to 64, the largest test rating is "
                + draft.test.maxRating());
      if (measure.needsRatings() && !rated())
        throw new IllegalArgumentException(
            metric
                + " needs ratings, and the "
                + (draft.train.rated() ? "test" : "training")
                + " part has none");
    }
    return with(draft -> draft.metrics = List.of(metrics));
  }

  private static List<String> named(String... metrics) {
    return Arrays.stream(metrics).filter(name -> !name.equals(ALL)).toList();
  }

  /// Test ratings from there on count as relevant; default all.
  ///
  /// @throws IllegalArgumentException if it is NaN
  public Evaluator relevance(double relevance) {
    if (Double.isNaN(relevance)) throw new IllegalArgumentException("relevance must not be NaN");
    return with(draft -> draft.relevance = relevance);
  }

  /// Whether predicted ratings are clipped to the scale of the training ratings; default true.
  public Evaluator clip(boolean clip) {
    return with(draft -> draft.clip = clip);
  }

  /// By what the figures are broken down beside; default nothing.
  public Evaluator by(Slicing... slicings) {
    return with(draft -> draft.slicings = List.of(slicings));
  }

  /// What items are worth, for [Measure#UTILITY]; those without a value are worth nothing.
  public Evaluator values(ItemValues values) {
    return with(draft -> draft.values = values);
  }

  /// What kinds of items there are, for [Measure#CALIBRATION]; without, those of the first
  /// [Slicing.Items] that figures are broken down by.
  public Evaluator categories(ItemCategories categories) {
    return with(draft -> draft.categories = categories);
  }

  /// How many of the users and items for whom a model does worst are told; default 0. By the error
  /// of predicted ratings only those with 5 pairs or more.
  ///
  /// @throws IllegalArgumentException if `n` is not in 0..1000
  public Evaluator worst(int n) {
    if (n < 0 || n > 1000) throw new IllegalArgumentException("worst must be 0..1000, was " + n);
    return with(draft -> draft.worst = n);
  }

  /// Ranks each user's listed items instead of the whole catalogue: those of `pairs` that training
  /// has, without what the user has seen. Relevant items that are not listed count as relevant and
  /// can never be hit. [Cases] tells what of the list was of no use. `pairs` must stay open.
  ///
  /// @throws IllegalArgumentException if [#negatives] was called
  public Evaluator candidates(Ratings pairs) {
    return pooling(new Pooling.Listed(pairs));
  }

  /// Ranks each user's relevant items among `n` others only, drawn uniformly from those that the
  /// user has not seen and that are not relevant. All metrics of rankings are then named
  /// `sampled-...`: they are other metrics than those of full rankings, see [Evaluation#notes].
  ///
  /// @param seed of the draw, which depends on it and on the ids of users and items alone
  /// @throws IllegalArgumentException if `n` is not in 1..1,000,000, or [#candidates] was called
  public Evaluator negatives(int n, long seed) {
    if (n < 1 || n > 1_000_000)
      throw new IllegalArgumentException("negatives must be 1..1000000, were " + n);
    return pooling(new Pooling.Sampled(n, seed));
  }

  private Evaluator pooling(Pooling pooling) {
    Pooling now = draft.pooling;
    if (!(now instanceof Pooling.Catalog) && now.getClass() != pooling.getClass())
      throw new IllegalArgumentException("candidates and negatives exclude each other");
    return with(draft -> draft.pooling = pooling);
  }

  /// Threads and progress.
  public Evaluator compute(Compute compute) {
    return with(draft -> draft.compute = compute);
  }

  /// Measures several models.
  ///
  /// @throws IllegalArgumentException as [#evaluate(Recommender)]
  public Comparison compare(Recommender... models) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (Recommender model : models) evaluations.add(evaluate(model));
    return new Comparison(evaluations);
  }

  /// Measures recommendation lists, whoever made them. A list is the ranking, without ties: what is
  /// not in it is not ranked. Items that the user had in training keep their place and are no hit,
  /// items that training did not have can be hit, users without a list get zeros, and lists of
  /// users who are not asked are ignored; [Cases#pool()] says how many. The usual metrics and
  /// [#ALL] are then without those that need more than a list: `auc`, and what needs predicted
  /// ratings.
  ///
  /// @param name what they are called in the result
  /// @throws IllegalArgumentException if a metric needs more than a list, no test user has a
  ///   relevant item, or [#candidates] or [#negatives] was called
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public Evaluation evaluate(String name, RankedLists lists) {
    if (!(draft.pooling instanceof Pooling.Catalog))
      throw new IllegalArgumentException(
          "lists of " + name + " are measured as they are, not among candidates or negatives");
    Plan plan = plan(Answer.LISTS);
    for (Metric metric : plan.metrics()) {
      if (!Answer.LISTS.suffices(metric.measure()))
        throw new IllegalArgumentException(
            metric + " needs a model that scores every item, not the lists of " + name);
    }
    Truth truth = truth();
    checkAsked(truth, plan);
    AskedLists asked = new AskedLists(lists, truth);
    Measuring measuring = new Measuring(name, truth, plan);
    return measuring.run(
        rows -> new ListRanker(truth, asked, plan.ranking(), measuring.worth()),
        null,
        asked::cases,
        Double.NaN,
        Double.NaN);
  }

  /// Measures one model, under the name of its algorithm.
  ///
  /// @throws IllegalArgumentException if the model was not trained on the training part, predicts
  ///   no ratings although a metric needs them, such a metric meets users with a history, no test
  ///   user has a relevant item although a metric needs one, or a metric needs categories and there
  ///   are none
  /// @throws IllegalStateException if a score or a prediction is NaN or infinite, naming model,
  ///   user and item
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public Evaluation evaluate(Recommender model) {
    return evaluate(model.algorithm(), model, Double.NaN);
  }

  /// Measures one model.
  ///
  /// @param name what it is called in the result and in errors
  /// @param trainSeconds what its training took, told with the metrics; NaN if unknown
  public Evaluation evaluate(String name, Recommender model, double trainSeconds) {
    checkTrainedOn(draft.train, name, model);
    // Before queries add their scratch.
    double bytes = model instanceof Model<?> ours ? ours.bytes() : Double.NaN;
    Truth truth = truth();
    boolean predicts = model instanceof Predictor && truth.shown() == 0;
    Plan plan = plan(predicts ? Answer.RATINGS : Answer.SCORES);
    if (!predicts && plan.predicts()) throw predictsNothing(plan, name, truth.shown());
    checkAsked(truth, plan);
    Measuring measuring = new Measuring(name, truth, plan);
    Pools pools = plan.ranking().isEmpty() ? () -> Pool.catalog(truth) : draft.pooling.of(truth);
    return measuring.run(
        rows ->
            new ScoreRanker(
                truth,
                name,
                model,
                plan.ranking(),
                draft.compute.kernels(),
                pools.pool(),
                measuring.worth(),
                rows),
        model instanceof Predictor predictor ? predictor : null,
        pools::cases,
        trainSeconds,
        bytes);
  }

  /// What is measured can tell of an item.
  private enum Answer {
    /// Whether it is among the first, and where.
    LISTS,
    /// How it compares with any other.
    SCORES,
    /// How a user would rate it.
    RATINGS;

    boolean suffices(Measure measure) {
      if (measure.needsRatings()) return this == RATINGS;
      return measure != Measure.AUC || this != LISTS;
    }
  }

  /// What evaluations will rest on, to be known before a model is trained for one. O(ratings).
  ///
  /// @throws IllegalArgumentException if there is nothing to measure, as for [#evaluate]
  public Cases cases() {
    Truth truth = truth();
    Plan plan = plan(truth.shown() == 0 ? Answer.RATINGS : Answer.SCORES);
    if (truth.shown() > 0 && plan.predicts()) throw predictsNothing(plan, "", truth.shown());
    checkAsked(truth, plan);
    return truth.cases().among(plan.ranking().isEmpty() ? null : draft.pooling.of(truth).cases());
  }

  private Truth truth() {
    Truth truth = new Truth(draft.train, draft.test, draft.history, draft.relevance);
    if (truth.strange())
      throw new IllegalArgumentException(
          "the test part must have a user or an item that training has, has none: its users are "
              + some(draft.test.users())
              + ", those of training "
              + some(draft.train.users())
              + "; its items are "
              + some(draft.test.items())
              + ", those of training "
              + some(draft.train.items()));
    return truth;
  }

  private static String some(Ids ids) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(3, ids.size()); i++)
      text.append(i == 0 ? "'" : " '").append(ids.idOf(i)).append('\'');
    return text.append(ids.size() > 3 ? " ..." : "").toString();
  }

  private void checkAsked(Truth truth, Plan plan) {
    if (plan.ranking().isEmpty() || truth.asked().length > 0) return;
    long repeated = truth.cases().repeated();
    if (repeated > 0)
      throw new IllegalArgumentException(
          "the test part must have a relevant item that training leaves to be found, has none: "
              + (repeated == 1
                  ? "its 1 relevant rating repeats"
                  : "all its " + repeated + " relevant ratings repeat")
              + " training");
    throw new IllegalArgumentException(
        "the test part must have a rating of at least the relevance, "
            + draft.relevance
            + ", its largest is "
            + draft.test.maxRating());
  }

  private Plan plan(Answer answer) {
    List<Metric> metrics =
        Metric.list(names(answer), draft.cutoffs).stream().map(draft.pooling::named).toList();
    boolean items =
        draft.slicings.stream()
            .anyMatch(s -> s instanceof Slicing.ItemPopularity || s instanceof Slicing.Items);
    for (Metric metric : metrics) {
      if (metric.measure() == Measure.CALIBRATION && categories() == null)
        throw new IllegalArgumentException(
            metric + " needs the categories of the items: give them, or break down by some");
    }
    return Plan.of(metrics, items);
  }

  private List<String> names(Answer answer) {
    List<String> names = new ArrayList<>(draft.metrics);
    if (names.isEmpty()) {
      for (String name : USUAL) if (measurable(Measure.named(name), answer)) names.add(name);
    }
    if (names.remove(ALL)) {
      for (Measure measure : Measure.askable()) {
        if (measurable(measure, answer)) names.add(measure.label());
      }
    }
    return names;
  }

  private boolean rated() {
    return draft.train.rated() && draft.test.rated();
  }

  private boolean measurable(Measure measure, Answer answer) {
    if (!answer.suffices(measure) || (measure.needsRatings() && !rated())) return false;
    return switch (measure) {
      case CALIBRATION -> categories() != null;
      case GRADED_NDCG -> draft.test.maxRating() <= Gains.MAX_GRADE;
      default -> true;
    };
  }

  /// The categories of items, or those by which they are broken down, if there are any.
  private @Nullable ItemCategories categories() {
    if (draft.categories != null) return draft.categories;
    for (Slicing slicing : draft.slicings) {
      if (slicing instanceof Slicing.Items items) return items.categories();
    }
    return null;
  }

  /// One model, or lists, being measured.
  private final class Measuring {
    private final long start = System.nanoTime();
    private final String name;
    private final Truth truth;
    private final Plan plan;
    private final Sums sums;
    private final List<Worst> worst = new ArrayList<>();
    private double seconds;
    private double queryMicroseconds = Double.NaN;

    Measuring(String name, Truth truth, Plan plan) {
      this.name = name;
      this.truth = truth;
      this.plan = plan;
      List<Slices> slices = draft.slicings.stream().map(s -> Slices.of(s, truth)).toList();
      Ledger.require("evaluate " + name, Sums.estimate(plan, slices));
      this.sums = new Sums(plan, slices);
    }

    /// @param rankers makes one for a tile of so many users
    /// @param predictor predicts ratings, if they are needed
    /// @param pool what relevant items were ranked among, once they were
    Evaluation run(
        IntFunction<Ranker> rankers,
        @Nullable Predictor predictor,
        Supplier<@Nullable PoolCases> pool,
        double trainSeconds,
        double bytes) {
      boolean ranks = !plan.ranking().isEmpty();
      long units = ranks ? truth.asked().length : 0;
      if (plan.predicts()) units += draft.test.userCount();
      double[] figures = new double[plan.metrics().size()];
      int shortLists = 0;
      Residuals residuals = null;
      String step = "evaluate " + name.split(":", 2)[0];
      try (Progress.Step progress = draft.compute.progress().step(step, units, "users")) {
        if (ranks) {
          RankingPass.Result result = rank(rankers, progress);
          figures = result.figures();
          shortLists = result.shortLists();
        }
        if (plan.predicts() && predictor != null)
          residuals = predict(predictor, progress).residuals();
      }
      return new Evaluation(
          name,
          List.of(
              new Run(
                  sums.told(),
                  figures,
                  truth.cases().among(pool.get()),
                  plan.predicts() && draft.clip,
                  shortLists,
                  residuals,
                  List.copyOf(worst),
                  trainSeconds,
                  seconds,
                  queryMicroseconds,
                  bytes,
                  (System.nanoTime() - start) / 1e9)),
          draft.compute.workers());
    }

    private RankingPass.Result rank(IntFunction<Ranker> rankers, Progress.Step progress) {
      RankingPass.Result result;
      try (Catalog catalog = new Catalog(truth, categories())) {
        RankingPass pass =
            new RankingPass(name, truth, catalog, sums, draft.worst, draft.compute, progress);
        result = pass.run(rankers);
      }
      seconds += result.seconds();
      queryMicroseconds = 1e6 * result.seconds() / truth.asked().length;
      Metric main = result.main();
      if (main != null) tell("user", draft.test.users(), main, result.worst(), 1);
      return result;
    }

    private RatingPass.Result predict(Predictor predictor, Progress.Step progress) {
      RatingPass pass =
          new RatingPass(
              name, truth, predictor, draft.clip, sums, draft.worst, draft.compute, progress);
      RatingPass.Result result = pass.run();
      seconds += result.seconds();
      Metric rmse = Metric.of(Measure.RMSE);
      tell("user", draft.test.users(), rmse, result.worstUsers(), -1);
      tell("item", draft.test.items(), rmse, result.worstItems(), -1);
      return result;
    }

    private void tell(String of, Ids ids, Metric metric, Lowest lowest, int sign) {
      for (int i = 0; i < lowest.size(); i++)
        worst.add(
            new Worst(
                of, ids.idOf(lowest.index(i)), metric, sign * lowest.value(i), lowest.support(i)));
    }

    Relevant.Worth worth() {
      ItemValues values = draft.values;
      if (values == null) return (item, rating) -> rating;
      ItemValues.Members members = values.of(draft.test.items());
      return (item, rating) -> Double.isNaN(members.value(item)) ? 0 : members.value(item);
    }
  }

  private static IllegalArgumentException predictsNothing(Plan plan, String name, int shown) {
    Metric metric =
        plan.metrics().stream().filter(m -> m.measure().needsRatings()).findFirst().orElseThrow();
    return new IllegalArgumentException(
        shown == 0
            ? metric + " needs a model that predicts, not " + name
            : metric
                + " needs users whom training has, and of "
                + shown
                + " of the test part it has but a history, for which no ratings are predicted");
  }

  /// A model trained on anything else would be measured with the wrong items left out, or, trained
  /// on the whole, with what it should not know.
  private static void checkTrainedOn(Ratings train, String name, Recommender model) {
    UserItems seen = model.seen();
    long ratings = 0;
    for (int user = 0; user < seen.userCount(); user++) ratings += seen.count(user);
    boolean same =
        sameIds(train.userMap(), model.users())
            && sameIds(train.itemMap(), model.items())
            && (ratings == 0 || ratings == train.count());
    if (!same)
      throw new IllegalArgumentException(
          name
              + " must have been trained on the training part ("
              + train.count()
              + " ratings, "
              + train.userCount()
              + " users, "
              + train.itemCount()
              + " items), was on another ("
              + ratings
              + " ratings, "
              + model.users().size()
              + " users, "
              + model.items().size()
              + " items)");
  }

  private static boolean sameIds(IdMap one, Ids other) {
    if (one.size() != other.size()) return false;
    if (other instanceof IdMap map)
      return one.bytes().mismatch(map.bytes()) < 0
          && one.offsets().segment().mismatch(map.offsets().segment()) < 0;
    for (int i = 0; i < one.size(); i++) {
      if (!one.idOf(i).equals(other.idOf(i))) return false;
    }
    return true;
  }
}
