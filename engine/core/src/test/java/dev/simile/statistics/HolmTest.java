package dev.simile.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {
  @Test
  void everyRankHasItsFactorAndNeverLessThanTheOneBefore() {
    check(new double[] {0.01, 0.04, 0.03, 0.005}, 0.03, 0.06, 0.06, 0.02);
    check(new double[] {0.01, 0.02, 0.03, 0.04, 0.05}, 0.05, 0.08, 0.09, 0.09, 0.09);
    check(new double[] {0.5, 0.9, 0.01}, 1, 1, 0.03);
  }

  @Test
  void equalValuesStayEqual() {
    check(new double[] {0.02, 0.01, 0.02, 0.02}, 0.06, 0.04, 0.06, 0.06);
  }

  @Test
  void whatIsUndefinedDoesNotCount() {
    check(new double[] {Double.NaN, 0.01, Double.NaN, 0.02}, Double.NaN, 0.02, Double.NaN, 0.02);
    check(new double[] {});
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> Holm.adjust(new double[] {0.5, 1.5}))
        .hasMessage("p[1] must be 0..1, was 1.5");
  }

  private static void check(double[] p, double... expected) {
    double[] given = p.clone();
    assertThat(Holm.adjust(p)).containsExactly(expected, within(1e-15));
    assertThat(p).isEqualTo(given);
  }
}
