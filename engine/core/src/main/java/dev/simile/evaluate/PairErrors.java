package dev.simile.evaluate;

/// What one worker keeps of the errors of single pairs: counts and whole numbers, so that what is
/// added by whom does not matter. Squares of errors are kept to some millionths of the square of
/// the rating scale's width; errors of more than 1024 times that width count as that.
final class PairErrors {
  private static final int UNIT_BITS = 20;
  private static final double MOST = 0x1p40; // of units; 8 million pairs of an item fit

  private final Residuals residuals;
  private final double unit; // of squares
  private final long[] squares; // by test item
  private final int[] pairs;

  /// @param items of the test part, or 0 if they do not matter
  PairErrors(double range, int items) {
    residuals = new Residuals(range);
    unit = Math.scalb(1.0, 2 * (range > 0 ? Math.getExponent(range) : 0) - UNIT_BITS);
    squares = new long[items];
    pairs = new int[items];
  }

  /// Adds the error of a prediction.
  void add(int testItem, double error) {
    residuals.add(error);
    if (squares.length == 0) return;
    squares[testItem] += Math.round(Math.min(error * error / unit, MOST));
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
      if (pairs[i] >= least) worst.offer(-Math.sqrt(squares[i] * unit / pairs[i]), pairs[i], i);
    }
    return worst;
  }
}
