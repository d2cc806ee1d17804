package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;

/// Right singular vectors of the ratings by randomized subspace iteration (Halko, Martinsson and
/// Tropp, "Finding Structure with Randomness", 2011, algorithms 4.4 and 5.1): a random block of
/// some more vectors than are wanted is multiplied by R and R' again and again, made orthonormal in
/// between, and its best basis taken at the end.
final class PureSvdTrainer {
  private static final int MORE = 10;
  private static final int GRAIN = 256;

  private PureSvdTrainer() {}

  private static int width(int users, int items, int factors) {
    return Math.clamp(Math.min(users, items), 1, factors + MORE);
  }

  /// Bytes beside the model's factors, at the peak.
  static long estimate(Ratings ratings, int factors) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int width = width(users, items, factors);
    long n = FloatMatrix.strideOf(width);
    return Factors.estimate(users, items, width, false, false)
        + Memory.sizeOf(n * n, Float.BYTES)
        + SquareSum.estimate(Math.max(users, items), width)
        + Memory.sizeOf(Math.max(users, items), Float.BYTES);
  }

  /// Sets the items' rows to the first right singular vectors, a column each, and the users' rows
  /// to their ratings times those. Columns beyond the rank are zero.
  ///
  /// @return the singular values, largest first
  static double[] train(Ratings ratings, PureSvdConfig config, Factors factors, Compute compute) {
    Csr byUser = ratings.byUser();
    Csr byItem = ratings.byItem();
    int width = width(byUser.rows(), byItem.rows(), config.factors());
    long passes = 2L + 2L * config.iterations();
    try (Memory memory = Memory.open("training pure-svd");
        Progress.Step step =
            compute.progress().step("train pure-svd", passes * byUser.entries(), "ratings")) {
      FloatMatrix users = memory.matrix("users", byUser.rows(), width);
      FloatMatrix items = memory.matrix("items", byItem.rows(), width);
      Floats ones = memory.floats("ones", Math.max(byUser.rows(), byItem.rows()));
      for (long i = 0; i < ones.length(); i++) ones.set(i, 1f);
      int n = items.stride();
      FloatMatrix square = memory.matrix("square", n, n);
      start(items, byItem, config.seed(), compute);
      orthonormalize(items, square, compute);
      for (int iteration = 0; iteration < config.iterations(); iteration++) {
        multiply(byUser, items, users, ones, compute, step);
        orthonormalize(users, square, compute);
        multiply(byItem, users, items, ones, compute, step);
        orthonormalize(items, square, compute);
      }
      multiply(byUser, items, users, ones, compute, step);
      SquareSum.of(users, 1, square, compute);
      double[][] gram = new double[width][width];
      for (int f = 0; f < width; f++) {
        for (int g = 0; g < width; g++) gram[f][g] = square.at(f, g);
      }
      SymmetricEigen eigen = new SymmetricEigen(gram);
      int kept = Math.min(width, config.factors());
      double[] singular = new double[config.factors()];
      // What is left of a zero eigenvalue is rounding, about 1e-6 of the largest.
      double least = 1e-6 * eigen.values()[0];
      int rank = 0;
      while (rank < kept && eigen.values()[rank] > least) rank++;
      for (int f = 0; f < rank; f++) singular[f] = Math.sqrt(eigen.values()[f]);
      turn(items, eigen.vectors(), rank, factors.items(), compute);
      multiply(byUser, factors.items(), factors.users(), ones, compute, step);
      return singular;
    }
  }

  private static void start(FloatMatrix items, Csr byItem, long seed, Compute compute) {
    long numbers = Randoms.stream(seed, Randoms.ITEM_FACTORS);
    double scale = Randoms.scale(1);
    int columns = items.columns();
    compute
        .workers()
        .ranges(
            items.rows(),
            GRAIN,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                if (byItem.degree(row) == 0) continue;
                for (int f = 0; f < columns; f++)
                  items.set(
                      row,
                      f,
                      Randoms.normal(Randoms.bits(numbers, (long) row * columns + f), scale));
              }
            });
  }

  /// to = ratings x from.
  private static void multiply(
      Csr rows,
      FloatMatrix from,
      FloatMatrix to,
      Floats ones,
      Compute compute,
      Progress.Step step) {
    Floats values = rows.valueView();
    to.segment().fill((byte) 0);
    compute
        .workers()
        .ranges(
            rows.rows(),
            GRAIN,
            compute.progress(),
            (first, end, worker) -> {
              for (int row = first; row < end; row++) {
                long start = rows.start(row);
                int degree = rows.degree(row);
                compute
                    .kernels()
                    .combine(
                        from,
                        rows.columnView(),
                        start,
                        degree,
                        values == null ? ones : values.slice(start, degree),
                        to.segment(),
                        to.offset(row));
              }
              step.advance(rows.end(end - 1) - rows.start(first));
            });
  }

  /// Makes the columns orthonormal by Cholesky's QR, twice, as once leaves the square of the
  /// rounding (Yamamoto et al. 2015). Columns that depend on those before them become 0.
  private static void orthonormalize(FloatMatrix rows, FloatMatrix square, Compute compute) {
    int n = rows.columns();
    for (int round = 0; round < 2; round++) {
      SquareSum.of(rows, 1, square, compute);
      double[][] upper = new double[n][n];
      double largest = 0;
      for (int f = 0; f < n; f++) largest = Math.max(largest, square.at(f, f));
      for (int j = 0; j < n; j++) {
        double[] row = upper[j];
        for (int l = j; l < n; l++) row[l] = square.at(j, l);
        for (int i = 0; i < j; i++) {
          for (int l = j; l < n; l++) row[l] -= upper[i][j] * upper[i][l];
        }
        double pivot = row[j];
        boolean independent = pivot > 1e-6 * square.at(j, j) && pivot > 1e-20 * largest;
        for (int l = j; l < n; l++) row[l] = independent ? row[l] / Math.sqrt(pivot) : 0;
      }
      divide(rows, upper, compute);
    }
  }

  /// Solves y U = row for each row; y is 0 where U has a zero on its diagonal.
  private static void divide(FloatMatrix rows, double[][] upper, Compute compute) {
    int n = rows.columns();
    compute
        .workers()
        .ranges(
            rows.rows(),
            GRAIN,
            compute.progress(),
            (from, to, worker) -> {
              double[] y = new double[n];
              for (int row = from; row < to; row++) {
                for (int f = 0; f < n; f++) y[f] = rows.at(row, f);
                for (int f = 0; f < n; f++) {
                  double[] u = upper[f];
                  double value = u[f] == 0 ? 0 : y[f] / u[f];
                  y[f] = value;
                  for (int g = f + 1; g < n; g++) y[g] -= value * u[g];
                }
                for (int f = 0; f < n; f++) rows.set(row, f, (float) y[f]);
              }
            });
  }

  /// to = rows x the first `rank` vectors.
  private static void turn(
      FloatMatrix rows, double[][] vectors, int rank, FloatMatrix to, Compute compute) {
    compute
        .workers()
        .ranges(
            rows.rows(),
            GRAIN,
            compute.progress(),
            (from, end, worker) -> {
              for (int row = from; row < end; row++) {
                for (int f = 0; f < rank; f++) {
                  double sum = 0;
                  for (int g = 0; g < rows.columns(); g++) sum += rows.at(row, g) * vectors[f][g];
                  to.set(row, f, (float) sum);
                }
              }
            });
  }
}
