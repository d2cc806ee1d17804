package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.factors.FactorConfig.RegularizationMode;
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
        "learning-rate=0|learning-rate must be > 0, was 0.0",
        "learning-rate=1e300|learning-rate must be > 0, was 1.0E300",
        "learning-rate=NaN|learning-rate must be finite (> 0), was NaN",
        "decay=1.5|decay must be in (0, 1], was 1.5",
        "decay=0|decay must be in (0, 1], was 0.0",
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
        "mf:factors=7,epochs=3,learning-rate=0.5,decay=0.5,regularization=2,"
            + "regularization-mode=constant,biases=false,bias-regularization=3,deviation=0.25,"
            + "early-stopping=4,held-share=0.125,seed=-9";
    FactorConfig config =
        MatrixFactorization.SETTINGS.parse("mf", Spec.parse("algorithm", text).values());
    assertThat(config)
        .isEqualTo(
            new FactorConfig(
                7, 3, .5, .5, 2, RegularizationMode.CONSTANT, false, 3, .25, 4, .125, -9));
    assertThat(MatrixFactorization.SETTINGS.format("mf", config)).isEqualTo(text);
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
