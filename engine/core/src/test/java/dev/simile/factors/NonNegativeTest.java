package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.model.Model;
import dev.simile.model.ModelContract;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonNegativeTest {
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean similarItems() {
      return true;
    }

    @Override
    protected boolean similarUsers() {
      return true;
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "nmf";
    }
  }

  @Nested
  class ManyFactors extends Contract {
    @Override
    protected String algorithm() {
      return "nmf:factors=33,epochs=7,user-regularization=.2,item-regularization=0,seed=3";
    }
  }

  private static double[][] dense(FloatMatrix rows) {
    double[][] all = new double[rows.rows()][rows.columns()];
    for (int row = 0; row < rows.rows(); row++) {
      for (int f = 0; f < rows.columns(); f++) all[row][f] = rows.at(row, f);
    }
    return all;
  }

  private static double[][] dense(Ratings ratings, boolean byUser) {
    double[][] all =
        new double[byUser ? ratings.userCount() : ratings.itemCount()]
            [byUser ? ratings.itemCount() : ratings.userCount()];
    for (double[] row : all) Arrays.fill(row, Double.NaN);
    for (int user = 0; user < ratings.userCount(); user++) {
      for (int i = 0; i < ratings.count(user); i++) {
        int item = ratings.item(user, i);
        all[byUser ? user : item][byUser ? item : user] = ratings.rating(user, i);
      }
    }
    return all;
  }

  /// One step of all rows, in double, from a dense matrix: num and den as the paper has them.
  private static double[][] stepped(
      double[][] ratings, double[][] rows, double[][] others, double regularization) {
    int k = rows[0].length;
    double[][] next = new double[rows.length][k];
    for (int row = 0; row < rows.length; row++) {
      for (int f = 0; f < k; f++) {
        double num = 0;
        double den = 0;
        for (int other = 0; other < others.length; other++) {
          if (Double.isNaN(ratings[row][other])) continue;
          double estimate = 0;
          for (int g = 0; g < k; g++) estimate += rows[row][g] * others[other][g];
          num += ratings[row][other] * others[other][f];
          den += estimate * others[other][f] + regularization * rows[row][f];
        }
        next[row][f] = rows[row][f] * num / den;
      }
    }
    return next;
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    for (int row = 0; row < expected.length; row++) {
      for (int f = 0; f < expected[row].length; f++)
        assertThat(actual[row][f])
            .isCloseTo(expected[row][f], within(2e-6 + 2e-6 * expected[row][f]));
    }
  }

  @Test
  void anEpochIsTheStepOfBothSidesFromTheSameNumbers() {
    NmfConfig config = NmfConfig.defaults().factors(5).userRegularization(.1);
    for (int epochs = 1; epochs < 4; epochs++) {
      try (Ratings ratings = Tastes.ratings(60, 40, .35);
          NonNegative before =
              NonNegative.train(ratings, config.epochs(epochs), Compute.defaults());
          NonNegative after =
              NonNegative.train(ratings, config.epochs(epochs + 1), Compute.defaults())) {
        double[][] users = dense(before.userFactors());
        double[][] items = dense(before.itemFactors());
        assertClose(dense(after.userFactors()), stepped(dense(ratings, true), users, items, .1));
        assertClose(dense(after.itemFactors()), stepped(dense(ratings, false), items, users, .06));
        for (double[] row : users) for (double p : row) assertThat(p).isNotNegative();
      }
    }
  }

  /// Rows of nobody that rated anything but 0 end at 0, and so does what was 0.
  @Test
  void ratingsOfZeroAreNoNumbers() {
    try (Ratings ratings =
            Ratings.builder().add("a", "x", 0f).add("b", "y", 3f).add("b", "x", 0f).build();
        NonNegative model = NonNegative.train(ratings)) {
      assertThat(model.predict(0, 0)).isZero();
      assertThat(model.predict(1, 1)).isCloseTo(3, within(.3));
      assertThat(model.recommend(0, 2, Filter.all()).score(0)).isZero();
    }
  }

  @Test
  void aHistoryIsSolvedAndNobodyIsTheMeanUser() {
    try (Ratings ratings = Tastes.ratings(200, 60, .35);
        NonNegative model =
            NonNegative.train(
                ratings, NmfConfig.defaults().factors(6).epochs(200), Compute.defaults())) {
      double error = 0;
      double level = 0;
      for (int user = 0; user < 200; user++) {
        History history = History.of(ratings, user);
        for (int i = 0; i < ratings.count(user); i++) {
          int item = ratings.item(user, i);
          error += Math.pow(model.explain(history, item).total() - ratings.rating(user, i), 2);
          level += Math.pow(model.explain(user, item).total() - ratings.rating(user, i), 2);
        }
      }
      // Solved with the items fixed: at least about as well as the training left the row.
      assertThat(error).isLessThan(1.05 * level);
      assertThat(model.predict(Ids.UNKNOWN, 3)).isEqualTo(ratings.mean());
      assertThat(model.predict(3, Ids.UNKNOWN)).isEqualTo(ratings.mean());
      double mean = 0;
      for (double[] row : dense(model.userFactors())) {
        double dot = 0;
        for (int f = 0; f < 6; f++) dot += row[f] * model.itemFactors().at(7, f);
        mean += dot / 200;
      }
      assertThat((double) model.explain(Ids.UNKNOWN, 7).total()).isCloseTo(mean, within(1e-5));
    }
  }

  /// The check sums are those of an x86-64 machine.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"f5c08afd796ab1d0 nmf:epochs=4", "94abd26bd3cc3381 nmf:factors=40,epochs=3,seed=8"})
  void theCheckSumIsThatOfX86(String expected, String algorithm) {
    try (Ratings ratings = Tastes.ratings(300, 200, .35)) {
      for (Kernels kernels : Kernels.available()) {
        for (int threads : new int[] {1, 2, 5}) {
          try (Workers workers = Workers.of(threads);
              Model<?> model =
                  Algorithms.train(
                      algorithm, ratings, new Compute(kernels, workers, Progress.none()))) {
            assertThat(Long.toHexString(model.checksum()))
                .as("%s with %s, %d threads", algorithm, kernels.name(), threads)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmf:factors=0 | factors must be 1..1024, was 0",
        "nmf:epochs=0 | epochs must be 1..1000, was 0",
        "nmf:user-regularization=-1 | user-regularization must be >= 0, was -1.0",
        "nmf:item-regularization=x | item-regularization must be a number",
        "nmf:biases=true | unknown setting of nmf 'biases'"
      })
  void badSettingsAreNamed(String algorithm, String message) {
    assertThatThrownBy(() -> Algorithms.canonical(algorithm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void negativeRatingsAreRefused() {
    try (Ratings ratings = Ratings.builder().add("a", "x", -1f).add("b", "x", 3f).build()) {
      assertThatThrownBy(() -> NonNegative.train(ratings).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("nmf needs ratings that are not negative, the smallest is -1.0");
    }
  }
}
