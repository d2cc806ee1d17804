package dev.simile.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Simulates samples of users of which the truth is known. With 2000 trials a coverage of 95 % is
/// measured with a standard deviation of 0.5 points. A longer run: `-Dtest=CoverageTest
/// -Dsimile.trials=20000`; it prints nothing, failures say what was measured.
class CoverageTest {
  private static final int TRIALS = Integer.getInteger("simile.trials", 2000);
  private static final Bootstrap BOOTSTRAP = Bootstrap.defaults().resamples(1000);

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void hitRates() {
    covers("hit rate", 200, 0.1, this::hits);
    covers("hit rate", 30, 0.1, this::hits);
  }

  @Test
  void reciprocalRanks() {
    double flat = 0;
    for (int rank = 1; rank <= 10; rank++) flat += 0.4 / 10 / rank;
    covers("reciprocal rank", 200, flat, this::flatRanks);
    double top = 0.4 / 10 / 512;
    for (int rank = 1; rank <= 9; rank++) top += 0.4 / rank / (1 << rank);
    covers("reciprocal rank", 200, top, this::topRanks);
    covers("reciprocal rank", 30, top, this::topRanks);
  }

  @Test
  void rootsOfMeanSquares() {
    covers("rmse", 200, StrictMath.exp(0.09), users -> squares(users, 1, 2, 0.8));
    covers("rmse", 30, StrictMath.exp(0.09), users -> squares(users, 1, 2, 0.4));
  }

  @Test
  void twoFoldsOfTheSameUsers() {
    covers("hit rate, two folds", 200, 0.1, this::hitsInTwoFolds);
    covers("rmse, two folds", 200, StrictMath.exp(0.09), users -> squares(users, 2, 1.5, 0.6));
  }

  /// Five models whose lists differ and whose quality does not: whether any of the ten paired
  /// comparisons is called significant after the correction.
  @Test
  void equalModelsAreSeldomCalledDifferent() {
    int users = 100;
    double[] ones = ones(users);
    List<Difference> pairs = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] ease = new double[users];
      for (int u = 0; u < users; u++) ease[u] = random.nextDouble();
      List<Ratio> models = new ArrayList<>();
      for (int m = 0; m < 5; m++) {
        double[] ranks = new double[users];
        for (int u = 0; u < users; u++) {
          if (random.nextDouble() < ease[u]) ranks[u] = 1.0 / (1 + random.nextInt(10));
        }
        for (Ratio other : models) pairs.add(new Difference(Ratio.of(ranks, ones), other));
        models.add(Ratio.of(ranks, ones));
      }
    }
    List<Estimate> estimates = BOOTSTRAP.estimate(pairs, Workers.shared());
    int single = 0;
    int families = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] p = new double[10];
      for (int i = 0; i < 10; i++) {
        p[i] = estimates.get(10 * trial + i).p();
        if (p[i] <= 0.05) single++;
      }
      boolean alarm = false;
      for (double adjusted : Holm.adjust(p)) alarm |= adjusted <= 0.05;
      if (alarm) families++;
    }
    assertThat((double) families / TRIALS).as("families with an alarm").isBetween(0.005, 0.05);
    assertThat(single / (10.0 * TRIALS)).as("single alarms").isBetween(0.04, 0.06);
  }

  private void covers(String name, int users, double truth, IntFunction<Ratio> sample) {
    List<Ratio> samples = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) samples.add(sample.apply(users));
    int covered = 0;
    for (Estimate e : BOOTSTRAP.estimate(samples, Workers.shared())) {
      if (e.low() <= truth && truth <= e.high()) covered++;
    }
    assertThat((double) covered / TRIALS)
        .as("coverage of %s, %d users", name, users)
        .isBetween(0.93, 0.97);
  }

  private Ratio hits(int users) {
    double[] hits = new double[users];
    for (int u = 0; u < users; u++) hits[u] = random.nextDouble() < 0.1 ? 1 : 0;
    return Ratio.of(hits, ones(users));
  }

  /// A hit for 40 % of the users, at any of ten ranks.
  private Ratio flatRanks(int users) {
    double[] ranks = new double[users];
    for (int u = 0; u < users; u++) {
      if (random.nextDouble() < 0.4) ranks[u] = 1.0 / (1 + random.nextInt(10));
    }
    return Ratio.of(ranks, ones(users));
  }

  /// A hit for 40 % of the users, at rank r with probability 2^-r, the last of ten ranks as the
  /// ninth.
  private Ratio topRanks(int users) {
    double[] ranks = new double[users];
    for (int u = 0; u < users; u++) {
      int zeros = Long.numberOfTrailingZeros(random.nextLong());
      if (random.nextDouble() < 0.4) ranks[u] = 1.0 / (1 + Math.min(9, zeros));
    }
    return Ratio.of(ranks, ones(users));
  }

  /// Users have ratings in most folds, and a rate of hits of their own, of mean 0.1.
  private Ratio hitsInTwoFolds(int users) {
    double[][] hits = new double[2][users];
    double[][] present = new double[2][users];
    for (int u = 0; u < users; u++) {
      double ease = random.nextDouble();
      for (int f = 0; f < 2; f++) {
        if (random.nextDouble() < 0.2) continue;
        present[f][u] = 1;
        hits[f][u] = random.nextDouble() < 0.4 * ease * ease * ease ? 1 : 0;
      }
    }
    return new Ratio(List.of(new Part(hits[0], present[0]), new Part(hits[1], present[1])), false);
  }

  /// Errors of a size of the user's own, log-normal of deviation 0.3, over a log-normal number of
  /// ratings: the mean square is exp(2 * 0.3^2) whatever that number.
  private Ratio squares(int users, int folds, double mean, double deviation) {
    double[] sizes = new double[users];
    for (int u = 0; u < users; u++) sizes[u] = StrictMath.exp(0.3 * random.nextGaussian());
    List<Part> parts = new ArrayList<>();
    for (int f = 0; f < folds; f++) {
      double[] squares = new double[users];
      double[] ratings = new double[users];
      for (int u = 0; u < users; u++) {
        ratings[u] = Math.max(1, (int) StrictMath.exp(mean + deviation * random.nextGaussian()));
        for (int i = 0; i < ratings[u]; i++) {
          double error = sizes[u] * random.nextGaussian();
          squares[u] += error * error;
        }
      }
      parts.add(new Part(squares, ratings));
    }
    return new Ratio(parts, true);
  }

  private static double[] ones(int users) {
    double[] ones = new double[users];
    Arrays.fill(ones, 1);
    return ones;
  }
}
