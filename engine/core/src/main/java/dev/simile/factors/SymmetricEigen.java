package dev.simile.factors;

import java.util.Arrays;

/// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations, in double (Golub and
/// Van Loan, "Matrix Computations", section 8.5). O(n^3) a sweep, of which there are about ten.
final class SymmetricEigen {
  private static final int SWEEPS = 60;

  private final double[][] vectors;
  private final double[] values;

  /// @param matrix n x n, symmetric; it is lost
  SymmetricEigen(double[][] matrix) {
    int n = matrix.length;
    double[][] rotations = new double[n][n]; // row i is eigenvector i at the end
    for (int i = 0; i < n; i++) rotations[i][i] = 1;
    for (int sweep = 0; sweep < SWEEPS && off(matrix) > 1e-14 * norm(matrix); sweep++) {
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) rotate(matrix, rotations, p, q);
      }
    }
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) order[i] = i;
    Arrays.sort(order, (a, b) -> Double.compare(matrix[b][b], matrix[a][a]));
    vectors = new double[n][];
    values = new double[n];
    for (int i = 0; i < n; i++) {
      vectors[i] = rotations[order[i]];
      values[i] = matrix[order[i]][order[i]];
    }
  }

  /// Makes the element (p, q) zero.
  private static void rotate(double[][] a, double[][] rotations, int p, int q) {
    double off = a[p][q];
    if (off == 0) return;
    double theta = (a[q][q] - a[p][p]) / (2 * off);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    turn(a[p], a[q], c, s);
    turn(rotations[p], rotations[q], c, s);
    for (double[] row : a) {
      double x = row[p];
      double y = row[q];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  }

  private static void turn(double[] x, double[] y, double c, double s) {
    for (int i = 0; i < x.length; i++) {
      double a = x[i];
      double b = y[i];
      x[i] = c * a - s * b;
      y[i] = s * a + c * b;
    }
  }

  private static double off(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) sum += a[i][j] * a[i][j];
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i][i] * a[i][i];
    return Math.sqrt(sum);
  }

  /// The eigenvalues, largest first.
  double[] values() {
    return values;
  }

  /// The eigenvectors, in the order of [#values], each a row.
  double[][] vectors() {
    return vectors;
  }
}
