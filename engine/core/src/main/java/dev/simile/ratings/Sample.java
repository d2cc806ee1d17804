package dev.simile.ratings;

/// Chooses exactly `wanted` of `n` things that come one after another, each subset of that size as
/// likely as any other (Knuth, TAOCP 2, algorithm 3.4.2 S).
final class Sample {
  private final Draw draw;
  private long left;
  private long wanted;

  /// @param n how many come
  /// @param wanted how many are chosen, 0..`n`
  Sample(Draw draw, long n, long wanted) {
    this.draw = draw;
    this.left = n;
    this.wanted = wanted;
  }

  /// True if the next one is chosen.
  boolean next() {
    if (wanted == 0 || draw.below(left--) >= wanted) return false;
    wanted--;
    return true;
  }
}
