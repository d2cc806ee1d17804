package dev.simile.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EaseTest {
  @ParameterizedTest
  @CsvSource({"30, 20, false", "60, .5, false", "120, 300, true", "260, 100, false"})
  void theWeightsAreTheDefinitionsAndScoresTheirSums(int n, double lambda, boolean values) {
    try (Ratings ratings = Dense.ratings(n);
        Ease model = Ease.train(ratings, new EaseConfig(lambda, values))) {
      int items = ratings.itemCount();
      double[][] products = Dense.products(ratings, values);
      for (int i = 0; i < items; i++) products[i][i] += lambda;
      double[][] p = SymmetricInverseTest.inverse(products);
      for (int j = 0; j < items; j++) {
        for (int i = 0; i < items; i++)
          assertThat(model.weight(j, i))
              .isCloseTo((float) (i == j ? 0 : -p[j][i] / p[i][i]), within(2e-6f));
      }
      Recommendations list = Recommendations.of(items);
      for (int user = 0; user < ratings.userCount(); user++) {
        model.recommend(user, Filter.all(), list);
        for (var one : list)
          assertThat(one.score()).isEqualTo(Dense.score(ratings, user, one.item(), values, model));
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeItStarts() {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < 5000; item++) builder.add("u" + item % 10, "i" + item);
    try (Ratings ratings = builder.build()) {
      long before = Ledger.total();
      System.setProperty("simile.memory", Long.toString(before + 90_000_000));
      try {
        assertThatThrownBy(() -> Ease.train(ratings).close())
            .isInstanceOf(InsufficientMemoryException.class)
            .hasMessageContaining("training ease")
            .hasMessageContaining("needs 115 MB");
      } finally {
        System.clearProperty("simile.memory");
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  void aRegularizationThatFloatsDoNotSeeIsRefused() {
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 5000; user++) builder.add("u" + user, "a").add("u" + user, "b");
    try (Ratings ratings = builder.build()) {
      long before = Ledger.total();
      assertThatThrownBy(() -> Ease.train(ratings, new EaseConfig(1e-5, false)).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "regularization must be greater for these ratings, was 1.0E-5: floats cannot tell all"
                  + " items apart");
      assertThat(Ledger.total()).isEqualTo(before);
      try (Ease model = Ease.train(ratings, new EaseConfig(1, false))) {
        assertThat(model.weight(0, 1)).isCloseTo(5000 / 5001f, within(1e-3f));
      }
    }
  }

  @Test
  void badSettingsAreRefused() {
    for (String value : new String[] {"0.0", "-3.0", "2.0E9"})
      assertThatThrownBy(() -> Ease.SETTINGS.parse("ease", Map.of("regularization", value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("regularization must be > 0 and <= 1e9, was " + value);
    assertThat(Ease.SETTINGS.format("ease", EaseConfig.defaults().regularization(80).values(true)))
        .isEqualTo("ease:regularization=80,values=true");
  }
}
