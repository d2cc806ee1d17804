package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.factors.FactorConfig.Optimizer;
import dev.simile.factors.FactorConfig.RegularizationMode;
import dev.simile.kernel.SgdLoss;
import dev.simile.settings.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "factors=0|factors must be 1..1024, was 0",
        "factors=1025|factors must be 1..1024, was 1025",
        "epochs=0|epochs must be 1..10000, was 0",
        "optimizer=adam|optimizer must be one of sgd adagrad, was 'adam'",
        "learning-rate=-1|learning-rate must be >= 0, was -1.0",
        "learning-rate=1e300|learning-rate must be >= 0, was 1.0E300",
        "learning-rate=NaN|learning-rate must be finite (>= 0), was NaN",
        "decay=1.5|decay must be in [0, 1], was 1.5",
        "decay=-.1|decay must be in [0, 1], was -0.1",
        "loss=cubic|loss must be one of squared absolute huber logistic, was 'cubic'",
        "delta=0|delta must be > 0, was 0.0",
        "delta=1e300|delta must be > 0, was 1.0E300",
        "positive-from=-1e300|positive-from must be finite, was -1.0E300",
        "l1=-.1|l1 must be >= 0, was -0.1",
        "non-negative=yes|non-negative must be true or false, was 'yes'",
        "regularization=-1|regularization must be >= 0, was -1.0",
        "bias-regularization=-1|bias-regularization must be >= 0, was -1.0",
        "deviation=-.1|deviation must be >= 0, was -0.1",
        "early-stopping=-1|early-stopping must be 0..10000, was -1",
        "held-share=1|held-share must be in (0, 1), was 1.0",
        "regularization-mode=x|regularization-mode must be one of constant frequency, was 'x'",
        "biases=1|biases must be true or false, was '1'",
      })
  void aBadValueIsNamedWithItsRule(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void everySettingIsReadAndWritten() {
    String text =
        "mf:factors=7,epochs=3,optimizer=adagrad,learning-rate=0.5,decay=0.5,loss=huber,delta=1.5,"
            + "positive-from=3.5,regularization=2,regularization-mode=constant,l1=0.25,"
            + "non-negative=true,biases=false,bias-regularization=3,deviation=0.25,"
            + "early-stopping=4,held-share=0.125,seed=-9";
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse("mf", Spec.parse("algorithm", text).values());
    assertThat(config)
        .isEqualTo(
            new FactorConfig(
                7,
                3,
                Optimizer.ADAGRAD,
                .5,
                .5,
                new FactorLoss(SgdLoss.HUBER, 1.5, 3.5),
                2,
                RegularizationMode.CONSTANT,
                .25,
                true,
                false,
                3,
                .25,
                4,
                .125,
                -9));
    assertThat(MatrixFactorization.SETTINGS.format("mf", config)).isEqualTo(text);
  }

  /// As files have it that were saved before there were optimizers and losses.
  @Test
  void anOlderTextMeansWhatItMeant() {
    String text =
        "mf:factors=64,epochs=20,learning-rate=0.03,decay=0.9,regularization=1.2,"
            + "regularization-mode=frequency,biases=true,bias-regularization=1,deviation=0.1,"
            + "early-stopping=0,held-share=0.05,seed=42";
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse("mf", Spec.parse("algorithm", text).values());
    assertThat(config).isEqualTo(FactorConfig.defaults().learningRate(.03).decay(.9).deviation(.1));
    for (int epoch = 1; epoch < 9; epoch++)
      assertThat(config.rate(epoch)).isEqualTo(FactorConfig.defaults().rate(epoch));
    assertThat(config.startDeviation()).isEqualTo(FactorConfig.defaults().startDeviation());
  }

  @Test
  void eachOptimizerHasItsOwnRateAndBeginning() {
    FactorConfig sgd = FactorConfig.defaults().factors(16);
    assertThat(sgd.rate(1)).isEqualTo(.03f);
    assertThat(sgd.rate(2)).isEqualTo((float) (.03 * .9));
    assertThat(sgd.startDeviation()).isEqualTo(.1);
    FactorConfig adagrad = sgd.optimizer(Optimizer.ADAGRAD);
    assertThat(adagrad.rate(1)).isEqualTo(.1f);
    assertThat(adagrad.rate(9)).isEqualTo(.1f);
    assertThat(adagrad.decay(.5).rate(2)).isEqualTo(.05f);
    assertThat(adagrad.startDeviation()).isEqualTo(1 / Math.sqrt(12 * 16));
    assertThat(adagrad.startsEvenly()).isFalse();
    assertThat(adagrad.biases(false).startsEvenly()).isTrue();
    assertThat(adagrad.biases(false).startDeviation() * Math.sqrt(12))
        .isCloseTo(.25, within(1e-15));
    assertThat(adagrad.biases(false).deviation(.3).startDeviation()).isEqualTo(.3);
  }

  @Test
  void aRatingIsPositiveFromThatOnOrFromTheMeanOn() {
    FactorLoss loss = FactorLoss.SQUARED.kind(SgdLoss.LOGISTIC);
    assertThat(loss.positive(3.1f, 3.1)).isTrue();
    assertThat(loss.positive(3, 3.1)).isFalse();
    assertThat(loss.positiveFrom(2.5).positive(3, 3.1)).isTrue();
    assertThat(loss.positiveFrom(2.5).positive(2, 1)).isFalse();
    assertThat(loss.positiveFrom(-1).positive(-1, 1)).isTrue();
  }

  @Test
  void theRateDecaysByEpochAndFrequentRowsAreHeldLess() {
    FactorConfig config = FactorConfig.defaults().learningRate(.5).decay(.5).regularization(3);
    assertThat(config.rate(1)).isEqualTo(.5f);
    assertThat(config.rate(3)).isEqualTo(.125f);
    FactorConfig constant = config.regularizationMode(RegularizationMode.CONSTANT);
    assertThat(constant.decayOf(1)).isEqualTo(3f);
    assertThat(constant.decayOf(9)).isEqualTo(3f);
    FactorConfig frequency = config.regularizationMode(RegularizationMode.FREQUENCY);
    assertThat(frequency.decayOf(1)).isEqualTo(3f);
    assertThat(frequency.decayOf(9)).isEqualTo(1f);
    assertThat(frequency.decayOf(0)).isEqualTo(0f);
  }

  private static FactorConfig parse(String text) {
    return MatrixFactorization.SETTINGS.parse("mf", Spec.parse("algorithm", "mf:" + text).values());
  }
}
