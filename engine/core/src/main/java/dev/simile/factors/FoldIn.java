package dev.simile.factors;

import dev.simile.History;
import dev.simile.memory.FloatMatrix;
import java.util.Arrays;

/// The row and bias of somebody new: the exact minimum, in double, of what stochastic gradient
/// descent minimizes for one user with all items fixed,
///
/// ```
/// sum over the n ratings of (y - b - p . q)^2  +  n lu (|p|^2 + c b^2),    y = r - mu - bi
/// ```
///
/// with lu the regularization at each rating (lambda, or lambda / sqrt(n) by frequency) and c the
/// factor of the biases. Its gradient there is 0, as it is for a row trained to the end.
///
/// With at least as many ratings as unknowns, the normal equations (A'A + W) x = A'y are solved;
/// with fewer, their dual, x = inv(W) A' inv(A inv(W) A' + I) y, which is the same x for less work.
/// Both by Cholesky's method. O(n k min(n, k) + min(n, k)^3). A regularization of 0 is replaced by
/// 1e-12 of the mean diagonal, so that there is always one answer.
///
/// A history without ratings says what somebody took, not how they rate: each of its items counts
/// as rated one standard deviation above what a stranger would give, y = sigma, and b stays 0,
/// since such ratings say nothing of the person's level. So all items speak equally loud.
final class FoldIn {
  private final int factors;
  private double[] design = {};
  private double[] target = {};
  private double[] matrix = {};
  private double[] column = {};
  private double[] solution = {};

  FoldIn(int factors) {
    this.factors = factors;
  }

  /// Solves for `history`, which must not be empty, and writes p to row 0 of `into`.
  ///
  /// @param liked y of an item of a history without ratings
  /// @return b
  double solve(
      History history, Factors model, FactorConfig config, double liked, FloatMatrix into) {
    int n = history.size();
    boolean biased = config.biases() && history.rated();
    int unknowns = biased ? factors + 1 : factors;
    if (design.length < unknowns) design = new double[unknowns];
    double squares = 0;
    for (int j = 0; j < n; j++) {
      gather(history.item(j), model, unknowns, 0);
      for (int f = 0; f < unknowns; f++) squares += design[f] * design[f];
    }
    double diagonal = squares / unknowns;
    double decay = config.decayOf(n);
    double factorWeight = n * decay;
    double biasWeight = n * decay * (float) config.biasRegularization();
    double weakest = biased ? Math.min(factorWeight, biasWeight) : factorWeight;
    double least = Math.max(1e-12 * diagonal, Double.MIN_NORMAL);
    factorWeight = Math.max(factorWeight, least);
    biasWeight = Math.max(biasWeight, least);

    if (target.length < n) target = new double[n];
    for (int j = 0; j < n; j++) {
      int item = history.item(j);
      double known = (double) model.mean() + model.itemBias(item);
      target[j] = history.rated() ? history.rating(j) - known : liked;
    }
    if (n < unknowns && weakest >= 1e-6 * diagonal)
      dual(history, model, unknowns, factorWeight, biasWeight);
    else primal(history, model, unknowns, factorWeight, biasWeight);
    for (int f = 0; f < factors; f++) into.set(0, f, (float) solution[f]);
    return biased ? solution[factors] : 0;
  }

  /// The last solution in double: p, then b if there is one.
  double[] solution() {
    return solution;
  }

  /// Writes the row of A of `item`: q, and 1 if there is a bias.
  private void gather(int item, Factors model, int unknowns, int to) {
    for (int f = 0; f < factors; f++) design[to + f] = model.items().at(item, f);
    if (unknowns > factors) design[to + factors] = 1;
  }

  private void primal(
      History history, Factors model, int unknowns, double factorWeight, double biasWeight) {
    prepare(unknowns, unknowns);
    for (int j = 0; j < history.size(); j++) {
      gather(history.item(j), model, unknowns, 0);
      for (int f = 0; f < unknowns; f++) {
        double a = design[f];
        solution[f] += a * target[j];
        int at = triangle(f);
        for (int g = 0; g <= f; g++) matrix[at + g] += a * design[g];
      }
    }
    for (int f = 0; f < unknowns; f++)
      matrix[triangle(f) + f] += f < factors ? factorWeight : biasWeight;
    cholesky(unknowns, solution);
  }

  private void dual(
      History history, Factors model, int unknowns, double factorWeight, double biasWeight) {
    int n = history.size();
    prepare(n, unknowns);
    if (design.length < n * unknowns) design = new double[n * unknowns];
    for (int j = 0; j < n; j++) gather(history.item(j), model, unknowns, j * unknowns);
    for (int j = 0; j < n; j++) {
      for (int l = 0; l <= j; l++) {
        double sum = 0;
        for (int f = 0; f < factors; f++)
          sum += design[j * unknowns + f] * design[l * unknowns + f];
        sum /= factorWeight;
        if (unknowns > factors) sum += 1 / biasWeight;
        matrix[triangle(j) + l] = sum;
      }
      matrix[triangle(j) + j] += 1;
    }
    cholesky(n, target);
    for (int j = 0; j < n; j++) {
      for (int f = 0; f < unknowns; f++) solution[f] += design[j * unknowns + f] * target[j];
    }
    for (int f = 0; f < unknowns; f++) solution[f] /= f < factors ? factorWeight : biasWeight;
  }

  private void prepare(int size, int unknowns) {
    int packed = triangle(size);
    if (matrix.length < packed) matrix = new double[packed];
    Arrays.fill(matrix, 0, packed, 0);
    if (column.length < size) column = new double[size];
    if (solution.length < unknowns) solution = new double[unknowns];
    Arrays.fill(solution, 0);
  }

  /// Solves the positive definite system of `matrix`, packed by rows of its lower triangle, in
  /// place. The inner loops run along rows, which compilers turn into vectors without changing a
  /// bit.
  private void cholesky(int size, double[] x) {
    for (int j = 0; j < size; j++) {
      double root = Math.sqrt(matrix[triangle(j) + j]);
      matrix[triangle(j) + j] = root;
      for (int i = j + 1; i < size; i++) {
        int at = triangle(i);
        double below = matrix[at + j] / root;
        matrix[at + j] = below;
        column[i] = below;
        for (int l = j + 1; l <= i; l++) matrix[at + l] -= below * column[l];
      }
    }
    for (int i = 0; i < size; i++) {
      double sum = x[i];
      for (int l = 0; l < i; l++) sum -= matrix[triangle(i) + l] * x[l];
      x[i] = sum / matrix[triangle(i) + i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double value = x[i] / matrix[triangle(i) + i];
      x[i] = value;
      int at = triangle(i);
      for (int l = 0; l < i; l++) x[l] -= matrix[at + l] * value;
    }
  }

  private static int triangle(int row) {
    return row * (row + 1) / 2;
  }
}
