package dev.simile.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.app.output.Texts;
import org.junit.jupiter.api.Test;

class BarTextTest {
  @Test
  void shareRateAndRemainingTime() {
    assertThat(BarText.of("train mf", 1_500_000, 3_000_000, "ratings", 3, "RMSE 0.9", 79, false))
        .isEqualTo("train mf ████████········  50 %  1.5M ratings, 500k/s, 3.00 s left, RMSE 0.9");
  }

  @Test
  void withoutATotal() {
    assertThat(BarText.of("read", 999, 0, "bytes", 1, "", 79, false))
        .isEqualTo("read 999 bytes, 999/s");
  }

  @Test
  void neverWiderThanTheTerminal() {
    for (int width = 40; width < 120; width++) {
      String bar =
          BarText.of("x".repeat(99), 77, 100, "users", 12, "note ".repeat(20), width, false);
      assertThat(Texts.width(bar)).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void colorOnlyWhenWanted() {
    assertThat(BarText.of("a", 1, 2, "b", 1, "", 79, false)).doesNotContain("\u001b");
    assertThat(BarText.of("a", 1, 2, "b", 1, "", 79, true)).contains("\u001b[33m");
  }
}
