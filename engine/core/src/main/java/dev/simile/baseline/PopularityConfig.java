package dev.simile.baseline;

/// How popularity is counted.
///
/// @param score what an item's score is
/// @param halfLife of [Score#DECAYED]: the days after which a rating counts half, > 0
/// @param damping of [Score#DAMPED]: how many ratings of the global mean every item is given
///   beforehand, >= 0
public record PopularityConfig(Score score, double halfLife, double damping) {
  /// What an item's score is.
  public enum Score {
    /// The number of its ratings.
    COUNT,
    /// The sum of 2^(-age / half-life) over its ratings, the age being that at the latest time of
    /// all.
    DECAYED,
    /// The damped mean of its ratings, (sum of ratings + damping x global mean) / (count +
    /// damping).
    DAMPED
  }

  /// By count; a half-life of 30 days, a damping of 10.
  public static PopularityConfig defaults() {
    return new PopularityConfig(Score.COUNT, 30, 10);
  }

  /// Checks the ranges.
  public PopularityConfig {
    if (!(halfLife > 0 && halfLife < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("half-life must be > 0, was " + halfLife);
    if (!(damping >= 0 && damping < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("damping must be >= 0, was " + damping);
  }

  /// The same with another score.
  public PopularityConfig score(Score value) {
    return new PopularityConfig(value, halfLife, damping);
  }

  /// The same with another half-life in days.
  public PopularityConfig halfLife(double value) {
    return new PopularityConfig(score, value, damping);
  }

  /// The same with another damping.
  public PopularityConfig damping(double value) {
    return new PopularityConfig(score, halfLife, value);
  }
}
