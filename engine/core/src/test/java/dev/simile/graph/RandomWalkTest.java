package dev.simile.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Recommendation;
import dev.simile.Recommendations;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWalkTest {
  /// Dense matrices of a users x items matrix, 0 where there is no rating.
  private static final class Dense {
    private final double[][] ratings;

    private Dense(double[][] ratings) {
      this.ratings = ratings;
    }

    static Dense of(Ratings of) {
      double[][] all = new double[of.userCount()][of.itemCount()];
      for (int user = 0; user < all.length; user++) {
        for (int i = 0; i < of.count(user); i++) all[user][of.item(user, i)] = of.rating(user, i);
      }
      return new Dense(all);
    }

    double rating(int user, int item, boolean implicit) {
      double rating = ratings[user][item];
      return implicit && rating != 0 ? 1 : rating;
    }

    /// The weights by their definition: all three steps as matrices, then the largest of each row.
    double[][] weights(WalkConfig config) {
      int users = ratings.length;
      int items = ratings[0].length;
      double[] ofUser = new double[users];
      double[] ofItem = new double[items];
      int[] degree = new int[items];
      for (int user = 0; user < users; user++) {
        for (int item = 0; item < items; item++) {
          double rating = rating(user, item, config.implicit());
          ofUser[user] += rating;
          ofItem[item] += rating;
          if (rating != 0) degree[item]++;
        }
      }
      double[][] weights = new double[items][items];
      for (int j = 0; j < items; j++) {
        for (int i = 0; i < items; i++) {
          if (i == j) continue;
          for (int user = 0; user < users; user++)
            weights[j][i] +=
                Math.pow(rating(user, j, config.implicit()) / ofItem[j], config.alpha())
                    * Math.pow(rating(user, i, config.implicit()) / ofUser[user], config.alpha());
          weights[j][i] /= Math.pow(degree[i], config.beta());
        }
        double[] row = weights[j].clone();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < items; i++) order.add(i);
        order.sort(Comparator.comparingDouble((Integer i) -> -row[i]).thenComparing(i -> i));
        double total = 0;
        for (int rank = 0; rank < items; rank++) {
          int i = order.get(rank);
          if (rank >= config.neighbors()) weights[j][i] = 0;
          total += weights[j][i];
        }
        if (config.normalize() && total > 0) for (int i = 0; i < items; i++) weights[j][i] /= total;
      }
      return weights;
    }
  }

  /// Ratings whose weights differ by more than rounding, so that the largest are the same whatever
  /// the order of additions.
  private static Ratings ratings(int users, int items, double density) {
    Random random = new Random(5);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < users; user++) {
      for (int item = 0; item < items; item++) {
        if (random.nextDouble() < density * (1.5 - (double) item / items))
          builder.add("u" + user, "i" + item, 1 + random.nextInt(900) / 100f);
      }
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1, 0, 200, false, true
          1, 0, 9, true, true
          1.7, 0, 12, false, false
          .6, .8, 25, false, true
          1.2, .4, 5, true, false
          """)
  void theWeightsAreThoseOfTheDefinition(
      double alpha, double beta, int neighbors, boolean normalize, boolean implicit) {
    WalkConfig config = new WalkConfig(alpha, beta, neighbors, normalize, implicit);
    // Of the second most rows touch less than a quarter of the catalogue.
    for (Ratings some : List.of(ratings(40, 30, .3), ratings(60, 400, .006))) {
      try (Ratings ratings = some;
          RandomWalk walk =
              beta == 0
                  ? RandomWalk.p3alpha(ratings, config, Compute.defaults())
                  : RandomWalk.rp3beta(ratings, config, Compute.defaults())) {
        Dense dense = Dense.of(ratings);
        double[][] expected = dense.weights(config);
        List<String> wrong = new ArrayList<>();
        for (int j = 0; j < expected.length; j++) {
          int kept = 0;
          for (int i = 0; i < expected.length; i++) {
            double weight = walk.weight(j, i);
            kept += weight != 0 ? 1 : 0;
            boolean swapped = (weight == 0) != (expected[j][i] == 0);
            if (!swapped && Math.abs(weight - expected[j][i]) > 2e-6 * expected[j][i])
              wrong.add(j + " " + i + ": " + weight + " for " + expected[j][i]);
            // Equal weights: which of them is kept depends on the last bit.
            if (swapped && !equalled(expected[j], dense.weights(config.neighbors(999))[j], i))
              wrong.add(j + " " + i + ": " + weight + " for " + expected[j][i]);
          }
          assertThat(kept).isLessThanOrEqualTo(neighbors);
        }
        assertThat(wrong).isEmpty();
      }
    }
  }

  /// True if some other item's weight is that of `i` but for rounding, at the edge of what is kept.
  private static boolean equalled(double[] kept, double[] all, int i) {
    double least = Double.POSITIVE_INFINITY;
    for (int other = 0; other < all.length; other++)
      if (kept[other] != 0) least = Math.min(least, all[other]);
    return Math.abs(all[i] - least) < 1e-6 * least;
  }

  @Test
  void aWalkEndsSomewhere() {
    try (Ratings ratings = ratings(40, 30, .3);
        RandomWalk walk =
            RandomWalk.p3alpha(ratings, WalkConfig.p3alpha().implicit(false), Compute.defaults())) {
      // With probability 1, at the item itself or at another.
      double[] back = new double[30];
      for (int user = 0; user < 40; user++) {
        double sum = 0;
        for (int i = 0; i < ratings.count(user); i++) sum += ratings.rating(user, i);
        for (int i = 0; i < ratings.count(user); i++)
          back[ratings.item(user, i)] += Math.pow(ratings.rating(user, i), 2) / sum;
      }
      for (int item = 0; item < 30; item++) {
        double total = 0;
        for (int other = 0; other < 30; other++) total += walk.weight(item, other);
        double sum = 0;
        for (long at = ratings.byItem().start(item); at < ratings.byItem().end(item); at++)
          sum += ratings.byItem().value(at);
        assertThat(total + back[item] / sum).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void anExplanationTellsTheWalksByTheirFirstItem() {
    try (Ratings ratings =
            Ratings.builder()
                .add("a", "x")
                .add("a", "y")
                .add("b", "x")
                .add("b", "z")
                .add("c", "y")
                .add("c", "z")
                .add("c", "w")
                .build();
        RandomWalk walk = RandomWalk.p3alpha(ratings, WalkConfig.p3alpha(), Compute.defaults())) {
      int z = ratings.items().indexOf("z");
      Explanation why = walk.explain(0, z);
      // From x by b: 1/2 1/2; from y by c: 1/2 1/3.
      assertThat(why.parts())
          .containsExactly(
              new Explanation.Part("neighbor", Explanation.Of.ITEM, 0, 1, .25, .25),
              new Explanation.Part(
                  "neighbor", Explanation.Of.ITEM, 1, 1, 1 / 6f, (.25f + 1 / 6f) - .25f));
      assertThat(walk.recommend(0, 9, Filter.unseen()))
          .extracting(Recommendation::item)
          .containsExactly(z, ratings.items().indexOf("w"));
      Recommendations similar = Recommendations.of(5);
      walk.similarItems(z, Filter.all(), similar);
      assertThat(similar.size()).isEqualTo(3);
      assertThat(walk.recommend(History.of(z), 5, Filter.unseen()).toString())
          .isEqualTo(similar.toString());
    }
  }

  /// The check sums are those of an x86-64 machine.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "84bdd5361ad02756 p3alpha:neighbors=20,alpha=1.3",
        "12745f568a0acc06 rp3beta:neighbors=1000",
        "abd394ba00593618 rp3beta:neighbors=10,alpha=.7,beta=.4,normalize=true,implicit=false"
      })
  void theCheckSumIsThatOfX86(String expected, String algorithm) {
    try (Ratings ratings = ratings(300, 800, .02)) {
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
  @ValueSource(
      strings = {
        "p3alpha:alpha=0|alpha must be above 0, at most 4, was 0.0",
        "p3alpha:alpha=5|alpha must be above 0, at most 4, was 5.0",
        "p3alpha:beta=.5|unknown setting of p3alpha 'beta'",
        "p3alpha:neighbors=0|neighbors must be >= 1, was 0",
        "rp3beta:beta=-1|beta must be 0..4, was -1.0",
        "rp3beta:normalize=yes|normalize must be true or false, was 'yes'"
      })
  void badSettingsAreNamed(String line) {
    String[] parts = line.split("\\|", -1);
    assertThatThrownBy(() -> Algorithms.canonical(parts[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(parts[1]);
  }

  @Test
  void ratingsThatAreNoWeightsAreRefused() {
    try (Ratings ratings = Ratings.builder().add("a", "x", 0f).add("b", "x", 3f).build()) {
      assertThatThrownBy(
              () -> Algorithms.train("p3alpha:implicit=false", ratings, Compute.defaults()).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("p3alpha needs ratings above 0, or implicit=true, the smallest is 0.0");
      assertThatThrownBy(
              () -> RandomWalk.p3alpha(ratings, WalkConfig.rp3beta(), Compute.defaults()).close())
          .hasMessage("beta of p3alpha must be 0, was 0.3");
    }
  }
}
