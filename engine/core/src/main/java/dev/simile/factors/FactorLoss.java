package dev.simile.factors;

import dev.simile.kernel.SgdLoss;

/// What training minimizes of the differences between ratings and scores.
///
/// @param kind the loss, see [SgdLoss]; the logistic one learns whether a rating is positive, and
///   scores are then log-odds instead of ratings
/// @param delta where the loss of Huber (1964) becomes linear, in units of ratings, > 0; other
///   losses ignore it
/// @param positiveFrom the least rating that the logistic loss takes as positive, 0: the mean of
///   the ratings; other losses ignore it
public record FactorLoss(SgdLoss kind, double delta, double positiveFrom) {
  /// The squared loss.
  public static final FactorLoss SQUARED = new FactorLoss(SgdLoss.SQUARED, 1, 0);

  /// Checks the ranges.
  public FactorLoss {
    FactorConfig.finite("delta", "> 0", delta, delta > 0);
    FactorConfig.finite("positive-from", "finite", positiveFrom, positiveFrom >= -Float.MAX_VALUE);
  }

  /// The same with another loss.
  public FactorLoss kind(SgdLoss value) {
    return new FactorLoss(value, delta, positiveFrom);
  }

  /// The same with another delta.
  public FactorLoss delta(double value) {
    return new FactorLoss(kind, value, positiveFrom);
  }

  /// The same with another least positive rating.
  public FactorLoss positiveFrom(double value) {
    return new FactorLoss(kind, delta, value);
  }

  /// Whether it is the logistic one.
  boolean logistic() {
    return kind == SgdLoss.LOGISTIC;
  }

  /// Whether a rating is positive, where the mean of all is `mean`.
  boolean positive(double rating, double mean) {
    return rating >= (float) (positiveFrom == 0 ? mean : positiveFrom);
  }
}
