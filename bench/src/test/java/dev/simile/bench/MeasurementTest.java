package dev.simile.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {
  @ParameterizedTest
  @CsvSource({"50,2", "90,10", "99,100", "99.9,1000", "99.99,10000", "99.999,100000", "100,1"})
  void aPercentileNeedsASampleBeyondIt(double percentile, long enough) {
    assertThat(Measurement.isKnown(percentile, enough)).isTrue();
    assertThat(Measurement.isKnown(percentile, enough - 1)).isFalse();
  }

  @Test
  void aShortControlIsJudgedByItsLongest() {
    for (double longest : List.of(999.0, 1001.0)) {
      Measurement one =
          new Measurement(
              "open-loop.request",
              new TreeMap<>(),
              1,
              new Measurement.Score(1, 1, "ops/s"),
              Map.of(),
              Double.NaN,
              Double.NaN,
              Map.of(
                  "control", List.of(1.0, 2.0, 3.0, Double.NaN, Double.NaN, Double.NaN, longest)));
      assertThat(one.isVoid()).isEqualTo(longest > Measurement.QUIET);
    }
  }
}
