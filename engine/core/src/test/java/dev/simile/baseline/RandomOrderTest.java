package dev.simile.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomOrderTest {
  private static final int USERS = 200;
  private static final int ITEMS = 500;

  private Ratings ratings;

  @BeforeAll
  void build() {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < ITEMS; item++)
      builder.add("u" + item % USERS, "i" + item, 1 + item % 5);
    ratings = builder.build();
  }

  @AfterAll
  void close() {
    ratings.close();
  }

  @Test
  void scoresAreUniformAndTheOrdersOfUsersUnrelated() {
    try (RandomOrder model = RandomOrder.train(ratings)) {
      double sum = 0;
      double squares = 0;
      double products = 0;
      int[] bins = new int[10];
      double[] before = new double[ITEMS];
      for (int user = 0; user < USERS; user++) {
        for (var one : model.recommend(user, ITEMS, Filter.all())) {
          double x = one.score();
          assertThat(x).isGreaterThanOrEqualTo(0).isLessThan(1);
          sum += x;
          squares += x * x;
          bins[(int) (10 * x)]++;
          products += (x - .5) * (before[one.item()] - .5);
          before[one.item()] = x;
        }
      }
      double n = USERS * ITEMS;
      // Four standard errors each.
      assertThat(sum / n).isCloseTo(.5, within(4 * Math.sqrt(1 / 12.0 / n)));
      assertThat(squares / n).isCloseTo(1 / 3.0, within(4 * Math.sqrt(4 / 45.0 / n)));
      assertThat(products / n).isCloseTo(0, within(4 / 12.0 / Math.sqrt(n)));
      for (int bin : bins) assertThat(bin / n).isCloseTo(.1, within(4 * Math.sqrt(.09 / n)));
    }
  }

  @Test
  void theSeedDecidesAndPredictionsFollowTheScores() {
    try (RandomOrder model = RandomOrder.train(ratings, RandomConfig.defaults().seed(1));
        RandomOrder same = RandomOrder.train(ratings, new RandomConfig(1), Compute.defaults());
        RandomOrder other = RandomOrder.train(ratings, RandomConfig.defaults().seed(2))) {
      Recommendations list = model.recommend(3, 20, Filter.all());
      assertThat(same.recommend(3, 20, Filter.all()).toString()).isEqualTo(list.toString());
      assertThat(other.recommend(3, 20, Filter.all()).toString()).isNotEqualTo(list.toString());
      assertThat(model.recommend(4, 20, Filter.all()).toString()).isNotEqualTo(list.toString());
      for (var one : list)
        assertThat(model.predict(3, one.item())).isEqualTo(1 + 4.0 * one.score());
      assertThat(model.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isBetween(1.0, 5.0);
    }
  }
}
