package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.TrainingDivergedException;
import dev.simile.factors.FactorConfig.Optimizer;
import dev.simile.factors.FactorConfig.RegularizationMode;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Ledger;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixFactorizationTest {
  private static final Ratings RATINGS = Tastes.ratings(300, 200, .35);
  private static final FactorConfig SMALL =
      FactorConfig.defaults()
          .factors(8)
          .epochs(10)
          .learningRate(.03)
          .decay(.95)
          .regularization(.03)
          .regularizationMode(RegularizationMode.CONSTANT)
          .deviation(.1)
          .heldShare(.1)
          .seed(3);

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  private static MatrixFactorization train(FactorConfig config) {
    return MatrixFactorization.train(RATINGS, config);
  }

  /// Literals, so that a change of the numbers on any machine is seen.
  @ParameterizedTest
  @CsvSource({"SGD, 89711d7ac23f7485", "ADAGRAD, 89f514d9b7470355"})
  void theChecksumIsTheSameForAllThreadsAndKernelsAndForever(Optimizer optimizer, String sum) {
    FactorConfig config = SMALL.optimizer(optimizer).factors(20).earlyStopping(2);
    for (Kernels kernels : Kernels.available()) {
      for (int threads : new int[] {1, 2, 3, 7}) {
        try (Workers workers = Workers.of(threads);
            MatrixFactorization model =
                MatrixFactorization.train(
                    RATINGS, config, new Compute(kernels, workers, Progress.none()))) {
          assertThat(Long.toHexString(model.checksum()))
              .as(kernels.name() + ", " + threads + " threads")
              .isEqualTo(sum);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "factors=8,epochs=3",
        "factors=17,epochs=3,regularization=.04,regularization-mode=constant",
        "factors=1,epochs=3,bias-regularization=.1",
        "factors=33,epochs=2,biases=false,regularization-mode=frequency,regularization=.5",
        "factors=20,epochs=3,loss=absolute,l1=.01",
        "factors=16,epochs=3,loss=huber,delta=.4,non-negative=true",
        "factors=8,epochs=3,optimizer=adagrad",
        "factors=5,epochs=3,optimizer=adagrad,biases=false",
        "factors=24,epochs=3,optimizer=adagrad,regularization=.04,regularization-mode=constant",
        "factors=50,epochs=4,optimizer=adagrad,biases=false,regularization=1,deviation=.2",
        "factors=17,epochs=3,optimizer=adagrad,loss=absolute,biases=false,l1=.002",
        "factors=17,epochs=3,optimizer=adagrad,loss=huber,delta=.3,bias-regularization=.5,l1=.01",
        "factors=12,epochs=3,optimizer=adagrad,non-negative=true,learning-rate=.2,decay=.8",
        "factors=12,epochs=3,optimizer=adagrad,non-negative=true,l1=.01,biases=false",
        "factors=9,epochs=3,loss=squared,l1=.02,non-negative=true,biases=false"
      })
  void theFactorsAreThoseOfTheEquationsBitForBit(String settings) {
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse(
            "mf", dev.simile.settings.Spec.parse("algorithm", "mf:" + settings).values());
    NaiveDescent naive = new NaiveDescent(RATINGS, config);
    try (MatrixFactorization model = train(config)) {
      assertSame(model.userFactors(), naive.users);
      assertSame(model.itemFactors(), naive.items);
      for (int user = 0; user < naive.userBias.length; user++)
        assertThat(model.userBias(user)).isEqualTo(naive.userBias[user]);
      for (int item = 0; item < naive.itemBias.length; item++)
        assertThat(model.itemBias(item)).isEqualTo(naive.itemBias[item]);
      assertThat(model.epochs().getLast().trainRmse()).isCloseTo(naive.lastRmse, within(1e-12));
    }
  }

  private static void assertSame(FloatMatrix matrix, float[][] expected) {
    for (int row = 0; row < expected.length; row++) {
      for (int f = 0; f < expected[row].length; f++)
        assertThat(matrix.at(row, f)).isEqualTo(expected[row][f]);
    }
  }

  @Test
  void theLossFallsFromEpochToEpoch() {
    try (MatrixFactorization model = train(SMALL)) {
      List<Epoch> epochs = model.epochs();
      assertThat(epochs).hasSize(10);
      for (int i = 1; i < 10; i++) {
        assertThat(epochs.get(i).number()).isEqualTo(i + 1);
        assertThat(epochs.get(i).rate()).isEqualTo(SMALL.rate(i + 1));
        assertThat(epochs.get(i).trainRmse()).isLessThan(epochs.get(i - 1).trainRmse());
        assertThat(epochs.get(i).heldRmse()).isNaN();
      }
      assertThat(epochs.getLast().trainRmse()).isLessThan(.75 * epochs.getFirst().trainRmse());
      assertThat(model.keptEpoch()).isEqualTo(epochs.getLast());
    }
  }

  @Test
  void earlyStoppingStopsAndKeepsTheBestEpoch() {
    FactorConfig overfits =
        SMALL.factors(40).epochs(200).learningRate(.05).decay(1).regularization(0);
    try (MatrixFactorization stopped = train(overfits.earlyStopping(3))) {
      List<Epoch> epochs = stopped.epochs();
      assertThat(epochs.size()).isLessThan(100);
      Epoch kept = stopped.keptEpoch();
      assertThat(kept.number()).isEqualTo(epochs.size() - 3);
      for (Epoch epoch : epochs)
        assertThat(epoch.heldRmse()).isGreaterThanOrEqualTo(kept.heldRmse());
      // As many epochs as the best, none after it: the same factors.
      try (MatrixFactorization exact =
          train(overfits.earlyStopping(10_000).epochs(kept.number()))) {
        assertThat(exact.epochs()).isEqualTo(epochs.subList(0, kept.number()));
        assertThat(exact.userFactors().segment().mismatch(stopped.userFactors().segment()))
            .isEqualTo(-1);
        assertThat(exact.itemFactors().segment().mismatch(stopped.itemFactors().segment()))
            .isEqualTo(-1);
        for (int item = 0; item < RATINGS.itemCount(); item++)
          assertThat(exact.itemBias(item)).isEqualTo(stopped.itemBias(item));
      }
    }
  }

  @Test
  void nothingToHoldIsAnError() {
    try (Ratings few = Ratings.builder().add("a", "x", 1f).add("a", "y", 2f).build()) {
      assertThatThrownBy(
              () -> MatrixFactorization.train(few, SMALL.earlyStopping(1).heldShare(1e-9)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "held-share must hold at least one rating for early stopping, 1.0E-9 of 2 held none");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, .6, 1e30})
  void divergenceIsDetected(double rate) {
    long before = Ledger.total();
    assertThatThrownBy(() -> train(SMALL.learningRate(rate).decay(1).epochs(100)))
        .isInstanceOfSatisfying(
            TrainingDivergedException.class,
            e -> {
              assertThat(e.epoch()).isBetween(1, 100);
              assertThat(e.rate()).isEqualTo((float) rate);
              assertThat(e).hasMessageContaining("a lower learning rate helps");
            });
    assertThat(Ledger.total()).isEqualTo(before);
  }

  @Test
  void aScaleWithoutVarianceDoesNotDiverge() {
    var builder = Ratings.builder();
    for (int i = 0; i < 100; i++) builder.add("u" + i % 10, "i" + i / 10, 3.3f);
    try (Ratings same = builder.build();
        MatrixFactorization model = MatrixFactorization.train(same, SMALL.epochs(200).decay(1))) {
      assertThat(model.predict(1, 1)).isCloseTo(3.3, within(.01));
    }
  }

  @Test
  void theEpochsAreToldAsTheyEndAndACancellationFreesEverything() {
    List<String> notes = new CopyOnWriteArrayList<>();
    AtomicLong advanced = new AtomicLong();
    Progress progress =
        new Progress() {
          @Override
          public Step step(String name, long total, String unit) {
            assertThat(name).isEqualTo("train mf");
            assertThat(total).isEqualTo(10 * RATINGS.count());
            return new Step() {
              @Override
              public void advance(long units) {
                advanced.addAndGet(units);
              }

              @Override
              public void note(String text) {
                notes.add(text);
              }

              @Override
              public void close() {}
            };
          }

          @Override
          public boolean cancelled() {
            return notes.size() == 3;
          }
        };
    long before = Ledger.total();
    assertThatThrownBy(
            () -> MatrixFactorization.train(RATINGS, SMALL, Compute.defaults().progress(progress)))
        .isInstanceOf(CancelledException.class);
    assertThat(Ledger.total()).isEqualTo(before);
    assertThat(notes).hasSize(3);
    assertThat(notes.getFirst()).matches("epoch 1: RMSE \\d\\.\\d{4}");
    assertThat(advanced.get()).isEqualTo(3 * RATINGS.count());
  }

  @Test
  void whoOrWhatIsUnknownGetsTheBiasesAlone() {
    try (MatrixFactorization model = train(SMALL)) {
      float mean = (float) RATINGS.mean();
      assertThat(model.predict(Ids.UNKNOWN, 4)).isEqualTo(mean + model.itemBias(4));
      assertThat(model.predict(4, Ids.UNKNOWN)).isEqualTo(mean + model.userBias(4));
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isEqualTo(mean);
      assertThat(model.covers(4, 4)).isTrue();
      assertThat(model.covers(Ids.UNKNOWN, 4)).isFalse();
      assertThat(model.covers(4, Ids.UNKNOWN)).isFalse();
    }
    try (MatrixFactorization model = train(SMALL.biases(false))) {
      assertThat(model.predict(Ids.UNKNOWN, 4)).isEqualTo((float) RATINGS.mean());
      assertThat(model.recommend(Ids.UNKNOWN, 1, Filter.all()).score(0))
          .isEqualTo((float) RATINGS.mean());
    }
  }

  @Test
  void anExplanationNamesTheBiasesAndEveryFactor() {
    try (MatrixFactorization model = train(SMALL)) {
      Explanation why = model.explain(7, 9);
      assertThat(why.parts().stream().map(Explanation.Part::name).limit(4))
          .containsExactly("mean", "user-bias", "item-bias", "factor");
      assertThat(why.parts()).hasSize(3 + 8);
      assertThat(why.total()).isEqualTo((float) model.predict(7, 9));
    }
  }

  @Test
  void similarityIsTheCosineOfTheRows() {
    try (MatrixFactorization model = train(SMALL)) {
      Recommendations list = Recommendations.of(5);
      model.similarItems(3, Filter.all(), list);
      for (var one : list)
        assertThat((double) one.score())
            .isCloseTo(cosine(model.itemFactors(), 3, one.item()), within(1e-6));
      model.similarUsers(3, list);
      for (var one : list)
        assertThat((double) one.score())
            .isCloseTo(cosine(model.userFactors(), 3, one.item()), within(1e-6));
    }
  }

  /// The product of two lengths so small would be beyond a float.
  @Test
  void rowsNearZeroHaveNoSimilarity() {
    try (MatrixFactorization model = train(SMALL.deviation(3e-21).epochs(1))) {
      Recommendations list = Recommendations.of(5);
      model.similarItems(3, Filter.all(), list);
      assertThat(list.size()).isZero();
      assertThat(list.shortfall()).startsWith("nothing");
    }
  }

  private static double cosine(FloatMatrix rows, int a, int b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int f = 0; f < rows.columns(); f++) {
      ab += (double) rows.at(a, f) * rows.at(b, f);
      aa += (double) rows.at(a, f) * rows.at(a, f);
      bb += (double) rows.at(b, f) * rows.at(b, f);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
