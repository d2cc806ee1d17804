package dev.simile.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoClusteringTest {
  /// Users and items of four kinds, and noise.
  private static Ratings ratings(int users, int items) {
    Random random = new Random(9);
    double[][] likes = new double[4][4];
    for (double[] row : likes) for (int i = 0; i < 4; i++) row[i] = 1.5 + 3 * random.nextDouble();
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < users; user++) {
      for (int item = 0; item < items; item++) {
        if (random.nextDouble() < .2)
          builder.add(
              "u" + user,
              "i" + item,
              (float) (likes[user % 4][item % 4] + .3 * random.nextGaussian()));
      }
    }
    return builder.build();
  }

  /// The mean of the ratings of all users and items that are meant, or of all if there are none.
  private static double mean(Ratings of, IntPredicate users, IntPredicate items) {
    double sum = 0;
    int count = 0;
    for (int user = 0; user < of.userCount(); user++) {
      for (int i = 0; users.test(user) && i < of.count(user); i++) {
        if (!items.test(of.item(user, i))) continue;
        sum += of.rating(user, i);
        count++;
      }
    }
    return count == 0 ? of.mean() : sum / count;
  }

  /// The prediction by its definition, whatever group the user and the item are said to be in.
  private static double predicted(
      Ratings of, CoClustering model, int user, int userGroup, int item, int itemGroup) {
    IntPredicate all = i -> true;
    IntPredicate group = u -> model.groupOfUser(u) == userGroup;
    IntPredicate itemsGroup = i -> model.groupOfItem(i) == itemGroup;
    return mean(of, group, itemsGroup)
        + mean(of, u -> u == user, all)
        - mean(of, group, all)
        + mean(of, all, i -> i == item)
        - mean(of, all, itemsGroup);
  }

  private static double squared(double error) {
    return error * error;
  }

  @Test
  void thePredictionsAreThoseOfTheGroups() {
    CoClusterConfig config = CoClusterConfig.defaults().userClusters(4);
    try (Ratings ratings = ratings(40, 30);
        CoClustering model = CoClustering.train(ratings, config, Compute.defaults())) {
      for (int user = 0; user < 40; user++) {
        for (int item = 0; item < 30; item++)
          assertThat(model.predict(user, item))
              .isCloseTo(
                  predicted(
                      ratings, model, user, model.groupOfUser(user), item, model.groupOfItem(item)),
                  within(1e-12));
      }
    }
  }

  /// Users and items are assigned by the same means, so that a few starts go to and fro without an
  /// end; the others come to rest, where nobody, and no item, would be better off in another group.
  @Test
  void mostStartsComeToRestInTheBestGroups() {
    int rests = 0;
    for (int seed = 0; seed < 12; seed++) {
      CoClusterConfig config =
          CoClusterConfig.defaults().userClusters(4).epochs(1000).starts(1).seed(seed);
      try (Ratings ratings = ratings(40, 30);
          CoClustering model = CoClustering.train(ratings, config, Compute.defaults())) {
        rests += atRest(ratings, model) ? 1 : 0;
      }
    }
    assertThat(rests).isGreaterThan(6);
  }

  private static boolean atRest(Ratings ratings, CoClustering model) {
    for (int user = 0; user < 40; user++) {
      double[] errors = new double[4];
      for (int g = 0; g < 4; g++) {
        for (int i = 0; i < ratings.count(user); i++) {
          int item = ratings.item(user, i);
          errors[g] +=
              squared(
                  ratings.rating(user, i)
                      - predicted(ratings, model, user, g, item, model.groupOfItem(item)));
        }
      }
      for (double error : errors) if (errors[model.groupOfUser(user)] > error + 1e-9) return false;
    }
    for (int item = 0; item < 30; item++) {
      double[] errors = new double[3];
      for (int h = 0; h < 3; h++) {
        for (long at = ratings.byItem().start(item); at < ratings.byItem().end(item); at++) {
          int user = ratings.byItem().column(at);
          errors[h] +=
              squared(
                  ratings.byItem().value(at)
                      - predicted(ratings, model, user, model.groupOfUser(user), item, h));
        }
      }
      for (double error : errors) if (errors[model.groupOfItem(item)] > error + 1e-9) return false;
    }
    return true;
  }

  /// Several starts never leave a larger error than the first alone.
  @Test
  void theBestStartIsKept() {
    try (Ratings ratings = ratings(200, 90)) {
      double last = Double.POSITIVE_INFINITY;
      double first = 0;
      for (int starts : new int[] {1, 2, 4, 16}) {
        try (CoClustering model =
            CoClustering.train(
                ratings, CoClusterConfig.defaults().epochs(2).starts(starts), Compute.defaults())) {
          double error = 0;
          for (int user = 0; user < 200; user++) {
            for (int i = 0; i < ratings.count(user); i++)
              error +=
                  squared(ratings.rating(user, i) - model.predict(user, ratings.item(user, i)));
          }
          assertThat(error).isLessThanOrEqualTo(last);
          if (starts == 1) first = error;
          last = error;
        }
      }
      assertThat(last).isLessThan(first);
    }
  }

  @Test
  void aUsersRowAsAHistoryFindsTheUsersGroup() {
    CoClusterConfig config = CoClusterConfig.defaults().userClusters(4).epochs(1000);
    try (Ratings ratings = ratings(60, 40);
        CoClustering model = CoClustering.train(ratings, config, Compute.defaults())) {
      for (int user = 0; user < 60; user++)
        assertThat(model.recommend(History.of(ratings, user), 40, Filter.all()).toString())
            .isEqualTo(model.recommend(user, 40, Filter.all()).toString());
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isEqualTo(ratings.mean());
      assertThat(model.predict(3, Ids.UNKNOWN))
          .isCloseTo(mean(ratings, u -> u == 3, i -> true), within(1e-12));
      assertThat(model.predict(Ids.UNKNOWN, 5))
          .isCloseTo(mean(ratings, u -> true, i -> i == 5), within(1e-12));
    }
  }

  @Test
  void anExplanationTellsTheGroupsAndWhatSetsApart() {
    try (Ratings ratings = ratings(40, 30);
        CoClustering model = CoClustering.train(ratings)) {
      Explanation why = model.explain(2, 7);
      assertThat(why.parts())
          .extracting(Explanation.Part::name)
          .startsWith("groups")
          .containsExactlyInAnyOrder("groups", "user", "item");
      assertThat(why.sum()).isCloseTo(model.predict(2, 7), within(1e-12));
      assertThat(why.total()).isEqualTo((float) model.predict(2, 7));
    }
  }

  /// The check sums are those of an x86-64 machine.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "7fd5fb497fb75812 co-clustering",
        "6f265c52d59a8509 co-clustering:user-clusters=17,item-clusters=6,epochs=4,starts=1,seed=8"
      })
  void theCheckSumIsThatOfX86(String expected, String algorithm) {
    try (Ratings ratings = ratings(1300, 700)) {
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
        "co-clustering:user-clusters=0 | user-clusters must be 1..1024, was 0",
        "co-clustering:item-clusters=1025 | item-clusters must be 1..1024, was 1025",
        "co-clustering:epochs=0 | epochs must be 1..1000, was 0",
        "co-clustering:clusters=3 | unknown setting of co-clustering 'clusters'"
      })
  void badSettingsAreNamed(String algorithm, String message) {
    assertThatThrownBy(() -> Algorithms.canonical(algorithm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
