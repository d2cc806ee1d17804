package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.factors.FactorConfig.Optimizer;
import dev.simile.factors.FactorConfig.RegularizationMode;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.SgdLoss;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each optimizer, loss and penalty promises.
class LossesTest {
  private static final Ratings RATINGS = Tastes.ratings(90, 60, .4);
  private static final FactorConfig SMALL =
      FactorConfig.defaults()
          .factors(12)
          .epochs(6)
          .regularization(.03)
          .regularizationMode(RegularizationMode.CONSTANT)
          .heldShare(.1);

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  static Stream<FactorConfig> combinations() {
    List<FactorConfig> all = new ArrayList<>();
    for (Optimizer optimizer : Optimizer.values()) {
      for (SgdLoss loss : SgdLoss.values()) {
        for (boolean biases : new boolean[] {true, false}) {
          for (double l1 : new double[] {0, .004}) {
            for (boolean nonNegative : new boolean[] {false, true})
              all.add(
                  SMALL
                      .optimizer(optimizer)
                      .learningRate(.1)
                      .loss(loss)
                      .biases(biases)
                      .l1(l1)
                      .nonNegative(nonNegative));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everyCombinationLearnsWithTheSameBitsForAllThreadsAndKernels(FactorConfig config) {
    long expected;
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, config)) {
      List<Epoch> epochs = model.epochs();
      assertThat(epochs.getLast().trainRmse()).isLessThan(.98 * epochs.getFirst().trainRmse());
      expected = model.checksum();
    }
    for (Kernels kernels : Kernels.available()) {
      for (int threads : new int[] {1, 2, 5}) {
        try (Workers workers = Workers.of(threads);
            MatrixFactorization model =
                MatrixFactorization.train(
                    RATINGS, config, new Compute(kernels, workers, Progress.none()))) {
          assertThat(model.checksum())
              .as(kernels.name() + ", " + threads + " threads")
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void theWeightOfAbsoluteValuesMakesFactorsExactlyZero(Optimizer optimizer) {
    FactorConfig config = SMALL.optimizer(optimizer).factors(16).epochs(15);
    int zeros = 0;
    for (double l1 : new double[] {0, .02, .05}) {
      try (MatrixFactorization model = MatrixFactorization.train(RATINGS, config.l1(l1))) {
        int now = count(model, value -> value == 0 ? 1 : 0);
        if (l1 == 0) assertThat(now).isZero();
        else assertThat(now).isGreaterThan(zeros + 200);
        zeros = now;
      }
    }
    assertThat(zeros).isLessThan(16 * 150);
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void factorsAreNotNegativeWhereAskedAndBiasesMayBe(Optimizer optimizer) {
    FactorConfig config = SMALL.optimizer(optimizer);
    try (MatrixFactorization free = MatrixFactorization.train(RATINGS, config);
        MatrixFactorization model = MatrixFactorization.train(RATINGS, config.nonNegative(true))) {
      assertThat(count(free, value -> value < 0 ? 1 : 0)).isGreaterThan(12 * 150 / 4);
      assertThat(count(model, value -> value < 0 ? 1 : 0)).isZero();
      assertThat(count(model, value -> value > 0 ? 1 : 0)).isGreaterThan(12 * 150 / 4);
      int below = 0;
      for (int item = 0; item < RATINGS.itemCount(); item++) if (model.itemBias(item) < 0) below++;
      assertThat(below).isBetween(5, 55);
    }
  }

  private static int count(MatrixFactorization model, DoubleUnaryOperator counts) {
    int count = 0;
    for (FloatMatrix matrix : List.of(model.userFactors(), model.itemFactors())) {
      for (int row = 0; row < matrix.rows(); row++) {
        for (int f = 0; f < matrix.columns(); f++)
          count += (int) counts.applyAsDouble(matrix.at(row, f));
      }
    }
    return count;
  }

  /// Ratings times 4, with weights that leave what is minimized the same but for a factor: what
  /// training sees is the same, so rows are twice as long and biases four times, bit for bit.
  @ParameterizedTest
  @EnumSource(
      value = SgdLoss.class,
      names = {"SQUARED", "ABSOLUTE", "HUBER"})
  void theScaleOfTheRatingsChangesNothingButTheScale(SgdLoss loss) {
    FactorConfig config =
        SMALL.optimizer(Optimizer.ADAGRAD).loss(loss).l1(.005).biasRegularization(.5);
    boolean absolute = loss == SgdLoss.ABSOLUTE;
    FactorConfig scaled =
        config
            .loss(config.loss().delta(4))
            .regularization(config.regularization() * (absolute ? 1 : 4))
            .l1(config.l1() * (absolute ? 2 : 8))
            .biasRegularization(config.biasRegularization() / 4);
    RatingsBuilder builder = Ratings.builder();
    each(RATINGS, (user, item, rating) -> builder.add("u" + user, "i" + item, 4 * rating));
    RatingsBuilder same = Ratings.builder();
    each(RATINGS, (user, item, rating) -> same.add("u" + user, "i" + item, rating));
    try (Ratings large = builder.build();
        Ratings small = same.build();
        MatrixFactorization model = MatrixFactorization.train(small, config);
        MatrixFactorization four = MatrixFactorization.train(large, scaled)) {
      for (int user = 0; user < small.userCount(); user++) {
        assertThat(four.userBias(user)).isEqualTo(4 * model.userBias(user));
        for (int f = 0; f < 12; f++)
          assertThat(four.userFactors().at(user, f)).isEqualTo(2 * model.userFactors().at(user, f));
      }
      for (int item = 0; item < small.itemCount(); item++) {
        assertThat(four.itemBias(item)).isEqualTo(4 * model.itemBias(item));
        for (int f = 0; f < 12; f++)
          assertThat(four.itemFactors().at(item, f)).isEqualTo(2 * model.itemFactors().at(item, f));
      }
      assertThat(four.epochs().getLast().trainRmse())
          .isCloseTo(4 * model.epochs().getLast().trainRmse(), within(1e-12));
    }
  }

  /// What a rating is to the test.
  private interface Each {
    void rating(int user, int item, float rating);
  }

  private static void each(Ratings ratings, Each each) {
    for (int user = 0; user < ratings.userCount(); user++) {
      for (long i = ratings.byUser().start(user); i < ratings.byUser().end(user); i++)
        each.rating(user, ratings.byUser().column(i), ratings.byUser().value(i));
    }
  }

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void theLogisticLossTellsWhatIsLikedFromWhatIsNot(Optimizer optimizer) {
    FactorConfig config = SMALL.optimizer(optimizer).loss(SgdLoss.LOGISTIC).epochs(30).decay(1);
    int[] right = new int[2];
    float mean = (float) RATINGS.mean();
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, config)) {
      each(
          RATINGS,
          (user, item, rating) -> right[model.predict(user, item) > 0 == rating >= mean ? 1 : 0]++);
      assertThat(right[1]).isGreaterThan(8 * right[0]);
      assertThat(model.predict(3, Ids.UNKNOWN)).isEqualTo(model.userBias(3));
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isZero();
    }
    try (MatrixFactorization all =
        MatrixFactorization.train(RATINGS, config.loss(config.loss().positiveFrom(.5)))) {
      each(RATINGS, (user, item, rating) -> assertThat(all.predict(user, item)).isPositive());
    }
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, config.biases(false))) {
      assertThat(model.predict(Ids.UNKNOWN, 3)).isZero();
      assertThat(model.recommend(Ids.UNKNOWN, 1, Filter.all()).score(0)).isZero();
    }
  }

  /// A tenth of the ratings is 20 too high. The mean suffers too, as it is that of all ratings; the
  /// biases make up for it.
  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void outliersHarmTheSquaredLossMost(Optimizer optimizer) {
    Random random = new Random(5);
    RatingsBuilder builder = Ratings.builder();
    List<Clean> clean = new ArrayList<>();
    each(
        RATINGS,
        (user, item, rating) -> {
          if (random.nextInt(5) == 0) clean.add(new Clean("u" + user, "i" + item, rating));
          else builder.add("u" + user, "i" + item, rating + (random.nextInt(10) == 0 ? 20 : 0));
        });
    FactorConfig config = SMALL.optimizer(optimizer).epochs(40).decay(.97).factors(4);
    try (Ratings ratings = builder.build()) {
      double squared = error(ratings, config, clean);
      assertThat(error(ratings, config.loss(SgdLoss.ABSOLUTE), clean)).isLessThan(.6 * squared);
      assertThat(error(ratings, config.loss(SgdLoss.HUBER), clean)).isLessThan(.6 * squared);
    }
  }

  private record Clean(String user, String item, float rating) {}

  private static double error(Ratings ratings, FactorConfig config, List<Clean> clean) {
    double squares = 0;
    try (MatrixFactorization model = MatrixFactorization.train(ratings, config)) {
      for (Clean one : clean) {
        int user = ratings.users().indexOf(one.user());
        int item = ratings.items().indexOf(one.item());
        double error = model.predict(user, item) - one.rating();
        squares += error * error;
      }
    }
    return Math.sqrt(squares / clean.size());
  }

  /// On the scale of the ratings, or of probabilities.
  @ParameterizedTest
  @MethodSource("combinations")
  void theHeldErrorIsThatOfTheFinishedModel(FactorConfig given) {
    FactorConfig config = given.earlyStopping(10_000);
    try (Memory memory = Memory.open("test");
        MatrixFactorization model = MatrixFactorization.train(RATINGS, config)) {
      TrainingScale plain = new TrainingScale(1, 0, config.loss(), RATINGS.mean());
      RatingGrid grid =
          new RatingGrid(RATINGS, config, plain, memory, Workers.shared(), Progress.none());
      assertThat(grid.held()).isBetween(RATINGS.count() / 13, RATINGS.count() / 8);
      double squares = 0;
      for (long i = 0; i < grid.held(); i++) {
        double score = model.predict(grid.heldUsers().at(i), grid.heldItems().at(i));
        double target = grid.heldRatings().at(i);
        if (config.loss().kind() == SgdLoss.LOGISTIC) {
          target = target > 0 ? 1 : 0;
          score = 1 / (1 + Math.exp(-score));
        }
        squares += (target - score) * (target - score);
      }
      assertThat(Math.sqrt(squares / grid.held()))
          .isCloseTo(model.keptEpoch().heldRmse(), within(1e-5));
    }
  }

  @Test
  void aHistoryWithoutRatingsIsPositiveForTheLogisticLoss() {
    FactorConfig config =
        SMALL.loss(SgdLoss.LOGISTIC).epochs(20).optimizer(Optimizer.ADAGRAD).factors(4);
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, config)) {
      int[] liked = {1, 5, 9};
      History taken = History.of(liked);
      History rated = History.of(liked, new float[] {1, 1, 1});
      Map<Integer, Float> scores = new HashMap<>();
      for (var one : model.recommend(taken, 60, Filter.all())) scores.put(one.item(), one.score());
      for (var one : model.recommend(rated, 60, Filter.all())) {
        if (one.item() == 1 || one.item() == 5 || one.item() == 9)
          assertThat(one.score()).isLessThan(scores.get(one.item()));
      }
      for (int item : liked) assertThat(scores.get(item)).isGreaterThan(model.itemBias(item));
    }
  }
}
