package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Holdout;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContrastsTest {
  private static Ratings ratings() {
    Random random = new Random(1);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 300; user++) {
      for (int item = 0; item < 30; item++)
        if (random.nextInt(2 + item) < 2)
          builder.add("u" + user, "i" + item, 1 + random.nextInt(5));
    }
    return builder.build();
  }

  private static Contrast of(List<Contrast> contrasts, String metric, String first, String second) {
    return contrasts.stream()
        .filter(c -> c.metric().name().equals(metric))
        .filter(c -> c.first().equals(first) && c.second().equals(second))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsTheSameDoesNotDifferAndWhatIsClearlyBetterDoes() {
    try (Ratings whole = ratings();
        Split split = whole.split(Holdout.random(.3));
        FixedModel popular =
            FixedModel.of(split.train(), (user, item) -> split.train().byItem().degree(item));
        FixedModel rare =
            FixedModel.of(split.train(), (user, item) -> -split.train().byItem().degree(item))) {
      Evaluator evaluator = Evaluator.on(split).cutoff(5).metrics("ndcg", "auc", "gini");
      List<Evaluation> models =
          List.of(
              evaluator.evaluate("popular", popular, 1),
              evaluator.evaluate("again", popular, 1),
              evaluator.evaluate("rare", rare, 1));
      List<Contrast> contrasts = new Comparison(models).contrasts();
      assertThat(contrasts).hasSize(2 * 3); // none of gini, which is no mean
      for (String metric : List.of("ndcg@5", "auc")) {
        Contrast same = of(contrasts, metric, "popular", "again");
        assertThat(same).isEqualTo(new Contrast(same.metric(), "popular", "again", 0, 0, 0, 1, 1));
        assertThat(same.significant()).isFalse();
        for (String better : List.of("popular", "again")) {
          Contrast differs = of(contrasts, metric, better, "rare");
          double gap = models.getFirst().value(metric) - models.getLast().value(metric);
          assertThat(differs.value()).isEqualTo(gap, within(1e-12)).isPositive();
          assertThat(differs.low()).isPositive().isLessThan(gap);
          assertThat(differs.high()).isGreaterThan(gap);
          assertThat(differs.p()).isEqualTo(1 / 4001.0, within(1e-12));
          assertThat(differs.adjusted()).isEqualTo(3 / 4001.0, within(1e-12));
          assertThat(differs.significant()).isTrue();
        }
      }
    }
  }

  @Test
  void modelsOnDifferentTestsAreNotCompared() {
    try (Ratings whole = ratings();
        Split one = whole.split(Holdout.random(.3));
        Split other = whole.split(Holdout.random(.2));
        FixedModel first = FixedModel.of(one.train(), (user, item) -> item);
        FixedModel second = FixedModel.of(other.train(), (user, item) -> item)) {
      List<Evaluation> models =
          List.of(Evaluator.on(one).evaluate(first), Evaluator.on(other).evaluate(second));
      assertThatThrownBy(() -> new Comparison(models))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("models must be compared on the same test");
    }
  }
}
