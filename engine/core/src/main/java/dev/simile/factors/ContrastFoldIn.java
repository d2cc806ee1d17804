package dev.simile.factors;

import dev.simile.History;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Ints;
import java.util.Arrays;

/// The row of somebody new of whom only is known what they have: the minimum of what training
/// minimizes for one user, with all items fixed and a fixed sample of m items that they have not in
/// place of those that training draws. With x = b + bi + p . q for an item,
///
/// ```
/// pairs:   the sum over the n items i that they have, and the mean over the sample j,
///              of log(1 + exp(xj - xi))                         +  n l/2 |p|^2         (b is 0)
/// points:  the sum over the n items of log(1 + exp(-x))
///              + d n times the mean over the sample of log(1 + exp(x))
///                                                       +  n (1 + d) l/2 (|p|^2 + b^2)
/// ```
///
/// where d is the number of items that training draws for one. Items of the sample that they have
/// do not count.
///
/// By Newton's method with a bound of the curvature in its place, 1/4 where it is s (1 - s)
/// (Böhning and Lindsay 1988): one Cholesky factor of k x k serves all rounds. How much larger a
/// step may be is told by the change of the gradient along the one before (Barzilai and Borwein
/// 1988). O((n + m) k^2 + k^3 + rounds (n m + (n + m) k + k^2)), in double; at most [#ROUNDS],
/// until nothing moves by more than 1e-4.
final class ContrastFoldIn {
  /// The most rounds of one history.
  static final int ROUNDS = 40;

  private final int factors;
  private final int unknowns;
  private final boolean pairs;
  private final double regularization;
  private final double drawn;
  private final Ints sample;
  private final double[] matrix;
  private final double[] column;
  private final double[] gradient;
  private final double[] step;
  private final double[] solution;
  private final double[] ownSum;
  private final double[] otherSum;
  private double length;
  private int n;
  private int others;
  private double[] rows = {};
  private double[] known = {};
  private double[] scores = {};
  private double[] pulls = {};

  /// @param factors k
  /// @param pairs whether items are told from one another in pairs, else each by itself
  /// @param regularization l
  /// @param drawn d, of points
  /// @param sample items, perhaps some twice
  ContrastFoldIn(int factors, boolean pairs, double regularization, double drawn, Ints sample) {
    this.factors = factors;
    this.pairs = pairs;
    this.regularization = regularization;
    this.drawn = drawn;
    this.sample = sample;
    unknowns = pairs ? factors : factors + 1;
    matrix = new double[Cholesky.triangle(unknowns)];
    column = new double[unknowns];
    gradient = new double[unknowns];
    step = new double[unknowns];
    solution = new double[unknowns];
    ownSum = new double[unknowns];
    otherSum = new double[unknowns];
  }

  /// Solves for `history`, which must not be empty, and writes p to row 0 of `into`.
  ///
  /// @return b, 0 of pairs
  double solve(History history, Factors model, FloatMatrix into) {
    gather(history, model);
    Arrays.fill(solution, 0);
    if (others > 0) {
      bound();
      Arrays.fill(step, 0);
      length = 1;
      double moved = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS && moved > 1e-4; round++) moved = advance();
    }
    for (int f = 0; f < factors; f++) into.set(0, f, (float) solution[f]);
    return pairs ? 0 : solution[factors];
  }

  /// The last solution in double: p, and of points b.
  double[] solution() {
    return solution;
  }

  /// Gathers the rows of the items, those of the history first.
  private void gather(History history, Factors model) {
    n = history.size();
    int most = n + (int) sample.length();
    if (scores.length < most) {
      rows = new double[most * unknowns];
      known = new double[most];
      scores = new double[most];
      pulls = new double[most];
    }
    for (int i = 0; i < n; i++) gather(model, history.item(i), i);
    others = 0;
    for (long j = 0; j < sample.length(); j++) {
      int item = sample.at(j);
      boolean own = false;
      for (int i = 0; i < n && !own; i++) own = history.item(i) == item;
      if (!own) gather(model, item, n + others++);
    }
  }

  private void gather(Factors model, int item, int place) {
    int at = place * unknowns;
    for (int f = 0; f < factors; f++) rows[at + f] = model.items().at(item, f);
    if (!pairs) rows[at + factors] = 1;
    known[place] = model.itemBias(item);
  }

  /// What pulls the row towards zero.
  private double decay() {
    return n * (pairs ? 1 : 1 + drawn) * regularization;
  }

  /// What an item of the sample weighs.
  private double otherWeight() {
    return (pairs ? n : n * drawn) / others;
  }

  /// Sets the Cholesky factor of the bound of the curvature.
  private void bound() {
    Arrays.fill(matrix, 0);
    Arrays.fill(ownSum, 0);
    Arrays.fill(otherSum, 0);
    for (int l = 0; l < n + others; l++) {
      double weight = (l < n ? 1 : otherWeight()) / 4;
      double[] sum = l < n ? ownSum : otherSum;
      int row = l * unknowns;
      for (int f = 0; f < unknowns; f++) {
        double a = weight * rows[row + f];
        sum[f] += rows[row + f];
        int at = Cholesky.triangle(f);
        for (int g = 0; g <= f; g++) matrix[at + g] += a * rows[row + g];
      }
    }
    double trace = 0;
    for (int f = 0; f < unknowns; f++) {
      int at = Cholesky.triangle(f);
      if (pairs) {
        for (int g = 0; g <= f; g++)
          matrix[at + g] -= (ownSum[f] * otherSum[g] + otherSum[f] * ownSum[g]) / (4. * others);
      }
      trace += matrix[at + f];
    }
    double least = Math.max(decay(), Math.max(1e-9 * trace, Double.MIN_NORMAL));
    for (int f = 0; f < unknowns; f++) matrix[Cholesky.triangle(f) + f] += least;
    Cholesky.factor(matrix, unknowns, column);
  }

  /// Makes one step.
  ///
  /// @return the farthest that a number moved
  private double advance() {
    for (int l = 0; l < n + others; l++) {
      double sum = known[l];
      int row = l * unknowns;
      for (int f = 0; f < unknowns; f++) sum += solution[f] * rows[row + f];
      scores[l] = sum;
    }
    if (pairs) pullPairs();
    else pullPoints();
    double decay = decay();
    double before = product(step, gradient);
    for (int f = 0; f < unknowns; f++) gradient[f] = -decay * solution[f];
    for (int l = 0; l < n + others; l++) {
      double pull = pulls[l];
      int row = l * unknowns;
      for (int f = 0; f < unknowns; f++) gradient[f] += pull * rows[row + f];
    }
    double change = before - product(step, gradient);
    if (before > 0 && change > 0) length = Math.clamp(length * before / change, 1, 50);
    System.arraycopy(gradient, 0, step, 0, unknowns);
    Cholesky.solve(matrix, unknowns, step);
    double moved = 0;
    for (int f = 0; f < unknowns; f++) {
      solution[f] += length * step[f];
      moved = Math.max(moved, Math.abs(length * step[f]));
    }
    return moved;
  }

  private double product(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < unknowns; f++) sum += a[f] * b[f];
    return sum;
  }

  /// Sets the negative derivatives by the scores.
  private void pullPairs() {
    // sigmoid(xj - xi) is ej / (ei + ej) with e = exp(x).
    for (int l = 0; l < n + others; l++)
      scores[l] = StrictMath.exp(Math.clamp(scores[l], -300, 300));
    Arrays.fill(pulls, n, n + others, 0);
    double weight = 1. / others;
    for (int i = 0; i < n; i++) {
      double own = scores[i];
      double sum = 0;
      for (int j = n; j < n + others; j++) {
        double wrong = weight * scores[j] / (own + scores[j]);
        sum += wrong;
        pulls[j] -= wrong;
      }
      pulls[i] = sum;
    }
  }

  private void pullPoints() {
    double weight = otherWeight();
    for (int l = 0; l < n + others; l++) {
      double odds = StrictMath.exp(Math.clamp(scores[l], -300, 300));
      pulls[l] = l < n ? 1 / (1 + odds) : -weight * odds / (1 + odds);
    }
  }
}
