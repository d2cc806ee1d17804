package dev.simile.factors;

/// What alternating least squares minimizes, rating by rating:
///
/// ```
/// sum over the ratings of (weight + unobserved) (target - p . q)^2
///   + unobserved * sum over all other pairs of (p . q)^2
///   + sum over the rows of ridge |row|^2
/// ```
interface Objective {
  /// The weight of a rating beyond that of a pair without one.
  float weight(float rating);

  /// Its whole weight times its target, given the bias of its user.
  float value(float rating, float userBias, int item);

  /// Its whole weight times the square of its target: the loss where p . q is 0.
  double loss(float rating, float value);

  /// The weight of a pair without a rating, 0 or more.
  double unobserved();

  /// The ridge of a row with `degree` ratings among `others` rows of the other side.
  float ridge(int degree, int others);
}
