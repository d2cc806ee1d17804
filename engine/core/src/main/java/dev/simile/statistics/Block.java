package dev.simile.statistics;

import java.util.Arrays;

/// A block of resamples, worked on side by side: every inner loop runs over its lanes, one resample
/// each, so that it vectorizes while each lane adds up in the order of the groups. The scratch
/// space of one worker.
final class Block {
  /// Lanes of a block. 1024 groups by 64 lanes of doubles stay in a core's second-level cache.
  static final int LANES = 64;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int[] groups;
  private final Columns columns;
  private final double[][] weights;
  private final double[][] sums;
  private final double[] ratio = new double[LANES];
  private final double[] influence = new double[LANES];
  private double[][] slopes = new double[4][LANES];

  /// The value of the figure last asked for, a lane each; NaN where it is undefined.
  final double[] values = new double[LANES];

  /// Its standard error, a lane each.
  final double[] errors = new double[LANES];

  /// Space for resamples of those groups.
  Block(int[] groups, Columns columns) {
    this.groups = groups;
    this.columns = columns;
    weights = new double[groups.length][LANES];
    sums = new double[columns.count()][LANES];
  }

  /// Lets every lane be the sample itself.
  void sample() {
    for (double[] row : weights) Arrays.fill(row, 1);
    sum();
  }

  /// Lets the lanes be the resamples `first`, `first + 1`, ... of a seed: as many draws with
  /// replacement as there are groups. What is drawn depends on these numbers alone.
  void resample(long seed, int first) {
    for (double[] row : weights) Arrays.fill(row, 0);
    int n = groups.length;
    for (int lane = 0; lane < LANES; lane++) {
      long stream = mix(mix(seed + GOLDEN) + GOLDEN * (first + lane));
      for (int i = 0; i < n; i++) {
        int drawn = (int) Math.unsignedMultiplyHigh(mix(stream += GOLDEN), n);
        weights[drawn][lane]++;
      }
    }
    sum();
  }

  /// SplitMix64 (Steele, Lea and Flood 2014). Scaling 64 bits to a few groups by multiplication is
  /// uneven by less than 2^-32.
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private void sum() {
    for (int c = 0; c < columns.count(); c++) {
      double[] column = columns.column(c);
      int[] filled = columns.filled(c);
      double[] sum = sums[c];
      Arrays.fill(sum, 0);
      int i = 0;
      for (; i + 3 < filled.length; i += 4) {
        int g0 = filled[i];
        int g1 = filled[i + 1];
        int g2 = filled[i + 2];
        int g3 = filled[i + 3];
        add(
            sum,
            weights[g0],
            column[groups[g0]],
            weights[g1],
            column[groups[g1]],
            weights[g2],
            column[groups[g2]],
            weights[g3],
            column[groups[g3]]);
      }
      for (; i < filled.length; i++) add(sum, weights[filled[i]], column[groups[filled[i]]]);
    }
  }

  // In these loops every array has the index of the lane itself: with offsets of their own, the
  // compiler would have to prove that no two are the same array, and does not vectorize.

  private static void add(
      double[] sum,
      double[] w0,
      double x0,
      double[] w1,
      double x1,
      double[] w2,
      double x2,
      double[] w3,
      double x3) {
    for (int r = 0; r < LANES; r++) {
      sum[r] = sum[r] + w0[r] * x0 + w1[r] * x1 + w2[r] * x2 + w3[r] * x3;
    }
  }

  private static void add(double[] sum, double[] w0, double x0, double[] w1, double x1) {
    for (int r = 0; r < LANES; r++) sum[r] = sum[r] + w0[r] * x0 + w1[r] * x1;
  }

  private static void add(double[] sum, double[] w, double x) {
    for (int r = 0; r < LANES; r++) sum[r] += w[r] * x;
  }

  private static void addSquare(double[] sum, double[] w, double[] x) {
    for (int r = 0; r < LANES; r++) sum[r] += w[r] * (x[r] * x[r]);
  }

  /// Computes [#values] and [#errors] of a figure.
  ///
  /// The error is that of linearization: with `theta` the ratio of a fold of the resample, a
  /// group's influence on the figure is `I = sum over folds of phi'(theta) (a - theta b) / (F sum
  /// of b)`, with `phi` the identity or the root, and the squared error is the sum of `I^2` over
  /// the groups drawn. The influences add up to 0.
  void evaluate(Plan plan) {
    int terms = plan.columns.length;
    if (slopes.length < terms) slopes = new double[terms][LANES];
    for (int t = 0; t < terms; t++) Arrays.fill(slopes[t], 0);
    Arrays.fill(values, 0);
    for (Plan.Term term : plan.terms) {
      Arrays.fill(ratio, 0);
      for (int f = 0; f < term.numerators.length; f++) {
        addFold(plan, term, term.numerators[f], term.denominators[f]);
      }
      for (int r = 0; r < LANES; r++) values[r] += term.sign * ratio[r];
    }
    Arrays.fill(errors, 0);
    for (int g : plan.members) addInfluence(plan.columns, g);
    for (int r = 0; r < LANES; r++) errors[r] = Math.sqrt(errors[r]);
  }

  /// Adds a fold to [#ratio], and to [#slopes] by how much the figure grows with the numerator and
  /// the denominator of a group.
  private void addFold(Plan plan, Plan.Term term, int numerator, int denominator) {
    double[] above = sums[plan.columns[numerator]];
    double[] below = sums[plan.columns[denominator]];
    int folds = term.numerators.length;
    for (int r = 0; r < LANES; r++) {
      double theta = above[r] / below[r];
      double phi = term.root ? Math.sqrt(theta) : theta;
      double slope = term.sign / (folds * below[r]);
      // A root of 0 has no slope; all numerators are 0 then, and nothing varies.
      if (term.root) slope = phi == 0 ? 0 : slope / (2 * phi);
      ratio[r] += phi / folds;
      slopes[numerator][r] += slope;
      slopes[denominator][r] -= slope * theta;
    }
  }

  /// Adds the squared influence of a group to [#errors].
  private void addInfluence(int[] read, int g) {
    int group = groups[g];
    Arrays.fill(influence, 0);
    int t = 0;
    for (; t + 1 < read.length; t += 2) {
      add(
          influence,
          slopes[t],
          columns.column(read[t])[group],
          slopes[t + 1],
          columns.column(read[t + 1])[group]);
    }
    if (t < read.length) add(influence, slopes[t], columns.column(read[t])[group]);
    addSquare(errors, weights[g], influence);
  }
}
