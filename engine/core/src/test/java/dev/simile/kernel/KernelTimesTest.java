package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTimesTest {
  @Test
  void everyKernelOfEveryProviderIsTimed() {
    List<KernelTimes.Time> times = KernelTimes.measure(16, 3, 1_000_000);
    assertThat(times).hasSize(16 * Kernels.available().size());
    for (KernelTimes.Time time : times) {
      assertThat(time.nanoseconds()).isPositive();
      assertThat(time.timesScalar()).isPositive();
      if (time.provider().equals("scalar")) assertThat(time.timesScalar()).isEqualTo(1.0);
      if (List.of("above", "addWhole").contains(time.kernel()))
        assertThat(time.gigaflops()).isZero();
      else assertThat(time.gigaflops()).isPositive();
    }
    assertThat(times.stream().map(KernelTimes.Time::kernel).distinct())
        .containsExactly(
            "dot",
            "scoreRows",
            "scoreSome",
            "scoreTile",
            "subtractProduct",
            "sgd",
            "sgd adaptive",
            "pairs",
            "accumulate",
            "addWhole",
            "above",
            "reaching",
            "combine",
            "gram",
            "conjugate",
            "cholesky");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> KernelTimes.measure(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("factors must be 1..1024, was 0");
    assertThatThrownBy(() -> KernelTimes.measure(64, 1001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rounds must be 1..1000, was 1001");
  }

  @Test
  void theProvidersOfThisProcessAgree() {
    List<SelfCheck.Result> results = SelfCheck.agree();
    assertThat(results).hasSize(16 * (Kernels.available().size() - 1));
    for (SelfCheck.Result result : results) {
      assertThat(result.agrees()).as(result.toString()).isTrue();
      assertThat(result.cases()).isEqualTo(40);
    }
  }
}
