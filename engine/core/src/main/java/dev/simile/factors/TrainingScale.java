package dev.simile.factors;

import dev.simile.kernel.SgdLoss;
import dev.simile.kernel.SgdRule;
import dev.simile.ratings.Ratings;

/// The scale on which a training runs. AdaGrad sees ratings, biases and products of rows divided by
/// the standard deviation s of the ratings, so rows by its root, as its first rate suits numbers
/// near 1. The weights are divided so that what is minimized stays the same but for a factor. The
/// logistic loss sees the signs of ratings and no scale.
///
/// @param unit s, 1 where nothing is divided
/// @param mean mu of the model in training, in units of s
/// @param loss what is minimized
/// @param meanRating mean of the ratings, unscaled
record TrainingScale(double unit, float mean, FactorLoss loss, double meanRating) {
  /// The scale for ratings with that standard deviation.
  static TrainingScale of(FactorConfig config, Ratings ratings, double deviation) {
    double largest = Math.max(Math.abs(ratings.minRating()), Math.abs(ratings.maxRating()));
    // What is left of equal ratings after the rounding of their mean is no deviation.
    boolean varies = deviation > 1e-6 * largest;
    boolean scaled = config.adaptive() && !config.loss().logistic() && varies;
    double unit = scaled ? deviation : 1;
    float mean = (float) (config.mean(ratings.mean()) / unit);
    return new TrainingScale(unit, mean, config.loss(), ratings.mean());
  }

  /// What training sees of a rating.
  float target(float rating) {
    if (loss.logistic()) return loss.positive(rating, meanRating) ? 1f : -1f;
    return (float) (rating / unit);
  }

  /// The difference that counts between what training sees of a rating and a prediction: to the
  /// probability, for the logistic loss.
  double error(float target, float prediction) {
    if (!loss.logistic()) return (double) target - prediction;
    return (target > 0 ? 1 : 0) - 1 / (1 + StrictMath.exp(-prediction));
  }

  /// The regularization of a row with `n` ratings.
  float decay(FactorConfig config, int n) {
    return absolute() ? config.decayOf(n) : (float) (config.decayOf(n) / unit);
  }

  /// How a step is made.
  SgdRule rule(FactorConfig config) {
    double l1 = config.l1() / (absolute() ? Math.sqrt(unit) : unit * Math.sqrt(unit));
    return new SgdRule(
        config.adaptive(),
        config.biases(),
        loss.kind(),
        positive(loss.delta() / unit),
        (float) Math.min(config.biasRegularization() * unit, Float.MAX_VALUE),
        (float) Math.min(l1, Float.MAX_VALUE),
        config.nonNegative());
  }

  private static float positive(double value) {
    return (float) Math.clamp(value, Float.MIN_NORMAL, Float.MAX_VALUE);
  }

  /// The absolute loss grows with s, squares of differences with its square.
  private boolean absolute() {
    return loss.kind() == SgdLoss.ABSOLUTE;
  }
}
