package dev.simile.factors;

import dev.simile.History;
import dev.simile.kernel.SgdLoss;
import dev.simile.memory.FloatMatrix;
import java.util.Arrays;

/// The row and bias of somebody new: the minimum, in double, of what stochastic gradient descent
/// minimizes for one user with all items fixed,
///
/// ```
/// sum over the n ratings of loss(y - b - p . q)  +  n (lu/2 (|p|^2 + c b^2) + l1 |p|_1)
/// y = r - mu - bi
/// ```
///
/// with lu the regularization at each rating (lambda, or lambda / sqrt(n) by frequency) and c the
/// factor of the biases. Its gradient there is 0, as it is for a row trained to the end.
///
/// The squared loss takes one exact solve. With at least as many ratings as unknowns, the normal
/// equations (A'A + W) x = A'y are solved; with fewer, their dual, x = inv(W) A' inv(A inv(W) A' +
/// I) y, which is the same x for less work. Both by Cholesky's method. O(n k min(n, k) + min(n,
/// k)^3). A regularization of 0 is replaced by 1e-12 of the mean diagonal, so that there is always
/// one answer. With L1 or non-negative factors the normal equations' quadratic form is descended
/// coordinate by coordinate, at most [#SWEEPS] times through all.
///
/// Another loss is bounded from above by a parabola a rating that touches it at the last solution,
/// and their sum, weighted least squares, solved again and again until nothing moves by more than
/// 1e-6 of the targets or [#ROUNDS] are done (for the logistic loss, Jaakkola and Jordan 2000).
/// Each round lowers the sum.
///
/// A history without ratings says what somebody took, not how they rate: each of its items counts
/// as rated one standard deviation above what a stranger would give, y = sigma, or as positive, and
/// b stays 0, since such ratings say nothing of the person's level. So all items speak equally
/// loud.
final class FoldIn {
  /// The most weighted least squares of one history.
  static final int ROUNDS = 50;

  /// The most passes of one descent by coordinates.
  static final int SWEEPS = 200;

  private final FactorConfig config;
  private final double meanRating;
  private final int factors;
  private double[] design = {};
  private double[] known = {};
  private double[] target = {};
  private double[] root = {};
  private double[] fit = {};
  private double[] matrix = {};
  private double[] column = {};
  private double[] right = {};
  private double[] solution = {};

  FoldIn(FactorConfig config, double meanRating) {
    this.config = config;
    this.meanRating = meanRating;
    factors = config.factors();
  }

  /// Solves for `history`, which must not be empty, and writes p to row 0 of `into`.
  ///
  /// @param liked y of an item of a history without ratings
  /// @return b
  double solve(History history, Factors model, double liked, FloatMatrix into) {
    int n = history.size();
    boolean biased = config.biases() && history.rated();
    int unknowns = biased ? factors + 1 : factors;
    reserve(n, unknowns);
    double largest = 0;
    for (int j = 0; j < n; j++) {
      known[j] = (double) model.mean() + model.itemBias(history.item(j));
      largest = Math.max(largest, Math.abs(residual(history, j, liked)));
    }
    boolean quadratic = config.loss().kind() == SgdLoss.SQUARED;
    double moved = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS && moved > 1e-6 * largest; round++) {
      for (int j = 0; j < n; j++) touch(history, j, liked, 1e-6 * largest);
      solve(history, model, unknowns);
      moved = quadratic ? 0 : refit(history, model, unknowns);
    }
    for (int f = 0; f < factors; f++) into.set(0, f, (float) solution[f]);
    return biased ? solution[factors] : 0;
  }

  private void reserve(int n, int unknowns) {
    if (design.length < unknowns) design = new double[unknowns];
    if (known.length < n) {
      known = new double[n];
      target = new double[n];
      root = new double[n];
      fit = new double[n];
    }
    int size = Math.max(n, unknowns);
    if (right.length < size) right = new double[size];
    if (column.length < size) column = new double[size];
    if (solution.length < unknowns) solution = new double[unknowns];
    Arrays.fill(solution, 0);
    Arrays.fill(fit, 0, n, 0);
  }

  /// y of a rating; for the logistic loss its sign.
  private double residual(History history, int j, double liked) {
    if (config.loss().logistic()) return positive(history, j) ? 1 : -1;
    return history.rated() ? history.rating(j) - known[j] : liked;
  }

  private boolean positive(History history, int j) {
    return !history.rated() || config.loss().positive(history.rating(j), meanRating);
  }

  /// Sets the parabola w (y - x)^2 / 2 that touches the loss of rating `j` at its last fit, both
  /// sides multiplied by the root of w.
  private void touch(History history, int j, double liked, double least) {
    double y = residual(history, j, liked);
    double distance = Math.abs(y - fit[j]);
    double weight = 1;
    switch (config.loss().kind()) {
      case SQUARED -> {}
      case ABSOLUTE -> weight = 1 / Math.max(distance, Math.max(least, 1e-30));
      case HUBER -> weight = Math.min(1, config.loss().delta() / distance);
      case LOGISTIC -> {
        double z = Math.abs(fit[j] + known[j]);
        weight = z < 1e-6 ? .25 : StrictMath.tanh(z / 2) / (2 * z);
        y = y / (2 * weight) - known[j];
      }
    }
    root[j] = Math.sqrt(weight);
    target[j] = root[j] * y;
  }

  /// Takes the fits of the last solution.
  ///
  /// @return the farthest that one moved
  private double refit(History history, Factors model, int unknowns) {
    double moved = 0;
    for (int j = 0; j < history.size(); j++) {
      double sum = unknowns > factors ? solution[factors] : 0;
      int item = history.item(j);
      for (int f = 0; f < factors; f++) sum += solution[f] * model.items().at(item, f);
      moved = Math.max(moved, Math.abs(sum - fit[j]));
      fit[j] = sum;
    }
    return moved;
  }

  /// Solves the weighted least squares.
  private void solve(History history, Factors model, int unknowns) {
    int n = history.size();
    double squares = 0;
    for (int j = 0; j < n; j++) {
      gather(history, j, model, unknowns, 0);
      for (int f = 0; f < unknowns; f++) squares += design[f] * design[f];
    }
    double diagonal = squares / unknowns;
    double decay = config.decayOf(n);
    double factorWeight = n * decay;
    double biasWeight = n * decay * (float) config.biasRegularization();
    double weakest = unknowns > factors ? Math.min(factorWeight, biasWeight) : factorWeight;
    double least = Math.max(1e-12 * diagonal, Double.MIN_NORMAL);
    factorWeight = Math.max(factorWeight, least);
    biasWeight = Math.max(biasWeight, least);
    boolean bounded = config.l1() > 0 || config.nonNegative();
    if (!bounded && n < unknowns && weakest >= 1e-6 * diagonal) {
      dual(history, model, unknowns, factorWeight, biasWeight);
      return;
    }
    normal(history, model, unknowns, factorWeight, biasWeight);
    if (bounded) {
      descend(unknowns, n * config.l1());
    } else {
      cholesky(unknowns, right);
      System.arraycopy(right, 0, solution, 0, unknowns);
    }
  }

  /// The last solution in double: p, then b if there is one.
  double[] solution() {
    return solution;
  }

  /// Writes the row of A of rating `j`: q, and 1 if there is a bias, by the root of its weight.
  private void gather(History history, int j, Factors model, int unknowns, int to) {
    int item = history.item(j);
    for (int f = 0; f < factors; f++) design[to + f] = root[j] * model.items().at(item, f);
    if (unknowns > factors) design[to + factors] = root[j];
  }

  /// Sets the normal equations.
  private void normal(
      History history, Factors model, int unknowns, double factorWeight, double biasWeight) {
    clear(unknowns);
    Arrays.fill(right, 0, unknowns, 0);
    for (int j = 0; j < history.size(); j++) {
      gather(history, j, model, unknowns, 0);
      for (int f = 0; f < unknowns; f++) {
        double a = design[f];
        right[f] += a * target[j];
        int at = triangle(f);
        for (int g = 0; g <= f; g++) matrix[at + g] += a * design[g];
      }
    }
    for (int f = 0; f < unknowns; f++)
      matrix[triangle(f) + f] += f < factors ? factorWeight : biasWeight;
  }

  private void dual(
      History history, Factors model, int unknowns, double factorWeight, double biasWeight) {
    int n = history.size();
    clear(n);
    if (design.length < n * unknowns) design = new double[n * unknowns];
    for (int j = 0; j < n; j++) gather(history, j, model, unknowns, j * unknowns);
    for (int j = 0; j < n; j++) {
      for (int l = 0; l <= j; l++) {
        double sum = 0;
        for (int f = 0; f < factors; f++)
          sum += design[j * unknowns + f] * design[l * unknowns + f];
        sum /= factorWeight;
        if (unknowns > factors) sum += root[j] * root[l] / biasWeight;
        matrix[triangle(j) + l] = sum;
      }
      matrix[triangle(j) + j] += 1;
      right[j] = target[j];
    }
    cholesky(n, right);
    Arrays.fill(solution, 0, unknowns, 0);
    for (int j = 0; j < n; j++) {
      for (int f = 0; f < unknowns; f++) solution[f] += design[j * unknowns + f] * right[j];
    }
    for (int f = 0; f < unknowns; f++) solution[f] /= f < factors ? factorWeight : biasWeight;
  }

  private void clear(int size) {
    int packed = triangle(size);
    if (matrix.length < packed) matrix = new double[packed];
    Arrays.fill(matrix, 0, packed, 0);
  }

  /// Lowers x'Mx/2 - x'v + `l1` |p|_1, where asked with p >= 0, one unknown at a time from the last
  /// solution on.
  private void descend(int unknowns, double l1) {
    double moved = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int sweep = 0; sweep < SWEEPS && moved > 1e-9 * largest; sweep++) {
      moved = 0;
      largest = 0;
      for (int f = 0; f < unknowns; f++) {
        double value = right[f];
        int row = triangle(f);
        for (int g = 0; g < f; g++) value -= matrix[row + g] * solution[g];
        for (int g = f + 1; g < unknowns; g++) value -= matrix[triangle(g) + f] * solution[g];
        if (f < factors) {
          value = Math.copySign(Math.max(Math.abs(value) - l1, 0), value);
          if (config.nonNegative()) value = Math.max(value, 0);
        }
        value /= matrix[row + f];
        moved = Math.max(moved, Math.abs(value - solution[f]));
        largest = Math.max(largest, Math.abs(value));
        solution[f] = value;
      }
    }
  }

  /// Solves the positive definite system of `matrix` in place.
  private void cholesky(int size, double[] x) {
    Cholesky.factor(matrix, size, column);
    Cholesky.solve(matrix, size, x);
  }

  private static int triangle(int row) {
    return Cholesky.triangle(row);
  }
}
