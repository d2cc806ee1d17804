package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.catalog.Algorithms;
import dev.simile.memory.Memory;
import dev.simile.model.BiasConfig;
import dev.simile.model.Biases;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// iALS, ALS and PureSVD against dense definitions in double.
class AlternatingTest {
  private static final int K = 6;

  /// The dense iALS of these settings, after its epochs and the last solution for the users.
  private static NaiveAlternation dense(
      Ratings ratings, ImplicitAlsConfig config, DoubleStream.Builder losses) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    double[][] weights = new double[users][items];
    double[][] targets = new double[users][items];
    double[] userRidges = new double[users];
    double[] itemRidges = new double[items];
    double a0 = config.unobservedWeight();
    boolean linear = config.confidence() == ImplicitAlsConfig.Confidence.LINEAR;
    double[] degrees = new double[items];
    for (int user = 0; user < users; user++) {
      Arrays.fill(weights[user], a0);
      for (int i = 0; i < ratings.count(user); i++) {
        int item = ratings.item(user, i);
        weights[user][item] += config.alpha() * (linear ? ratings.rating(user, i) : 1);
        targets[user][item] = 1;
        degrees[item]++;
      }
      userRidges[user] = ridge(config, ratings.count(user), items);
    }
    for (int item = 0; item < items; item++) itemRidges[item] = ridge(config, degrees[item], users);
    NaiveAlternation dense =
        new NaiveAlternation(
            weights,
            targets,
            userRidges,
            itemRidges,
            NaiveAlternation.start(ratings, config.factors(), config.deviation(), config.seed()));
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      dense.solveUsers();
      dense.solveItems();
      losses.add(dense.loss());
    }
    dense.solveUsers();
    return dense;
  }

  private static double ridge(ImplicitAlsConfig config, double n, int others) {
    return config.regularization()
        * Math.pow(n + config.unobservedWeight() * others, config.regularizationExponent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ials:factors=6,epochs=4,solver=cholesky",
        "ials:factors=6,epochs=4,solver=cholesky,confidence=linear,unobserved-weight=.1",
        "ials:factors=6,epochs=4,solver=cholesky,confidence=constant,unobserved-weight=1,alpha=2,"
            + "regularization=.5,regularization-exponent=0",
        "ials:factors=6,epochs=4,solver=cholesky,unobserved-weight=0,regularization=.2",
        // Enough steps, and blocks of all columns, are exact.
        "ials:factors=6,epochs=4,solver=cg,cg-steps=40",
        "ials:factors=6,epochs=4,solver=block,block=6"
      })
  void implicitAlsIsThatOfTheWholeMatrix(String algorithm) {
    try (Ratings ratings = Tastes.ratings(50, 40, .3);
        Model<?> trained = Algorithms.train(algorithm, ratings, Compute.defaults())) {
      ImplicitAls model = (ImplicitAls) trained;
      DoubleStream.Builder losses = DoubleStream.builder();
      NaiveAlternation dense = dense(ratings, model.config(), losses);
      double[] expected = losses.build().toArray();
      assertThat(model.losses()).hasSize(expected.length);
      for (int epoch = 0; epoch < expected.length; epoch++)
        assertThat(model.losses().get(epoch))
            .isCloseTo(expected[epoch], within(2e-5 * expected[epoch]));
      for (int user = 0; user < ratings.userCount(); user++) {
        for (int item = 0; item < ratings.itemCount(); item++)
          assertThat(model.predict(user, item)).isCloseTo(dense.score(user, item), within(2e-4));
      }
    }
  }

  /// With few steps and small blocks the way differs, not where it leads.
  @ParameterizedTest
  @ValueSource(strings = {"cg", "block,block=2"})
  void allSolversLowerTheSameLoss(String solver) {
    try (Ratings ratings = Tastes.ratings(60, 50, .3);
        Model<?> exact =
            Algorithms.train(
                "ials:factors=6,epochs=40,solver=cholesky", ratings, Compute.defaults());
        Model<?> other =
            Algorithms.train(
                "ials:factors=6,epochs=40,solver=" + solver, ratings, Compute.defaults())) {
      var losses = ((ImplicitAls) other).losses();
      for (int epoch = 1; epoch < losses.size(); epoch++)
        assertThat(losses.get(epoch)).isLessThan(losses.get(epoch - 1) * (1 + 1e-6));
      double best = ((ImplicitAls) exact).losses().getLast();
      // There are several minima.
      assertThat(losses.getLast()).isLessThan(1.05 * best);
    }
  }

  @Test
  void alsOfRatingsIsThatOfTheResiduals() {
    for (boolean biased : new boolean[] {true, false}) {
      ExplicitAlsConfig config = ExplicitAlsConfig.defaults().factors(K).epochs(4).biases(biased);
      try (Ratings ratings = Tastes.ratings(50, 40, .3);
          ExplicitAls model = ExplicitAls.train(ratings, config);
          Memory memory = Memory.open("test")) {
        BiasConfig biasConfig =
            BiasConfig.defaults()
                .userRegularization(config.userRegularization())
                .itemRegularization(config.itemRegularization());
        Biases biases = Biases.train(ratings, biasConfig, memory, Compute.defaults());
        int users = ratings.userCount();
        int items = ratings.itemCount();
        double[][] weights = new double[users][items];
        double[][] targets = new double[users][items];
        double[] userRidges = new double[users];
        double[] itemRidges = new double[items];
        for (int user = 0; user < users; user++) {
          userRidges[user] = config.regularization() * ratings.count(user);
          for (int i = 0; i < ratings.count(user); i++) {
            int item = ratings.item(user, i);
            weights[user][item] = 1;
            double usual = biased ? biases.of(user, item) : ratings.mean();
            targets[user][item] = ratings.rating(user, i) - usual;
            itemRidges[item] += config.regularization();
          }
        }
        NaiveAlternation dense =
            new NaiveAlternation(
                weights,
                targets,
                userRidges,
                itemRidges,
                NaiveAlternation.start(ratings, K, config.deviation(), config.seed()));
        for (int epoch = 0; epoch < 4; epoch++) {
          dense.solveUsers();
          dense.solveItems();
          assertThat(model.losses().get(epoch))
              .isCloseTo(dense.loss(), within(1e-4 * dense.loss()));
        }
        dense.solveUsers();
        for (int user = 0; user < users; user++) {
          for (int item = 0; item < items; item++) {
            double usual = biased ? biases.of(user, item) : ratings.mean();
            assertThat(model.predict(user, item))
                .isCloseTo(usual + dense.score(user, item), within(1e-3));
          }
        }
      }
    }
  }

  /// What is folded in is what a refit of the row gives: the row of the user, to the bit.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ials:factors=20,epochs=3",
        "ials:factors=17,epochs=3,solver=block,confidence=constant,early-stopping=1",
        "als:factors=18,epochs=3",
        "als:factors=4,epochs=3,biases=false",
        "pure-svd:factors=19"
      })
  void aHistoryGetsTheScoresOfTheUserWithTheSameRatings(String algorithm) {
    try (Ratings ratings = Tastes.ratings(150, 90, .4);
        Model<?> model = Algorithms.train(algorithm, ratings, Compute.defaults())) {
      for (int user = 0; user < ratings.userCount(); user++) {
        History history = History.of(ratings, user);
        assertThat(model.recommend(history, 90, Filter.all()).toString())
            .isEqualTo(model.recommend(user, 90, Filter.all()).toString());
        Explanation why = model.explain(user, user % ratings.itemCount());
        assertThat(
                model.explain(history, user % ratings.itemCount()).parts().getLast().contribution())
            .isEqualTo(why.parts().getLast().contribution());
        assertThat(why.sum()).isCloseTo(why.total(), within(1e-6 * Math.max(1, why.total())));
        long neighbors =
            why.parts().stream().filter(part -> part.name().equals("neighbor")).count();
        assertThat(neighbors).isEqualTo(ratings.count(user));
      }
    }
  }

  /// Without one of the items the others' parts say what is lost: the part's weight is the
  /// derivative of the score by the value.
  @Test
  void aPartOfAnExplanationIsValueTimesItsWeight() {
    try (Ratings ratings = Tastes.ratings(60, 40, .3);
        ImplicitAls model = ImplicitAls.train(ratings)) {
      for (Explanation.Part part : model.explain(3, 5).parts())
        assertThat(part.contribution())
            .isCloseTo(part.value() * part.weight(), within(1e-5 * Math.abs(part.contribution())));
    }
  }

  @Test
  void earlyStoppingKeepsTheBestEpoch() {
    String algorithm = "ials:factors=16,epochs=60,early-stopping=2,regularization=.00001";
    try (Ratings ratings = Tastes.ratings(200, 100, .2);
        ImplicitAls model =
            (ImplicitAls) Algorithms.train(algorithm, ratings, Compute.defaults())) {
      var held = model.heldNdcg();
      assertThat(held).hasSameSizeAs(model.losses()).hasSizeLessThan(60);
      double best = held.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      assertThat(held.get(held.size() - 3)).isEqualTo(best);
      assertThat(held.indexOf(best)).isEqualTo(held.size() - 3);
    }
  }

  /// One more epoch goes on where the model ended, though the ids come in another order and a user
  /// and an item are new.
  @ParameterizedTest
  @ValueSource(
      strings = {"ials:factors=6,solver=cg", "ials:factors=6,solver=cholesky", "als:factors=6"})
  void aWarmStartGoesOnWhereTheModelEnded(String algorithm) {
    RatingsBuilder other = Ratings.builder().add("new", "i3", 4f).add("u2", "newer", 3f);
    try (Ratings ratings = Tastes.ratings(60, 50, .3);
        Model<?> whole = train(algorithm + ",epochs=30", ratings)) {
      for (int user = ratings.userCount() - 1; user >= 0; user--) {
        for (int i = 0; i < ratings.count(user); i++)
          other.add(
              ratings.users().idOf(user),
              ratings.items().idOf(ratings.item(user, i)),
              ratings.rating(user, i));
      }
      try (Ratings more = other.build();
          Model<?> cold = train(algorithm + ",epochs=1", more);
          Model<?> longer = train(algorithm + ",epochs=30", more);
          Model<?> warm =
              Algorithms.train(algorithm + ",epochs=1", more, Compute.defaults(), whole)) {
        assertThat(loss(warm)).isLessThan(1.02 * loss(longer));
        assertThat(loss(cold)).isGreaterThan(1.1 * loss(longer));
        assertThat(warm.users().size()).isEqualTo(whole.users().size() + 1);
      }
    }
  }

  private static Model<?> train(String algorithm, Ratings ratings) {
    return Algorithms.train(algorithm, ratings, Compute.defaults());
  }

  private static double loss(Model<?> model) {
    return model instanceof ImplicitAls implicit
        ? implicit.losses().getLast()
        : ((ExplicitAls) model).losses().getLast();
  }

  @Test
  void aWarmStartNeedsAModelOfTheSameKind() {
    Compute compute = Compute.defaults();
    try (Ratings ratings = Tastes.ratings(30, 20, .3);
        Model<?> implicit = train("ials:factors=6,epochs=1", ratings)) {
      assertThatThrownBy(() -> Algorithms.train("als", ratings, compute, implicit).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the model to start from must be of als, was of ials:factors=6");
      assertThatThrownBy(() -> Algorithms.train("ials", ratings, compute, implicit).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("factors must be those of the model to start from, 6, was 64");
      assertThatThrownBy(() -> Algorithms.train("popular", ratings, compute, implicit).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("popular cannot start from a model");
    }
  }

  @Test
  void negativeRatingsHaveNoLinearConfidence() {
    ImplicitAlsConfig linear =
        ImplicitAlsConfig.defaults().confidence(ImplicitAlsConfig.Confidence.LINEAR);
    try (Ratings ratings = Ratings.builder().add("a", "x", -1f).add("a", "y", 2f).build()) {
      assertThatThrownBy(() -> ImplicitAls.train(ratings, linear).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("ratings must be >= 0 where confidence=linear, was -1.0");
      try (ImplicitAls model = ImplicitAls.train(ratings)) {
        assertThat(model.predict(0, 0)).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ials:factors=0 factors must be 1..1024, was 0",
        "ials:alpha=0 alpha must be > 0, was 0.0",
        "ials:unobserved-weight=-1 unobserved-weight must be >= 0, was -1.0",
        "ials:regularization-exponent=2 regularization-exponent must be in [0, 1], was 2.0",
        "ials:cg-steps=0 cg-steps must be 1..1000, was 0",
        "ials:block=1025 block must be 1..1024, was 1025",
        "als:regularization=-.5 regularization must be >= 0, was -0.5",
        "als:deviation=0 deviation must be > 0, was 0.0",
        "pure-svd:iterations=-1 iterations must be 0..1000, was -1"
      })
  void settingsOutOfRangeAreRefused(String algorithmAndMessage) {
    int space = algorithmAndMessage.indexOf(' ');
    assertThatThrownBy(() -> Algorithms.canonical(algorithmAndMessage.substring(0, space)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(algorithmAndMessage.substring(space + 1));
  }

  /// The scores are those of the projection on the dominant right singular vectors, which plain
  /// power iteration with deflation finds too.
  @Test
  void pureSvdIsTheTruncatedDecomposition() {
    try (Ratings ratings = Tastes.ratings(60, 40, .4);
        PureSvd model =
            PureSvd.train(ratings, PureSvdConfig.defaults().factors(3).iterations(30))) {
      int users = ratings.userCount();
      int items = ratings.itemCount();
      double[][] r = new double[users][items];
      for (int user = 0; user < users; user++) {
        for (int i = 0; i < ratings.count(user); i++)
          r[user][ratings.item(user, i)] = ratings.rating(user, i);
      }
      double[][] gram = new double[items][items];
      for (double[] row : r) {
        for (int i = 0; i < items; i++) {
          for (int j = 0; j < items; j++) gram[i][j] += row[i] * row[j];
        }
      }
      double[][] vectors = new double[3][];
      for (int f = 0; f < 3; f++) {
        double[] v = new double[items];
        for (int i = 0; i < items; i++) v[i] = Math.sin(i + f + 1);
        double value = 0;
        for (int round = 0; round < 20_000; round++) {
          double[] next = new double[items];
          for (int i = 0; i < items; i++) {
            for (int j = 0; j < items; j++) next[i] += gram[i][j] * v[j];
          }
          value = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
          for (int i = 0; i < items; i++) v[i] = next[i] / value;
        }
        for (int i = 0; i < items; i++) {
          for (int j = 0; j < items; j++) gram[i][j] -= value * v[i] * v[j];
        }
        vectors[f] = v;
        assertThat(model.singularValues()[f])
            .isCloseTo(Math.sqrt(value), within(1e-4 * Math.sqrt(value)));
      }
      for (int user = 0; user < users; user++) {
        for (int item = 0; item < items; item++) {
          double expected = 0;
          for (double[] v : vectors) {
            double product = 0;
            for (int j = 0; j < items; j++) product += r[user][j] * v[j];
            expected += product * v[item];
          }
          assertThat(model.predict(user, item)).isCloseTo(expected, within(2e-3));
        }
      }
    }
  }
}
