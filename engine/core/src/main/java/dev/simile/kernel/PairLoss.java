package dev.simile.kernel;

/// What [Kernels#pairs] minimizes of the difference z between the scores of an item that somebody
/// has and of one that they have not; the step goes along `e`, the negative derivative by z, times
/// the weight of the pair.
public enum PairLoss {
  /// log(1 + exp(-z)) (Rendle et al. 2009): e = sigmoid(-z).
  LOGISTIC,
  /// max(0, 1 - z) (Weston et al. 2011): e = 1 below 1, else 0.
  HINGE
}
