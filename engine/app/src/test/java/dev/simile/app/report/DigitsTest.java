package dev.simile.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.chart.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static Digits of(Estimate... estimates) {
    return Digits.of(List.of(estimates));
  }

  @Test
  void intervalsSayHowManyDigitsMeanSomething() {
    Estimate sure = new Estimate(.123456, .119356, .127556);
    assertThat(of(sure).both(sure)).isEqualTo("0.1235 (0.1194 to 0.1276)");
    Estimate vague = new Estimate(.123456, .003456, .243456);
    assertThat(of(vague).both(vague)).isEqualTo("0.12 (0.00 to 0.24)");
    assertThat(of(sure, vague).format(.5)).isEqualTo("0.5000");
    Estimate large = new Estimate(20514.3, 20420.1, 20608.5);
    assertThat(of(large).both(large)).isEqualTo("20,514 (20,420 to 20,609)");
  }

  @Test
  void withoutIntervalsFourDigits() {
    assertThat(of(Estimate.of(.91234567)).format(.91234567)).isEqualTo("0.9123");
    assertThat(of(Estimate.of(1234.5678)).format(1234.5678)).isEqualTo("1,235");
    assertThat(of(Estimate.of(12.345678)).format(12.345678)).isEqualTo("12.35");
    assertThat(of(Estimate.of(1682), Estimate.of(943)).format(943)).isEqualTo("943");
  }

  @Test
  void oddNumbers() {
    Digits digits = of(Estimate.of(.5));
    assertThat(digits.format(Double.NaN)).isEqualTo("–");
    assertThat(digits.format(-.25)).isEqualTo("−0.2500");
    assertThat(digits.format(-1e-9)).isEqualTo("0.0000");
    assertThat(of(Estimate.of(0)).format(0)).isEqualTo("0.0000");
    assertThat(of(Estimate.of(1e200)).format(-1e200)).isEqualTo("−1.000e+200");
    assertThat(of().format(.5)).isEqualTo("0.5000");
    assertThat(Digits.probability(.00004)).isEqualTo("< 0.001");
    assertThat(Digits.probability(.0314)).isEqualTo("0.031");
  }
}
