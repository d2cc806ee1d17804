package dev.simile.evaluate;

/// What one worker keeps of the errors of single pairs: counts and whole numbers, so that what is
/// added by whom does not matter.
final class PairErrors {
  private static final double UNIT = 1 << 20; // squares are kept in 2^-20

  private final Residuals residuals;
  private final long[] squares; // by test item
  private final int[] pairs;

  /// @param items of the test part, or 0 if they do not matter
  PairErrors(double range, int items) {
    residuals = new Residuals(range);
    squares = new long[items];
    pairs = new int[items];
  }

  /// Adds the error of a prediction.
  void add(int testItem, double error) {
    residuals.add(error);
    if (squares.length == 0) return;
    squares[testItem] += Math.round(Math.min(error * error, 1e6) * UNIT);
    pairs[testItem]++;
  }

  /// Adds another's.
  void addAll(PairErrors other) {
    residuals.addAll(other.residuals);
    for (int i = 0; i < squares.length; i++) {
      squares[i] += other.squares[i];
      pairs[i] += other.pairs[i];
    }
  }

  Residuals residuals() {
    return residuals;
  }

  /// The items with the largest root mean squared error among those with `least` pairs or more; the
  /// values are negative.
  Lowest worst(int n, int least) {
    Lowest worst = new Lowest(n);
    for (int i = 0; i < squares.length; i++) {
      if (pairs[i] >= least) worst.offer(-Math.sqrt(squares[i] / UNIT / pairs[i]), pairs[i], i);
    }
    return worst;
  }
}
