package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Recommendations;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Spec;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The promise of a fold-in: it equals a refit of the row.
class FoldInTest {
  private static History history(int size, int items, boolean rated) {
    Random random = new Random(size);
    int[] members = random.ints(0, items).distinct().limit(size).toArray();
    float[] ratings = new float[size];
    for (int i = 0; i < size; i++) ratings[i] = 1 + random.nextInt(9) / 2f;
    return rated ? History.of(members, ratings) : History.of(members);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "regularization=.05,regularization-mode=constant",
        "regularization=.8,regularization-mode=frequency",
        "regularization=.05,regularization-mode=constant,bias-regularization=.1",
        "regularization=.05,regularization-mode=constant,bias-regularization=0",
        "regularization=.05,regularization-mode=constant,biases=false",
        "regularization=0,regularization-mode=constant"
      })
  void theGradientIsZeroAndABruteSolveAgrees(String settings) {
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse(
            "mf",
            Spec.parse("algorithm", "mf:factors=9,epochs=8,learning-rate=.02," + settings)
                .values());
    try (Ratings ratings = Tastes.ratings(80, 60, .5);
        MatrixFactorization model = MatrixFactorization.train(ratings, config);
        Memory memory = Memory.open("test")) {
      Factors factors =
          new Factors(
              config.biases() ? (float) ratings.mean() : 0f,
              model.userFactors(),
              model.itemFactors(),
              config.biases() ? biases(model, memory, ratings.userCount(), true) : null,
              config.biases() ? biases(model, memory, ratings.itemCount(), false) : null);
      FloatMatrix row = memory.matrix("row", 1, 9);
      FoldIn solver =
          new FoldIn(
              config, ratings.mean()); // one for all: what an earlier history left must not show
      for (boolean rated : new boolean[] {true, false}) {
        for (int size : new int[] {40, 1, 5, 9, 10, 11, 60, 3}) {
          History history = history(size, 60, rated);
          double bias = solver.solve(history, factors, 1.25, row);
          int unknowns = rated && config.biases() ? 10 : 9;
          double[] x = solver.solution().clone();
          if (unknowns == 10) assertThat(bias).isEqualTo(x[9]);
          else assertThat(bias).isZero();
          for (int f = 0; f < 9; f++) assertThat(row.at(0, f)).isEqualTo((float) x[f]);
          double[] gradient = gradient(history, factors, config, 1.25, x, unknowns);
          for (int f = 0; f < unknowns; f++)
            assertThat(gradient[f]).as("size %d, unknown %d", size, f).isCloseTo(0, within(1e-8));
          if (config.regularization() == 0) continue;
          double[] brute = brute(history, factors, config, 1.25, unknowns);
          for (int f = 0; f < unknowns; f++)
            assertThat(x[f]).as("size %d, unknown %d", size, f).isCloseTo(brute[f], within(1e-8));
        }
      }
    }
  }

  /// Other losses and penalties have no closed form: but no step away from the answer lowers what
  /// is minimized, in any unknown's direction or in a random one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss=huber,delta=.3,optimizer=adagrad",
        "loss=absolute",
        "loss=logistic,learning-rate=.2",
        "loss=logistic,learning-rate=.2,biases=false,positive-from=3",
        "l1=.05",
        "l1=.05,biases=false,non-negative=true",
        "loss=huber,delta=.5,non-negative=true",
        "loss=absolute,l1=.02,optimizer=adagrad"
      })
  void nothingNearTheAnswerIsBetter(String settings) {
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse(
            "mf",
            Spec.parse(
                    "algorithm",
                    "mf:factors=6,epochs=8,regularization=.05,regularization-mode=constant,"
                        + settings)
                .values());
    Random random = new Random(4);
    try (Ratings ratings = Tastes.ratings(80, 60, .5);
        MatrixFactorization model = MatrixFactorization.train(ratings, config);
        Memory memory = Memory.open("test")) {
      Factors factors =
          new Factors(
              config.mean(ratings.mean()),
              model.userFactors(),
              model.itemFactors(),
              config.biases() ? biases(model, memory, ratings.userCount(), true) : null,
              config.biases() ? biases(model, memory, ratings.itemCount(), false) : null);
      FloatMatrix row = memory.matrix("row", 1, 6);
      FoldIn solver = new FoldIn(config, ratings.mean());
      for (boolean rated : new boolean[] {true, false}) {
        for (int size : new int[] {40, 1, 5, 60, 3}) {
          History history = history(size, 60, rated);
          double bias = solver.solve(history, factors, 1.25, row);
          double[] x = new double[7];
          for (int f = 0; f < 6; f++) x[f] = row.at(0, f);
          x[6] = bias;
          double least = sum(history, factors, config, ratings.mean(), x);
          double zero = sum(history, factors, config, ratings.mean(), new double[7]);
          if (rated) assertThat(least).isLessThan(zero); // else all may be 0 for L1
          for (int trial = 0; trial < 60; trial++) {
            double[] near = x.clone();
            double step = trial % 2 == 0 ? .1 : .01;
            for (int f = 0; f < 7; f++) {
              if (trial < 28 ? trial / 4 == f : random.nextBoolean())
                near[f] +=
                    (trial / 2 % 2 == 0 ? 1 : -1) * step * (trial < 28 ? 1 : random.nextDouble());
              if (config.nonNegative() && f < 6) near[f] = Math.max(near[f], 0);
            }
            if (!rated || !config.biases()) near[6] = x[6];
            assertThat(sum(history, factors, config, ratings.mean(), near))
                .as("size %d, trial %d", size, trial)
                .isGreaterThan(least * (1 - 1e-4));
          }
          if (config.nonNegative()) assertThat(x[0]).isNotNegative();
        }
      }
    }
  }

  private static double sum(
      History history, Factors factors, FactorConfig config, double mean, double[] x) {
    double sum = 0;
    double penalty = config.regularization() / 2 * x[6] * x[6];
    for (int f = 0; f < 6; f++)
      penalty += config.regularization() / 2 * x[f] * x[f] + config.l1() * Math.abs(x[f]);
    for (int j = 0; j < history.size(); j++) {
      int item = history.item(j);
      double known = (double) factors.mean() + factors.itemBias(item);
      double fit = x[6];
      for (int f = 0; f < 6; f++) fit += x[f] * factors.items().at(item, f);
      double rest = (history.rated() ? history.rating(j) - known : 1.25) - fit;
      double delta = config.loss().delta();
      sum +=
          penalty
              + switch (config.loss().kind()) {
                case SQUARED -> rest * rest / 2;
                case ABSOLUTE -> Math.abs(rest);
                case HUBER ->
                    Math.abs(rest) <= delta
                        ? rest * rest / 2
                        : delta * (Math.abs(rest) - delta / 2);
                case LOGISTIC -> {
                  double from = config.loss().positiveFrom();
                  boolean positive =
                      !history.rated() || history.rating(j) >= (from == 0 ? mean : from);
                  yield Math.log1p(Math.exp((positive ? -1 : 1) * (known + fit)));
                }
              };
    }
    return sum;
  }

  private static dev.simile.memory.Floats biases(
      MatrixFactorization model, Memory memory, int count, boolean ofUsers) {
    var biases = memory.floats("biases", count);
    for (int i = 0; i < count; i++) biases.set(i, ofUsers ? model.userBias(i) : model.itemBias(i));
    return biases;
  }

  private static double[] design(Factors factors, int item, int unknowns) {
    double[] a = new double[unknowns];
    for (int f = 0; f < 9; f++) a[f] = factors.items().at(item, f);
    if (unknowns == 10) a[9] = 1;
    return a;
  }

  private static double residual(History history, int j, Factors factors, double liked) {
    double known = (double) factors.mean() + factors.itemBias(history.item(j));
    return history.rated() ? history.rating(j) - known : liked;
  }

  private static double weight(History history, FactorConfig config, int f) {
    double n = history.size();
    double lambda =
        config.regularizationMode() == FactorConfig.RegularizationMode.CONSTANT
            ? (float) config.regularization()
            : (float) (config.regularization() / Math.sqrt(n));
    return n * lambda * (f == 9 ? (float) config.biasRegularization() : 1);
  }

  private static double[] gradient(
      History history,
      Factors factors,
      FactorConfig config,
      double liked,
      double[] x,
      int unknowns) {
    double[] gradient = new double[unknowns];
    for (int j = 0; j < history.size(); j++) {
      double[] a = design(factors, history.item(j), unknowns);
      double error = residual(history, j, factors, liked);
      for (int f = 0; f < unknowns; f++) error -= a[f] * x[f];
      for (int f = 0; f < unknowns; f++) gradient[f] -= error * a[f];
    }
    for (int f = 0; f < unknowns; f++) gradient[f] += weight(history, config, f) * x[f];
    return gradient;
  }

  /// Gaussian elimination with pivots.
  private static double[] brute(
      History history, Factors factors, FactorConfig config, double liked, int unknowns) {
    double[][] m = new double[unknowns][unknowns + 1];
    for (int j = 0; j < history.size(); j++) {
      double[] a = design(factors, history.item(j), unknowns);
      for (int f = 0; f < unknowns; f++) {
        for (int g = 0; g < unknowns; g++) m[f][g] += a[f] * a[g];
        m[f][unknowns] += a[f] * residual(history, j, factors, liked);
      }
    }
    for (int f = 0; f < unknowns; f++) m[f][f] += weight(history, config, f);
    for (int c = 0; c < unknowns; c++) {
      int pivot = c;
      for (int r = c; r < unknowns; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
      double[] swapped = m[c];
      m[c] = m[pivot];
      m[pivot] = swapped;
      for (int r = 0; r < unknowns; r++) {
        if (r == c) continue;
        double by = m[r][c] / m[c][c];
        for (int g = c; g <= unknowns; g++) m[r][g] -= by * m[c][g];
      }
    }
    double[] x = new double[unknowns];
    for (int f = 0; f < unknowns; f++) x[f] = m[f][unknowns] / m[f][f];
    return x;
  }

  /// Somebody who likes what one taste likes is recommended more of it, rated or not.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFoldedUserIsAnsweredLikeTheKnownOneWithThatRow(boolean rated) {
    try (Ratings ratings = Tastes.ratings(200, 100, .5);
        MatrixFactorization model = MatrixFactorization.train(ratings, FactorConfig.defaults())) {
      double agreement = 0;
      for (int user = 0; user < 50; user++) {
        History row = History.of(ratings, user);
        if (!rated) row = liked(row);
        Recommendations known = model.recommend(user, 20, Filter.all());
        Recommendations folded = model.recommend(row, 20, Filter.all());
        for (var one : known) {
          for (var other : folded) if (one.item() == other.item()) agreement++;
        }
      }
      // Chance would make 4 of 20 agree.
      assertThat(agreement / 50).isGreaterThan(rated ? 17 : 10);
    }
  }

  private static History liked(History all) {
    int[] items = new int[all.size()];
    int n = 0;
    for (int i = 0; i < all.size(); i++) if (all.rating(i) >= 4) items[n++] = all.item(i);
    return History.of(java.util.Arrays.copyOf(items, n));
  }
}
