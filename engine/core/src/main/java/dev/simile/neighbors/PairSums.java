package dev.simile.neighbors;

import java.util.Arrays;

/// What the similarities of one row with all others are computed from: sums over common columns,
/// one of each kind per other row, dense, on the heap (a scatter into arrays is 1.5 times as fast
/// as one into off-heap segments). Column after column is added; then the touched rows are read,
/// then cleared. Not thread-safe.
final class PairSums implements Sums {
  /// Which sums.
  enum Kind {
    /// None: the number of common columns alone.
    COUNTS,
    /// sum x z.
    DOT,
    /// and sum x^2, sum z^2.
    NORMS,
    /// and sum x, sum z.
    MOMENTS,
    /// sum (x - z)^2 alone.
    DIFFERENCES
  }

  private static final double[] NONE = {};

  private final Kind kind;
  private final boolean counted;
  private final int[] counts;
  private final double[] products;
  private final double[] ownSquares;
  private final double[] otherSquares;
  private final double[] ownSums;
  private final double[] otherSums;
  private final int[] touched;
  private int touchedCount;
  private boolean tracked;

  /// Sums against `rows` rows.
  ///
  /// @param counted whether the number of common columns is wanted; only [Kind#DOT] does without
  PairSums(Kind kind, boolean counted, int rows) {
    boolean norms = kind == Kind.NORMS || kind == Kind.MOMENTS;
    boolean moments = kind == Kind.MOMENTS;
    this.kind = kind;
    this.counted = counted || kind != Kind.DOT;
    counts = new int[rows];
    touched = new int[rows + 1];
    products = kind == Kind.COUNTS ? NONE : new double[rows];
    ownSquares = norms ? new double[rows] : NONE;
    otherSquares = norms ? new double[rows] : NONE;
    ownSums = moments ? new double[rows] : NONE;
    otherSums = moments ? new double[rows] : NONE;
  }

  /// Heap bytes for each other row.
  static int bytesPerRow(Kind kind) {
    return switch (kind) {
      case COUNTS -> 8;
      case DOT, DIFFERENCES -> 16;
      case NORMS -> 32;
      case MOMENTS -> 48;
    };
  }

  /// Begins a new row.
  ///
  /// @param work an upper bound of the entries that will be added: if they are few, the touched
  ///   rows are tracked instead of searched for
  void begin(long work) {
    tracked = work < counts.length / 4;
    touchedCount = 0;
  }

  /// Adds a column: `own` of the row itself, `values[i]` of row `rows[i]`, i < `count`.
  void add(double own, int[] rows, double[] values, int count) {
    if (tracked) track(rows, count);
    switch (kind) {
      case COUNTS -> addCounts(rows, count);
      case DOT -> {
        if (counted || tracked) addCounted(own, rows, values, count);
        else addDot(own, rows, values, count);
      }
      case NORMS -> addNorms(own, rows, values, count);
      case MOMENTS -> {
        addNorms(own, rows, values, count);
        addMoments(own, rows, values, count);
      }
      case DIFFERENCES -> addDifferences(own, rows, values, count);
    }
  }

  private void track(int[] rows, int count) {
    int n = touchedCount;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      touched[n] = row;
      n += counts[row] == 0 ? 1 : 0;
    }
    touchedCount = n;
  }

  private void addCounts(int[] rows, int count) {
    int[] seen = counts;
    for (int i = 0; i < count; i++) seen[rows[i]]++;
  }

  private void addDot(double own, int[] rows, double[] values, int count) {
    double[] into = products;
    for (int i = 0; i < count; i++) into[rows[i]] += own * values[i];
  }

  private void addCounted(double own, int[] rows, double[] values, int count) {
    double[] into = products;
    int[] seen = counts;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      into[row] += own * values[i];
      seen[row]++;
    }
  }

  private void addNorms(double own, int[] rows, double[] values, int count) {
    double square = own * own;
    double[] into = products;
    double[] mine = ownSquares;
    double[] theirs = otherSquares;
    int[] seen = counts;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double value = values[i];
      into[row] += own * value;
      mine[row] += square;
      theirs[row] += value * value;
      seen[row]++;
    }
  }

  private void addMoments(double own, int[] rows, double[] values, int count) {
    double[] mine = ownSums;
    double[] theirs = otherSums;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      mine[row] += own;
      theirs[row] += values[i];
    }
  }

  private void addDifferences(double own, int[] rows, double[] values, int count) {
    double[] into = products;
    int[] seen = counts;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double difference = own - values[i];
      into[row] += difference * difference;
      seen[row]++;
    }
  }

  /// Number of other rows.
  int rows() {
    return counts.length;
  }

  /// True if only [#touched] rows can have sums; else any row can.
  boolean tracked() {
    return tracked;
  }

  /// Number of rows with sums, if tracked.
  int touchedCount() {
    return touchedCount;
  }

  /// Row number `i` with sums, if tracked; in no useful order.
  int touched(int i) {
    return touched[i];
  }

  /// True if nothing was added for `row`, or nothing that counts.
  boolean isEmpty(int row) {
    return counted ? counts[row] == 0 : products[row] == 0;
  }

  @Override
  public int count(int row) {
    return counts[row];
  }

  @Override
  public double product(int row) {
    return products[row];
  }

  @Override
  public double ownSquare(int row) {
    return ownSquares[row];
  }

  @Override
  public double otherSquare(int row) {
    return otherSquares[row];
  }

  @Override
  public double ownSum(int row) {
    return ownSums[row];
  }

  @Override
  public double otherSum(int row) {
    return otherSums[row];
  }

  /// Back to zero.
  void clear() {
    clear(0);
  }

  /// Back to zero, if nothing was added to rows before `from`.
  void clear(int from) {
    if (!tracked) {
      if (counted) Arrays.fill(counts, from, counts.length, 0);
      clear(products, from);
      clear(ownSquares, from);
      clear(otherSquares, from);
      clear(ownSums, from);
      clear(otherSums, from);
      return;
    }
    boolean norms = kind == Kind.NORMS || kind == Kind.MOMENTS;
    for (int i = 0; i < touchedCount; i++) {
      int row = touched[i];
      counts[row] = 0;
      if (kind != Kind.COUNTS) products[row] = 0;
      if (norms) {
        ownSquares[row] = 0;
        otherSquares[row] = 0;
      }
      if (kind == Kind.MOMENTS) {
        ownSums[row] = 0;
        otherSums[row] = 0;
      }
    }
    touchedCount = 0;
  }

  private static void clear(double[] sums, int from) {
    if (sums.length > 0) Arrays.fill(sums, from, sums.length, 0);
  }
}
