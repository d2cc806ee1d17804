package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairErrorsTest {
  /// Play counts have errors of thousands, similarities such of thousandths.
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, .25, 4, 100, 1e5, 1e30})
  void theWorstItemsAreThoseOfTheLargestErrorOnAnyScale(double range) {
    PairErrors whole = new PairErrors(range, 3);
    PairErrors one = new PairErrors(range, 3);
    PairErrors other = new PairErrors(range, 3);
    double[][] shares = {{.5, -.5, .5}, {.01, -.02, .03}, {-1, 1, 40}};
    for (int item = 0; item < 3; item++) {
      for (int i = 0; i < 3; i++) {
        double error = shares[item][i] * range;
        whole.add(item, error);
        ((item + i) % 2 == 0 ? one : other).add(item, error);
      }
    }
    other.addAll(one);
    Lowest worst = whole.worst(3, 3);
    Lowest parted = other.worst(3, 3);
    int[] order = {2, 0, 1};
    for (int i = 0; i < 3; i++) {
      double squares = 0;
      for (double share : shares[order[i]]) squares += share * share;
      assertThat(worst.index(i)).isEqualTo(order[i]);
      assertThat(worst.support(i)).isEqualTo(3);
      assertThat(worst.value(i) / range).isCloseTo(-Math.sqrt(squares / 3), within(1e-4));
      assertThat(parted.value(i)).isEqualTo(worst.value(i));
    }
    assertThat(whole.worst(3, 4).size()).isZero();
    assertThat(other.residuals().total()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 4})
  void anErrorBeyondAllBoundsIsTheLargest(double range) {
    PairErrors errors = new PairErrors(range, 2);
    for (int i = 0; i < 1000; i++) errors.add(1, i % 2 == 0 ? 1e38 : -1e38);
    for (int i = 0; i < 1000; i++) errors.add(0, 4);
    assertThat(errors.worst(2, 5).index(0)).isEqualTo(1);
    assertThat(errors.worst(2, 5).value(1)).isEqualTo(-4);
  }
}
