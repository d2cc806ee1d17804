package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.Ledger;
import dev.simile.memory.Memory;
import dev.simile.model.BiasConfig;
import dev.simile.model.Biases;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileFactorizationTest {
  private static ProfileConfig config(ProfileConfig.Profile profile) {
    ProfileConfig config =
        profile == ProfileConfig.Profile.ASYMMETRIC
            ? ProfileConfig.asymmetric()
            : ProfileConfig.svdPlusPlus();
    return config.factors(3).epochs(2).learningRate(.02).regularization(0).seed(9);
  }

  /// The algorithm of the paper, a step of all rows y and x at each rating, in double and O(n^2):
  /// without regularization it is that of the trainer, which takes one step a user. All users are
  /// of one batch, so that each sees the items as they were before the epoch.
  @ParameterizedTest
  @EnumSource(ProfileConfig.Profile.class)
  void trainingIsThatOfThePaperRatingByRating(ProfileConfig.Profile profile) {
    boolean asymmetric = profile == ProfileConfig.Profile.ASYMMETRIC;
    try (Ratings ratings = Tastes.ratings(20, 15, .3);
        Memory memory = Memory.open("test");
        ProfileFactorization untrained =
            ProfileFactorization.train(ratings, config(profile).epochs(1).learningRate(1e-30));
        ProfileFactorization trained = ProfileFactorization.train(ratings, config(profile))) {
      Biases biases = Biases.train(ratings, BiasConfig.defaults(), memory, Compute.defaults());
      Naive naive = new Naive(ratings, untrained, asymmetric, biases);
      for (int epoch = 1; epoch <= 2; epoch++) naive.epoch(.02f);
      for (int item = 0; item < ratings.itemCount(); item++) {
        assertThat((double) trained.itemBias(item)).isCloseTo(naive.bi[item], within(1e-5));
        for (int f = 0; f < 3; f++)
          assertThat((double) trained.itemFactors().at(item, f))
              .isCloseTo(naive.q[item][f], within(1e-5));
      }
      for (int user = 0; user < ratings.userCount(); user++) {
        assertThat((double) trained.userBias(user)).isCloseTo(naive.bu[user], within(1e-5));
        double[] row = naive.row(user, naive.y, naive.x);
        for (int f = 0; f < 3; f++)
          assertThat((double) trained.userFactors().at(user, f)).isCloseTo(row[f], within(1e-5));
      }
      assertThat(trained.epochs().getLast().trainRmse()).isCloseTo(naive.rmse, within(1e-5));
    }
  }

  @Test
  void theLossFalls() {
    try (Ratings ratings = Tastes.ratings(300, 200, .25)) {
      for (ProfileConfig config :
          new ProfileConfig[] {ProfileConfig.svdPlusPlus(), ProfileConfig.asymmetric()}) {
        try (ProfileFactorization model = ProfileFactorization.train(ratings, config)) {
          assertThat(model.epochs()).hasSize(config.epochs());
          assertThat(model.epochs().getLast().trainRmse())
              .isLessThan(.8 * model.epochs().getFirst().trainRmse());
        }
      }
    }
  }

  @Test
  void divergenceIsDetected() {
    long before = Ledger.total();
    try (Ratings ratings = Tastes.ratings(60, 40, .35)) {
      long held = Ledger.total();
      for (double rate : new double[] {3, 1e30})
        assertThatThrownBy(
                () ->
                    ProfileFactorization.train(
                        ratings, ProfileConfig.svdPlusPlus().learningRate(rate)))
            .isInstanceOf(TrainingDivergedException.class)
            .hasMessageContaining("a lower learning rate helps");
      assertThat(Ledger.total()).isEqualTo(held);
    }
    assertThat(Ledger.total()).isEqualTo(before);
  }

  /// The definition with p = 0, and the bias that minimizes what is left.
  @Test
  void aHistoryIsFoldedInByTheDefinition() {
    try (Ratings ratings = Tastes.ratings(100, 60, .3);
        ProfileFactorization model =
            ProfileFactorization.train(ratings, ProfileConfig.asymmetric().factors(5))) {
      History history = History.of(new int[] {3, 8, 20}, new float[] {5, 1, 3.5f});
      Explanation why = model.explain(history, 11);
      assertThat(why.parts().stream().map(Explanation.Part::name))
          .containsExactly("mean", "user-bias", "item-bias", "item", "item", "item");
      assertThat(why.sum()).isCloseTo(why.total(), within(1e-5));
      double bias = why.parts().get(1).contribution();
      double left = 0;
      for (int i = 0; i < 3; i++)
        left += history.rating(i) - (model.explain(history, history.item(i)).total() - bias);
      assertThat(bias).isCloseTo(left / 3 / (1 + .02), within(1e-5));
      // What items say depends on who has them, not on their order.
      History turned = History.of(new int[] {20, 3, 8}, new float[] {3.5f, 5, 1});
      assertThat((double) model.explain(turned, 11).total()).isCloseTo(why.total(), within(1e-5));
    }
  }

  @Test
  void anExplanationNamesWhatEachItemSays() {
    try (Ratings ratings = Tastes.ratings(100, 60, .3);
        ProfileFactorization model =
            ProfileFactorization.train(ratings, ProfileConfig.svdPlusPlus().factors(5))) {
      Explanation why = model.explain(4, 9);
      assertThat(why.approximate()).isFalse();
      assertThat(why.parts()).hasSize(4 + ratings.byUser().degree(4));
      assertThat(why.parts().get(3).name()).isEqualTo("user-row");
      assertThat(why.total()).isEqualTo((float) model.predict(4, 9));
      assertThat(model.predict(Ids.UNKNOWN, 9))
          .isEqualTo((float) ratings.mean() + model.itemBias(9));
    }
  }

  private static final class Naive {
    final Csr rows;
    final Biases biases;
    final boolean asymmetric;
    final double mean;
    final double[] bu;
    final double[] bi;
    final double[][] p;
    double[][] q;
    double[][] y;
    double[][] x;
    double rmse;

    /// Starts where a training without steps has ended: the rows y and x from the seed.
    Naive(Ratings ratings, ProfileFactorization start, boolean asymmetric, Biases biases) {
      rows = ratings.byUser();
      this.biases = biases;
      this.asymmetric = asymmetric;
      mean = ratings.mean();
      int users = ratings.userCount();
      int items = ratings.itemCount();
      bu = new double[users];
      bi = new double[items];
      q = first(items, Randoms.ITEM_FACTORS);
      y = first(items, Randoms.HAVING_FACTORS);
      x = first(items, Randoms.RATING_FACTORS);
      p = asymmetric ? new double[users][3] : first(users, Randoms.USER_FACTORS);
      for (int item = 0; item < items; item++)
        for (int f = 0; f < 3; f++)
          assertThat((double) start.itemFactors().at(item, f)).isEqualTo(q[item][f]);
    }

    private static double[][] first(int rows, int stream) {
      double[][] matrix = new double[rows][3];
      long numbers = Randoms.stream(9, stream);
      for (int row = 0; row < rows; row++)
        for (int f = 0; f < 3; f++)
          matrix[row][f] = Randoms.normal(Randoms.bits(numbers, 3L * row + f), Randoms.scale(.1));
      return matrix;
    }

    double surprise(int user, long at) {
      return asymmetric ? rows.value(at) - biases.of(user, rows.column(at)) : 0;
    }

    double[] row(int user, double[][] y, double[][] x) {
      double[] row = p[user].clone();
      double share = 1 / Math.sqrt(rows.degree(user));
      for (long at = rows.start(user); at < rows.end(user); at++)
        for (int f = 0; f < 3; f++)
          row[f] += share * (y[rows.column(at)][f] + surprise(user, at) * x[rows.column(at)][f]);
      return row;
    }

    void epoch(double rate) {
      double[][] q0 = copy(q);
      double[][] y0 = copy(y);
      double[][] x0 = copy(x);
      double[] bi0 = bi.clone();
      double squares = 0;
      for (int user = 0; user < rows.rows(); user++) {
        double[][] y1 = copy(y0);
        double[][] x1 = copy(x0);
        double share = 1 / Math.sqrt(rows.degree(user));
        for (long at = rows.start(user); at < rows.end(user); at++) {
          int item = rows.column(at);
          double[] row = row(user, y1, x1);
          double e = rows.value(at) - mean - bu[user] - bi0[item];
          for (int f = 0; f < 3; f++) e -= row[f] * q0[item][f];
          squares += e * e;
          bu[user] += rate * e;
          bi[item] += rate * e;
          for (int f = 0; f < 3; f++) {
            q[item][f] += rate * e * row[f];
            if (!asymmetric) p[user][f] += rate * e * q0[item][f];
            for (long other = rows.start(user); other < rows.end(user); other++) {
              int j = rows.column(other);
              y1[j][f] += rate * e * share * q0[item][f];
              x1[j][f] += rate * e * share * surprise(user, other) * q0[item][f];
            }
          }
        }
        for (int j = 0; j < y.length; j++) {
          for (int f = 0; f < 3; f++) {
            y[j][f] += y1[j][f] - y0[j][f];
            x[j][f] += x1[j][f] - x0[j][f];
          }
        }
      }
      rmse = Math.sqrt(squares / rows.entries());
    }

    private static double[][] copy(double[][] matrix) {
      double[][] copy = new double[matrix.length][];
      for (int row = 0; row < copy.length; row++) copy[row] = matrix[row].clone();
      return copy;
    }
  }
}
