package dev.simile.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.UnsupportedQueryException;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PopularityTest {
  private final Popularity model = train();

  private static Popularity train() {
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 40; user++) {
      for (int item = 0; item < 30; item++) {
        if (user % (item + 1) == 0) builder.add("u" + user, "i" + item, 1 + (user + item) % 5);
      }
    }
    try (Ratings ratings = builder.build()) {
      return Popularity.train(ratings);
    }
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static int[] items(Recommendations list) {
    return IntStream.range(0, list.size()).map(list::item).toArray();
  }

  @Test
  void theMostCountedComeFirstAndOutliveTheRatings() {
    Recommendations list = model.recommend(Ids.UNKNOWN, 3, Filter.all());
    assertThat(items(list)).containsExactly(0, 1, 2);
    assertThat(list.score(0)).isEqualTo(40f);
    assertThat(list.score(1)).isEqualTo(20f);
    assertThat(list.fallback()).isTrue();
    assertThat(model.recommend(1, 3, Filter.all()).fallback()).isFalse();
  }

  @Test
  void filtersComposeAndAShortListSaysWhy() {
    int user = model.users().indexOf("u6"); // has the items 0, 1, 2, 5
    assertThat(items(model.recommend(user, 3, Filter.unseen()))).containsExactly(3, 4, 6);
    assertThat(items(model.recommend(History.of(0, 2), 3, Filter.unseen())))
        .containsExactly(1, 3, 4);
    ItemSet allowed = ItemSet.of(30, 1, 3, 4, 9);
    Filter filter = Filter.unseen().and(Filter.only(allowed)).and(Filter.not(ItemSet.of(30, 4)));
    Recommendations few = model.recommend(user, 5, filter);
    assertThat(items(few)).containsExactly(3, 9);
    assertThat(few.shortfall()).isEqualTo("only 2 of the catalogue's items passed the filter");
    assertThat(items(model.recommend(0, 2, Filter.not(allowed.complement()))))
        .containsExactly(1, 3);
    assertThat(items(model.recommend(0, 3, Filter.unseenBy(user, model.seen()))))
        .containsExactly(3, 4, 6);
  }

  @Test
  void aBatchHasTheBitsOfSingleQueries() {
    int[] users = {5, Ids.UNKNOWN, 7, 7};
    try (Scores scores = Scores.of(4, 30)) {
      model.score(users, 0, 4, scores);
      for (int row = 0; row < 4; row++) {
        for (var one : model.recommend(users[row], 30, Filter.all()))
          assertThat(scores.at(row, one.item())).isEqualTo(one.score());
      }
    }
  }

  @Test
  void thePartsAddUpToTheScore() {
    for (int item = 0; item < 30; item++) {
      var why = model.explain(3, item);
      assertThat(why.sum()).isEqualTo(why.total());
    }
  }

  @Test
  void aPredictionIsTheItemsMean() {
    assertThat(model.predict(0, 29)).isEqualTo((1 + 29 % 5 + 1 + (30 + 29) % 5) / 2.0);
    assertThat(model.covers(Ids.UNKNOWN, Ids.UNKNOWN)).isFalse();
  }

  @Test
  void aQueryAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Recommendations list = Recommendations.of(10);
    Filter filter = Filter.unseen();
    for (int i = 0; i < 20_000; i++) model.recommend(i % 40, filter, list);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) model.recommend(i % 40, filter, list);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  @Test
  void whatItCannotAnswerIsNamed() {
    assertThatThrownBy(() -> model.similarItems(0, Filter.all(), Recommendations.of(1)))
        .isInstanceOf(UnsupportedQueryException.class)
        .hasMessage("popular has no notion of similar items");
    assertThatThrownBy(() -> model.recommend(40, 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void decayedCountsHalveWithEveryHalfLife() {
    long day = 86_400;
    var config = PopularityConfig.defaults().score(PopularityConfig.Score.DECAYED).halfLife(10);
    try (Ratings ratings =
            Ratings.builder()
                .add("a", "old", 5f, 0)
                .add("b", "old", 4f, 10 * day)
                .add("c", "old", 3f, 0)
                .add("a", "new", 1f, 20 * day)
                .add("b", "between", 2f, 5 * day)
                .build();
        Popularity decayed = Popularity.train(ratings, config)) {
      Recommendations list = decayed.recommend(Ids.UNKNOWN, 3, Filter.all());
      assertThat(items(list))
          .containsExactly(0, 1, 2); // .25 + .5 + .25, 1 by a later index, 2^-1.5
      assertThat(list.score(0)).isEqualTo(1f);
      assertThat(list.score(1)).isEqualTo(1f);
      assertThat(list.score(2)).isEqualTo((float) StrictMath.pow(2, -1.5));
      assertThat(decayed.predict(Ids.UNKNOWN, 0)).isEqualTo(4);
    }
  }

  @Test
  void decayedCountsNeedTimes() {
    var config = PopularityConfig.defaults().score(PopularityConfig.Score.DECAYED);
    try (Ratings ratings = Ratings.builder().add("a", "x", 5f).build()) {
      assertThatThrownBy(() -> Popularity.train(ratings, config).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("score=decayed needs the times of the ratings, and these have none");
    }
  }

  @Test
  void dampedMeansLeanTowardsTheGlobalMean() {
    var config = PopularityConfig.defaults().score(PopularityConfig.Score.DAMPED).damping(2);
    try (Ratings ratings =
            Ratings.builder()
                .add("a", "once", 5f)
                .add("a", "often", 5f)
                .add("b", "often", 4f)
                .add("c", "often", 5f)
                .add("d", "bad", 1f)
                .build();
        Popularity damped = Popularity.train(ratings, config);
        Popularity plain = Popularity.train(ratings, config.damping(0))) {
      assertThat(ratings.mean()).isEqualTo(4);
      assertThat(items(damped.recommend(Ids.UNKNOWN, 3, Filter.all()))).containsExactly(1, 0, 2);
      assertThat(damped.predict(Ids.UNKNOWN, 0)).isEqualTo((5 + 2 * 4.0) / 3);
      assertThat(damped.predict(Ids.UNKNOWN, 1)).isEqualTo((14 + 2 * 4.0) / 5);
      assertThat(damped.predict(Ids.UNKNOWN, Ids.UNKNOWN)).isEqualTo(4);
      assertThat(items(plain.recommend(Ids.UNKNOWN, 3, Filter.all()))).containsExactly(0, 1, 2);
      assertThat(damped.explain(0, 0).parts())
          .extracting(part -> part.name())
          .containsExactly("mean", "item-mean");
    }
  }

  @Test
  void badSettingsAreNamed() {
    assertThatThrownBy(() -> PopularityConfig.defaults().halfLife(0))
        .hasMessage("half-life must be > 0, was 0.0");
    assertThatThrownBy(() -> PopularityConfig.defaults().damping(-1))
        .hasMessage("damping must be >= 0, was -1.0");
  }
}
