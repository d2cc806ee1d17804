package dev.simile.evaluate;

import dev.simile.ratings.Ratings;

/// What each user's relevant items are ranked among, as it was asked for.
sealed interface Pooling {
  /// All that the user has not seen.
  record Catalog() implements Pooling {}

  /// What is listed for the user.
  record Listed(Ratings pairs) implements Pooling {}

  /// A sample.
  record Sampled(int n, long seed) implements Pooling {}

  /// Applies it to a test.
  default Pools of(Truth truth) {
    return switch (this) {
      case Catalog catalog -> () -> Pool.catalog(truth);
      case Listed listed -> new CandidatePool(truth, listed.pairs);
      case Sampled sampled -> new Negatives(truth, sampled.n, sampled.seed);
    };
  }

  /// A metric as it is called if relevant items are ranked among these.
  default Metric named(Metric metric) {
    return this instanceof Sampled ? metric.ofSample() : metric;
  }
}
