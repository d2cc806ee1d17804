package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatingsBuilderTest {
  @Test
  void indexesAndRowsKeepTheOrderOfTheInput() {
    try (Ratings ratings =
        Ratings.builder()
            .add("zoë", "007", 4f)
            .add("bob", "7", 2f)
            .add("zoë", "7", 1f)
            .add("bob", "007", 3f)
            .build()) {
      assertThat(ratings.users().indexOf("zoë")).isEqualTo(0);
      assertThat(ratings.users().idOf(1)).isEqualTo("bob");
      assertThat(ratings.items().indexOf("007")).isEqualTo(0);
      assertThat(ratings.items().indexOf("7")).isEqualTo(1);
      assertThat(ratings.items().indexOf("07")).isEqualTo(Ids.UNKNOWN);
      assertThat(ratings.item(1, 0)).isEqualTo(1);
      assertThat(ratings.rating(1, 1)).isEqualTo(3f);
      assertThat(ratings.byItem().column(ratings.byItem().start(1))).isEqualTo(1);
      assertThat(ratings.mean()).isEqualTo(2.5);
      assertThat(ratings.minRating()).isEqualTo(1f);
      assertThat(ratings.maxRating()).isEqualTo(4f);
      ratings.byUser().validate();
      ratings.byItem().validate();
    }
  }

  @ParameterizedTest
  @CsvSource({"LAST, 5", "FIRST, 1", "SUM, 9", "MAX, 5", "MEAN, 3"})
  void duplicatesAreMergedAsDeclaredAndCounted(Duplicates policy, float expected) {
    try (Ratings ratings =
        Ratings.builder()
            .duplicates(policy)
            .add("u", "i", 3f, 20)
            .add("u", "i", 5f, 30)
            .add("u", "i", 1f, 10)
            .build()) {
      assertThat(ratings.count()).isEqualTo(1);
      assertThat(ratings.rating(0, 0)).isEqualTo(expected);
      assertThat(ratings.summary().lines()).isEqualTo(3);
      assertThat(ratings.summary().merged()).isEqualTo(2);
    }
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> Ratings.builder().add("u", "i", Float.NaN))
        .hasMessage("rating must be finite, was NaN");
    assertThatThrownBy(() -> Ratings.builder().add("", "i")).hasMessage("user must not be empty");
    assertThatThrownBy(() -> Ratings.builder().add("u", "i").add("u", "j", 2f))
        .hasMessageContaining("for all or for none");
    RatingsBuilder twice =
        Ratings.builder().duplicates(Duplicates.ERROR).add("u", "i").add("u", "i");
    assertThatThrownBy(twice::build)
        .isInstanceOf(RatingsFormatException.class)
        .hasMessageContaining("rating 2: duplicate of rating 1");
  }
}
