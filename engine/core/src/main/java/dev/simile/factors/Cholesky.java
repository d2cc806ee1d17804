package dev.simile.factors;

/// Positive definite systems in double, packed by rows of the lower triangle.
final class Cholesky {
  private Cholesky() {}

  /// Where a row begins; of the number of rows, the length of the whole.
  static int triangle(int row) {
    return row * (row + 1) / 2;
  }

  /// Factors `matrix` in place. The inner loop runs along rows, which compilers turn into vectors
  /// without changing a bit.
  ///
  /// @param column room for `size` numbers
  static void factor(double[] matrix, int size, double[] column) {
    for (int j = 0; j < size; j++) {
      double pivot = Math.sqrt(matrix[triangle(j) + j]);
      matrix[triangle(j) + j] = pivot;
      for (int i = j + 1; i < size; i++) {
        int at = triangle(i);
        double below = matrix[at + j] / pivot;
        matrix[at + j] = below;
        column[i] = below;
        for (int l = j + 1; l <= i; l++) matrix[at + l] -= below * column[l];
      }
    }
  }

  /// Solves the system that [#factor] has left, in place.
  static void solve(double[] matrix, int size, double[] x) {
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
}
