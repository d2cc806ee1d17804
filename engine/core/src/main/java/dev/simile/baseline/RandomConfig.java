package dev.simile.baseline;

/// Which of all random orders.
///
/// @param seed the same seed gives the same scores
public record RandomConfig(long seed) {
  /// Seed 0.
  public static RandomConfig defaults() {
    return new RandomConfig(0);
  }

  /// The same with another seed.
  public RandomConfig seed(long value) {
    return new RandomConfig(value);
  }
}
