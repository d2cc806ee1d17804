package dev.simile.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.baseline.MeanConfig.Of;
import dev.simile.ratings.Ratings;
import org.junit.jupiter.api.Test;

class MeanRatingTest {
  private static Ratings ratings() {
    return Ratings.builder()
        .add("a", "x", 5f)
        .add("a", "y", 2f)
        .add("b", "x", 4f)
        .add("b", "z", 5f)
        .build();
  }

  @Test
  void theItemsMeanRanks() {
    try (Ratings ratings = ratings();
        MeanRating model = MeanRating.train(ratings)) {
      assertThat(model.recommend(0, 3, Filter.all()).toString())
          .isEqualTo("[2: 5.0, 0: 4.5, 1: 2.0]");
      assertThat(model.predict(Ids.UNKNOWN, 0)).isEqualTo(4.5);
      assertThat(model.predict(0, Ids.UNKNOWN)).isEqualTo(4);
      assertThat(model.covers(Ids.UNKNOWN, 0)).isTrue();
      assertThat(model.covers(0, Ids.UNKNOWN)).isFalse();
    }
  }

  @Test
  void theUsersMeanIsTheSameForEveryItem() {
    try (Ratings ratings = ratings();
        MeanRating model = MeanRating.train(ratings, MeanConfig.defaults().of(Of.USER))) {
      assertThat(model.recommend(1, 3, Filter.all()).toString())
          .isEqualTo("[0: 4.5, 1: 4.5, 2: 4.5]");
      assertThat(model.predict(0, 2)).isEqualTo(3.5);
      assertThat(model.predict(Ids.UNKNOWN, 2)).isEqualTo(4);
      History history = History.of(new int[] {2, 0}, new float[] {1, 2});
      assertThat(model.recommend(history, 1, Filter.unseen()).toString()).isEqualTo("[1: 1.5]");
      assertThat(model.recommend(History.of(2), 1, Filter.all()).score(0)).isEqualTo(4);
      assertThat(model.covers(Ids.UNKNOWN, 0)).isFalse();
      assertThat(model.covers(0, Ids.UNKNOWN)).isTrue();
    }
  }

  @Test
  void theGlobalMeanIsTheSameForAll() {
    try (Ratings ratings = ratings();
        MeanRating model = MeanRating.train(ratings, MeanConfig.defaults().of(Of.GLOBAL))) {
      assertThat(model.predict(1, 1)).isEqualTo(4);
      assertThat(model.recommend(1, 2, Filter.unseen()).toString()).isEqualTo("[1: 4.0]");
      assertThat(model.covers(1, 1)).isTrue();
      assertThat(model.covers(Ids.UNKNOWN, 1)).isFalse();
    }
  }
}
