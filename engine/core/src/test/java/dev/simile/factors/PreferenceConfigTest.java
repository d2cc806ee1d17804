package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.catalog.Algorithms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bpr:factors=0 | factors must be 1..1024, was 0",
        "bpr:epochs=0 | epochs must be 1..10000, was 0",
        "bpr:learning-rate=0 | learning-rate must be > 0, was 0.0",
        "bpr:decay=0 | decay must be in (0, 1], was 0.0",
        "bpr:decay=1.1 | decay must be in (0, 1], was 1.1",
        "bpr:regularization=-1 | regularization must be >= 0, was -1.0",
        "bpr:negative-regularization=-1 | negative-regularization must be >= 0, was -1.0",
        "bpr:bias-regularization=-1 | bias-regularization must be >= 0, was -1.0",
        "bpr:deviation=0 | deviation must be > 0, was 0.0",
        "bpr:early-stopping=-1 | early-stopping must be 0..10000, was -1",
        "logistic-mf:early-stopping=-1 | early-stopping must be 0..10000, was -1",
        "warp:draws=0 | draws must be 1..10000, was 0",
        "logistic-mf:factors=1025 | factors must be 1..1024, was 1025",
        "logistic-mf:epochs=0 | epochs must be 1..10000, was 0",
        "logistic-mf:learning-rate=0 | learning-rate must be > 0, was 0.0",
        "logistic-mf:regularization=-1 | regularization must be >= 0, was -1.0",
        "logistic-mf:negatives=101 | negatives must be 1..100, was 101",
        "logistic-mf:deviation=-1 | deviation must be > 0, was -1.0",
        "svd++:factors=0 | factors must be 1..1024, was 0",
        "svd++:epochs=10001 | epochs must be 1..10000, was 10001",
        "svd++:learning-rate=0 | learning-rate must be > 0, was 0.0",
        "svd++:decay=0 | decay must be in (0, 1], was 0.0",
        "svd++:regularization=-1 | regularization must be >= 0, was -1.0",
        "svd++:bias-regularization=-1 | bias-regularization must be >= 0, was -1.0",
        "asymmetric-svd:deviation=0 | deviation must be > 0, was 0.0"
      })
  void aSettingOutOfItsRangeIsNamed(String algorithm, String message) {
    assertThatThrownBy(() -> Algorithms.canonical(algorithm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void onlyWarpDrawsInVain() {
    assertThatThrownBy(() -> Algorithms.canonical("bpr:draws=3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("draws");
    assertThat(Algorithms.canonical("warp:draws=3")).contains("draws=3");
  }

  @Test
  void ratesDecayFromEpochToEpoch() {
    PairConfig config = PairConfig.bpr().learningRate(.5).decay(.5);
    assertThat(config.rate(1)).isEqualTo(.5f);
    assertThat(config.rate(3)).isEqualTo(.125f);
    assertThat(ProfileConfig.svdPlusPlus().learningRate(.5).decay(.5).rate(2)).isEqualTo(.25f);
  }
}
