package dev.simile.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  private static Scale of(double low, double high) {
    return Scale.around(new Extent().add(low).add(high), 0, 200, 5);
  }

  @Test
  void ticksAreRound() {
    Scale scale = of(.112, .178);
    assertThat(scale.ticks().stream().map(scale::label))
        .containsExactly("0.12", "0.14", "0.16", "0.18");
    assertThat(of(1250, 9750).ticks()).containsExactly(2000.0, 4000.0, 6000.0, 8000.0, 10000.0);
  }

  @Test
  void equalRatiosAreEquallyFarApart() {
    Scale scale = Scale.logarithmic(new Extent().add(.03).add(3000), 200, 0);
    assertThat(scale.ticks().stream().map(scale::label))
        .containsExactly("0.1", "1", "10", "100", "1,000");
    assertThat(scale.at(1) - scale.at(10)).isCloseTo(scale.at(100) - scale.at(1000), within(1e-9));
    assertThat(scale.at(0)).isEqualTo(200);
    assertThat(
            Scale.logarithmic(new Extent().add(3).add(60), 0, 200).ticks().stream()
                .map(scale::label))
        .containsExactly("5", "10", "20", "50");
  }

  @ParameterizedTest
  @CsvSource({"3,3", "1e-300,1e300", "4.9e-324,1", "1,1000001", "7,8"})
  void anyRatioHasAFewTicks(double low, double high) {
    Scale scale = Scale.logarithmic(new Extent().add(low).add(high), 0, 200);
    assertThat(scale.ticks()).hasSizeBetween(1, 12);
    assertThat(scale.ticks()).allSatisfy(tick -> assertThat(scale.at(tick)).isBetween(0.0, 200.0));
    assertThat(scale.ticks()).allSatisfy(tick -> assertThat(scale.label(tick)).isNotEmpty());
    assertThat(scale.at(low)).isLessThanOrEqualTo(scale.at(high));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0,1",
    "1,1",
    "-3,5",
    "0.98,0.98",
    "1e-5,2e-5",
    "4.9e-324,4.9e-324",
    "-1e-300,1e-300",
    "1e15,1.000001e15",
    "1e17,1e17",
    "-1.7e308,1.7e308",
    "3,1e9"
  })
  void anyRangeHasAFewTicksOnTheAxis(double low, double high) {
    Scale scale = of(low, high);
    List<Double> ticks = scale.ticks();
    assertThat(ticks).hasSizeBetween(1, 7);
    assertThat(ticks.stream().map(scale::label)).doesNotHaveDuplicates();
    for (double tick : ticks) assertThat(scale.at(tick)).isBetween(0.0, 200.0);
    assertThat(scale.at(low)).isBetween(0.0, scale.at(high));
    assertThat(scale.at(high)).isLessThanOrEqualTo(200);
  }

  @Test
  void sharesEndAtZeroAndOne() {
    Scale shares = of(.01, .999);
    assertThat(shares.at(0)).isEqualTo(0);
    assertThat(shares.at(1)).isCloseTo(200, within(1e-9));
    assertThat(shares.at(2)).as("beyond the end").isEqualTo(shares.at(1));
  }

  @Test
  void labelsOfALevelScaleDoNotMeet() {
    for (double high : new double[] {.3, 7, 1234, 123_456, 1e8}) {
      Scale scale = Scale.across(new Extent().add(0).add(high), 0, 150);
      double end = Double.NEGATIVE_INFINITY;
      for (double tick : scale.ticks()) {
        double half = TextWidth.of(scale.label(tick), Canvas.SIZE) / 2;
        assertThat(scale.at(tick) - half).isGreaterThan(end);
        end = scale.at(tick) + half;
      }
    }
  }

  @Test
  void withoutValuesThereIsStillAnAxis() {
    assertThat(Scale.around(new Extent().add(Double.NaN), 0, 10, 5).ticks()).isNotEmpty();
  }
}
