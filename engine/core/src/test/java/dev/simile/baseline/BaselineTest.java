package dev.simile.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.model.BiasConfig;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import org.junit.jupiter.api.Test;

class BaselineTest {
  @Test
  void aKnownRowFoldsInAsItWasTrained() {
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 400; i++) builder.add("u" + i * 7 % 23, "i" + i * 11 % 37, 1 + i * i % 5);
    try (Ratings ratings = builder.build();
        Baseline model = Baseline.train(ratings, BiasConfig.defaults().epochs(3))) {
      for (int user = 0; user < ratings.userCount(); user++) {
        History row = History.of(ratings, user);
        assertThat(model.biases().user(row)).isEqualTo(model.biases().user(user));
        assertThat(model.recommend(row, 9, Filter.unseen()).toString())
            .isEqualTo(model.recommend(user, 9, Filter.unseen()).toString());
      }
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isEqualTo(ratings.mean());
      assertThat(model.predict(Ids.UNKNOWN, 4)).isEqualTo(ratings.mean() + model.biases().item(4));
      assertThat(model.biases().user(History.of(1, 2))).isZero();
    }
  }
}
