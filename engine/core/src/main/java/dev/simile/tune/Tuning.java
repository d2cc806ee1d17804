package dev.simile.tune;

import dev.simile.evaluate.Metric;
import dev.simile.ratings.Splitter;

/// What a search has to be told.
///
/// @param trials points of each space, 1..100,000
/// @param metric what decides
/// @param relevance ratings from there on count as relevant; negative infinity for all
/// @param search how points are tried
/// @param seed of the draw of points and of users
/// @param validation how the training part is parted into what trials train on and what they are
///   measured on; of several folds the mean decides
public record Tuning(
    int trials, Metric metric, double relevance, Search search, long seed, Splitter validation) {
  private static final int MOST = 100_000;

  /// 20 points by random search, `ndcg@10` on a fifth of the ratings, seed 1.
  public static Tuning defaults() {
    return new Tuning(
        20,
        Metric.parse("ndcg@10"),
        Double.NEGATIVE_INFINITY,
        Search.RANDOM,
        1,
        Splitter.parse("holdout:share=.2"));
  }

  /// Checks the ranges.
  public Tuning {
    if (trials < 1 || trials > MOST)
      throw new IllegalArgumentException("trials must be 1.." + MOST + ", was " + trials);
    if (Double.isNaN(relevance)) throw new IllegalArgumentException("relevance must not be NaN");
  }

  /// The same with another number of points.
  public Tuning trials(int value) {
    return new Tuning(value, metric, relevance, search, seed, validation);
  }

  /// The same with another metric.
  public Tuning metric(Metric value) {
    return new Tuning(trials, value, relevance, search, seed, validation);
  }

  /// The same with another relevance.
  public Tuning relevance(double value) {
    return new Tuning(trials, metric, value, search, seed, validation);
  }

  /// The same with another search.
  public Tuning search(Search value) {
    return new Tuning(trials, metric, relevance, value, seed, validation);
  }

  /// The same with another seed.
  public Tuning seed(long value) {
    return new Tuning(trials, metric, relevance, search, value, validation);
  }

  /// The same with another validation.
  public Tuning validation(Splitter value) {
    return new Tuning(trials, metric, relevance, search, seed, value);
  }
}
