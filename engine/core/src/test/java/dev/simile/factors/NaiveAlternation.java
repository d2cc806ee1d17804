package dev.simile.factors;

import dev.simile.ratings.Ratings;

/// Alternating least squares over the whole matrix, cell by cell, in double: every pair has a
/// weight and a target, every row its ridge, and every row is solved by elimination.
final class NaiveAlternation {
  private final double[][] weights;
  private final double[][] targets;
  private final double[] userRidges;
  private final double[] itemRidges;
  final double[][] users;
  final double[][] items;

  /// Starts from the items' rows.
  NaiveAlternation(
      double[][] weights,
      double[][] targets,
      double[] userRidges,
      double[] itemRidges,
      double[][] items) {
    this.weights = weights;
    this.targets = targets;
    this.userRidges = userRidges;
    this.itemRidges = itemRidges;
    this.items = items;
    users = new double[weights.length][items[0].length];
  }

  void solveUsers() {
    for (int user = 0; user < users.length; user++)
      users[user] = solve(weights[user], targets[user], items, userRidges[user]);
  }

  void solveItems() {
    for (int item = 0; item < items.length; item++) {
      double[] weight = new double[users.length];
      double[] target = new double[users.length];
      for (int user = 0; user < users.length; user++) {
        weight[user] = weights[user][item];
        target[user] = targets[user][item];
      }
      items[item] = solve(weight, target, users, itemRidges[item]);
    }
  }

  /// The minimum of the weighted squares and the ridge.
  private static double[] solve(double[] weight, double[] target, double[][] rows, double ridge) {
    int k = rows[0].length;
    double[][] a = new double[k][k + 1];
    for (int f = 0; f < k; f++) a[f][f] = ridge;
    for (int row = 0; row < rows.length; row++) {
      for (int f = 0; f < k; f++) {
        for (int g = 0; g < k; g++) a[f][g] += weight[row] * rows[row][f] * rows[row][g];
        a[f][k] += weight[row] * target[row] * rows[row][f];
      }
    }
    for (int f = 0; f < k; f++) {
      for (int g = 0; g < k; g++) {
        if (g == f) continue;
        double times = a[g][f] / a[f][f];
        for (int h = f; h <= k; h++) a[g][h] -= times * a[f][h];
      }
    }
    double[] x = new double[k];
    for (int f = 0; f < k; f++) x[f] = a[f][k] / a[f][f];
    return x;
  }

  double loss() {
    double sum = 0;
    for (int user = 0; user < users.length; user++) {
      sum += userRidges[user] * product(users[user], users[user]);
      for (int item = 0; item < items.length; item++) {
        double error = targets[user][item] - product(users[user], items[item]);
        sum += weights[user][item] * error * error;
      }
    }
    for (int item = 0; item < items.length; item++)
      sum += itemRidges[item] * product(items[item], items[item]);
    return sum;
  }

  double score(int user, int item) {
    return product(users[user], items[item]);
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < a.length; f++) sum += a[f] * b[f];
    return sum;
  }

  /// The items' rows with which a training of this seed starts.
  static double[][] start(Ratings ratings, int factors, double deviation, long seed) {
    double[][] items = new double[ratings.itemCount()][factors];
    long numbers = Randoms.stream(seed, Randoms.ITEM_FACTORS);
    double scale = Randoms.scale(deviation / Math.sqrt(factors));
    for (int item = 0; item < items.length; item++) {
      for (int f = 0; f < factors; f++)
        items[item][f] = Randoms.normal(Randoms.bits(numbers, (long) item * factors + f), scale);
    }
    return items;
  }
}
