package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.Predictor;
import dev.simile.Recommender;
import dev.simile.UserItems;
import dev.simile.parallel.Progress;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures models that were trained on one part of the ratings on the other: full ranking of the
/// catalogue for every user with something relevant in the test part, and the error of predicted
/// ratings. [Measure] says what each metric means.
///
/// ```java
/// Comparison comparison = Evaluator.on(split).cutoff(5, 10).compare(neighbors, factors);
/// ```
///
/// Immutable. The figures do not depend on kernels or number of threads.
///
/// @param train what the models were trained on
/// @param test what they are measured on
/// @param cutoffs the K of metrics that are named without one; default 10
/// @param metrics names such as `ndcg`, `ndcg@10`, `auc`; empty for the usual ones: precision,
///   recall, map, mrr, ndcg, hit-rate, auc, catalog-coverage, user-coverage, and where there are
///   ratings rmse, mae, coverage
/// @param relevance test ratings from there on count as relevant; default all
/// @param clip whether predicted ratings are clipped to the scale of the training ratings; default
///   true
/// @param compute threads and progress
public record Evaluator(
    Ratings train,
    Ratings test,
    List<Integer> cutoffs,
    List<String> metrics,
    double relevance,
    boolean clip,
    Compute compute) {
  private static final List<String> RANKING =
      List.of(
          "precision",
          "recall",
          "map",
          "mrr",
          "ndcg",
          "hit-rate",
          "auc",
          "catalog-coverage",
          "user-coverage");
  private static final List<String> RATINGS = List.of("rmse", "mae", "coverage");

  /// @throws IllegalArgumentException if there is no cutoff or one is not in 1..1,000,000, a metric
  ///   is unknown, relevance is NaN, or a metric needs ratings and a part has none
  public Evaluator {
    cutoffs = List.copyOf(cutoffs);
    metrics = List.copyOf(metrics);
    if (cutoffs.isEmpty()) throw new IllegalArgumentException("there must be a cutoff");
    for (int cutoff : cutoffs) Metric.checkCutoff(cutoff);
    if (Double.isNaN(relevance)) throw new IllegalArgumentException("relevance must not be NaN");
    for (Metric metric : Metric.list(metrics, cutoffs)) {
      if (metric.measure().needsRatings() && !(train.rated() && test.rated()))
        throw new IllegalArgumentException(
            metric
                + " needs ratings, and the "
                + (train.rated() ? "test" : "training")
                + " part has none");
    }
  }

  /// On a split.
  public static Evaluator on(Split split) {
    return on(split.train(), split.test());
  }

  /// On two parts that were parted elsewhere.
  public static Evaluator on(Ratings train, Ratings test) {
    return new Evaluator(
        train, test, List.of(10), List.of(), Double.NEGATIVE_INFINITY, true, Compute.defaults());
  }

  /// The same with other cutoffs.
  public Evaluator cutoff(int... cutoffs) {
    List<Integer> list = Arrays.stream(cutoffs).boxed().toList();
    return new Evaluator(train, test, list, metrics, relevance, clip, compute);
  }

  /// The same with other metrics.
  public Evaluator metrics(String... metrics) {
    return new Evaluator(train, test, cutoffs, List.of(metrics), relevance, clip, compute);
  }

  /// The same with another relevance.
  public Evaluator relevance(double relevance) {
    return new Evaluator(train, test, cutoffs, metrics, relevance, clip, compute);
  }

  /// The same with predicted ratings clipped or not.
  public Evaluator clip(boolean clip) {
    return new Evaluator(train, test, cutoffs, metrics, relevance, clip, compute);
  }

  /// The same on other threads or with another progress.
  public Evaluator compute(Compute compute) {
    return new Evaluator(train, test, cutoffs, metrics, relevance, clip, compute);
  }

  /// Measures several models.
  ///
  /// @throws IllegalArgumentException as [#evaluate(Recommender)]
  public Comparison compare(Recommender... models) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (Recommender model : models) evaluations.add(evaluate(model));
    return new Comparison(evaluations);
  }

  /// Measures one model, under the name of its algorithm.
  ///
  /// @throws IllegalArgumentException if the model was not trained on the training part, predicts
  ///   no ratings although a metric needs them, or no test user has a relevant item although a
  ///   metric needs one
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
    long start = System.nanoTime();
    checkTrainedOn(train, name, model);
    List<Metric> all = resolved(model);
    if (!(model instanceof Predictor)) refuse(all, name);
    List<Metric> ranking = all.stream().filter(m -> !m.measure().needsRatings()).toList();
    int longest = ranking.stream().mapToInt(Metric::cutoff).max().orElse(0);
    Truth truth = new Truth(train, test, relevance);
    boolean predicts = ranking.size() < all.size();
    if (!ranking.isEmpty() && truth.asked() == 0)
      throw new IllegalArgumentException(
          "no user of the test part has a relevant item that training leaves to be found (relevance "
              + relevance
              + ")");
    long units = (ranking.isEmpty() ? 0L : truth.asked()) + (predicts ? test.userCount() : 0);
    List<Value> found = new ArrayList<>();
    double scoring = 0;
    String step = "evaluate " + name.split(":", 2)[0];
    try (Progress.Step progress = compute.progress().step(step, units, "users")) {
      if (!ranking.isEmpty()) {
        RankingPass pass = new RankingPass(truth, name, model, ranking, compute, progress);
        found.addAll(pass.run());
        scoring += pass.modelSeconds();
      }
      if (predicts && model instanceof Predictor predictor) {
        List<Metric> errors = all.stream().filter(m -> m.measure().needsRatings()).toList();
        RatingPass pass = new RatingPass(truth, name, predictor, clip, errors, compute, progress);
        found.addAll(pass.run());
        scoring += pass.modelSeconds();
      }
    }
    List<Value> values = new ArrayList<>();
    for (Metric metric : all) {
      for (Value value : found) {
        if (value.metric().equals(metric)) values.add(value);
      }
    }
    if (!Double.isNaN(trainSeconds))
      values.add(Value.figure(Metric.of(Measure.TRAIN_SECONDS), trainSeconds, 0));
    values.add(Value.figure(Metric.of(Measure.SCORE_SECONDS), scoring, 0));
    return new Evaluation(
        name, values, truth.cases(longest), predicts && clip, (System.nanoTime() - start) / 1e9);
  }

  private List<Metric> resolved(Recommender model) {
    if (!metrics.isEmpty()) return Metric.list(metrics, cutoffs);
    List<String> names = new ArrayList<>(RANKING);
    if (train.rated() && test.rated() && model instanceof Predictor) names.addAll(RATINGS);
    return Metric.list(names, cutoffs);
  }

  private static void refuse(List<Metric> metrics, String name) {
    for (Metric metric : metrics) {
      if (metric.measure().needsRatings())
        throw new IllegalArgumentException(metric + " needs a model that predicts, not " + name);
    }
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
