package dev.simile.kernel;

/// What stochastic gradient descent minimizes of the difference `x` between a rating and its
/// prediction `z`; the step goes along `e`, the negative derivative by `z`.
public enum SgdLoss {
  /// x^2 / 2 with x = r - z: e = x.
  SQUARED,
  /// |x| with x = r - z: e = sign(x).
  ABSOLUTE,
  /// x^2 / 2 near zero, linear beyond delta (Huber 1964): e = x within -delta..delta, else the
  /// nearer of the two.
  HUBER,
  /// log(1 + exp(-z)) of a rating above 0, log(1 + exp(z)) of another: e = x = (r > 0 ? 1 : 0) -
  /// sigmoid(z), the difference to the probability.
  LOGISTIC
}
