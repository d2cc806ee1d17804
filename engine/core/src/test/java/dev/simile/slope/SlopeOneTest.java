package dev.simile.slope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlopeOneTest {
  @Test
  void theExampleByHand() {
    RatingsBuilder builder = Ratings.builder();
    builder.add("john", "a", 5f).add("john", "b", 3f).add("john", "c", 2f);
    builder.add("mark", "a", 3f).add("mark", "b", 4f);
    builder.add("lucy", "b", 2f).add("lucy", "c", 5f);
    try (Ratings ratings = builder.build();
        SlopeOne weighted = SlopeOne.train(ratings);
        SlopeOne even = SlopeOne.train(ratings, SlopeOneConfig.defaults().weighted(false))) {
      int lucy = ratings.users().indexOf("lucy");
      int a = ratings.items().indexOf("a");
      // a over b: (2 - 1) / 2 = .5 by two users; a over c: 3 by one
      assertThat(weighted.predict(lucy, a)).isCloseTo(((2 + .5) * 2 + 5 + 3) / 3, within(1e-15));
      assertThat(even.predict(lucy, a)).isCloseTo(3.5 + (.5 + 3) / 2, within(1e-15));
      var why = weighted.explain(lucy, a);
      assertThat(why.parts()).hasSize(2);
      assertThat(why.parts().get(0).value()).isEqualTo(8);
      assertThat(why.parts().get(1).weight()).isEqualTo(2);
    }
  }

  /// Whole and half stars add up without rounding, so the definition holds to the rounding of a
  /// double; other ratings to that of a float.
  @ParameterizedTest
  @CsvSource({
    "true,1,false,false",
    "true,1,true,true",
    "true,4,false,true",
    "false,1,false,true",
    "false,1,true,false",
    "false,4,true,true"
  })
  void thePredictionIsTheDefinitionsAndTheScoreIsThePrediction(
      boolean weighted, int minSupport, boolean self, boolean halves) {
    SlopeOneConfig config = new SlopeOneConfig(weighted, minSupport, self);
    try (Ratings ratings = random(halves);
        SlopeOne model = SlopeOne.train(ratings, config)) {
      double[][] table = table(ratings);
      int fallbacks = 0;
      for (int user = 0; user < ratings.userCount(); user++) {
        History row = History.of(ratings, user);
        Recommendations list = model.recommend(user, ratings.itemCount(), Filter.all());
        assertThat(list.toString())
            .isEqualTo(model.recommend(row, ratings.itemCount(), Filter.all()).toString());
        for (var one : list) {
          double[] naive = naive(table, user, one.item(), config);
          double prediction = model.predict(user, one.item());
          assertThat(prediction).isCloseTo(naive[0], within(halves ? 1e-13 : 1e-6));
          assertThat(one.score()).isEqualTo((float) prediction);
          assertThat(model.covers(user, one.item())).isEqualTo(naive[1] > 0);
          fallbacks += naive[1] > 0 ? 0 : 1;
        }
      }
      assertThat(fallbacks > 0).isEqualTo(minSupport > 1);
      assertThat(model.predict(Ids.UNKNOWN, 3)).isEqualTo(ratings.mean());
      assertThat(model.predict(3, Ids.UNKNOWN)).isEqualTo(ratings.mean());
    }
  }

  /// The prediction, and how many items it rests on.
  private static double[] naive(double[][] table, int user, int item, SlopeOneConfig config) {
    double[] own = table[user];
    double mean = Arrays.stream(own).filter(r -> !Double.isNaN(r)).average().orElseThrow();
    double sum = 0;
    double weights = 0;
    int used = 0;
    for (int other = 0; other < own.length; other++) {
      if (Double.isNaN(own[other]) || (other == item && !config.self())) continue;
      double deviation = 0;
      int count = 0;
      for (double[] row : table) {
        if (Double.isNaN(row[item]) || Double.isNaN(row[other])) continue;
        deviation += row[item] - row[other];
        count++;
      }
      if (count < config.minSupport()) continue;
      used++;
      double weight = config.weighted() ? count : 1;
      weights += weight;
      sum += (deviation / count + (config.weighted() ? own[other] : mean)) * weight;
    }
    return new double[] {used == 0 ? mean : sum / weights, used};
  }

  /// Users x items, NaN where there is no rating.
  private static double[][] table(Ratings ratings) {
    double[][] table = new double[ratings.userCount()][ratings.itemCount()];
    for (int user = 0; user < table.length; user++) {
      Arrays.fill(table[user], Double.NaN);
      for (int i = 0; i < ratings.count(user); i++)
        table[user][ratings.item(user, i)] = ratings.rating(user, i);
    }
    return table;
  }

  private static Ratings random(boolean halves) {
    Random random = new Random(5);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 500; i++) {
      float rating = halves ? 1 + random.nextInt(9) / 2f : 1 + 4 * random.nextFloat();
      builder.add("u" + random.nextInt(30), "i" + random.nextInt(50), rating);
    }
    return builder.build();
  }

  @Test
  void itemsWithoutRatingsCountAsRatedWithTheirMean() {
    try (Ratings ratings = random(true);
        SlopeOne model = SlopeOne.train(ratings)) {
      float[] means = new float[2];
      for (int i = 0; i < 2; i++) {
        long start = ratings.byItem().start(i);
        int degree = ratings.byItem().degree(i);
        for (int at = 0; at < degree; at++) means[i] += ratings.byItem().value(start + at);
        means[i] /= degree;
      }
      for (int item = 0; item < ratings.itemCount(); item++)
        assertThat(model.explain(History.of(0, 1), item).total())
            .isCloseTo(
                model.explain(History.of(new int[] {0, 1}, means), item).total(), within(1e-5f));
    }
  }

  @Test
  void onlyPairsThatUsersHaveInCommonAreHeldEachFromBothSides() {
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 50; user++)
      for (int item = 0; item < 4; item++) builder.add("u" + user, user + "." + item, 1 + item);
    try (Ratings ratings = builder.build();
        SlopeOne model = SlopeOne.train(ratings);
        SlopeOne none = SlopeOne.train(ratings, SlopeOneConfig.defaults().minSupport(2))) {
      assertThat(model.deviations().sums().entries()).isEqualTo(50 * 4 * 3);
      assertThat(none.deviations().sums().entries()).isZero();
      for (int i = 0; i < ratings.itemCount(); i++) {
        for (int j = 0; j < ratings.itemCount(); j++) {
          long at = model.deviations().find(i, j);
          assertThat(at >= 0).isEqualTo(i != j && i / 4 == j / 4);
          if (at < 0) continue;
          assertThat(model.deviations().sums().value(at)).isEqualTo(j - i);
          assertThat(model.deviations().counts().at(at)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithThePairsAndTheBytes() {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < 3000; item++) builder.add("all", "i" + item, 3f);
    try (Ratings ratings = builder.build()) {
      long before = Ledger.total();
      System.setProperty("simile.memory", Long.toString(before + 50_000_000));
      try {
        assertThatThrownBy(() -> SlopeOne.train(ratings).close())
            .isInstanceOf(InsufficientMemoryException.class)
            .hasMessageContaining("training slope-one on 4,498,500 pairs of items")
            .hasMessageContaining("108 MB");
      } finally {
        System.clearProperty("simile.memory");
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  void pairsWithoutRatingsAndBadSettingsAreRefused() {
    try (Ratings ratings = Ratings.builder().add("a", "x").add("b", "x").build()) {
      assertThatThrownBy(() -> SlopeOne.train(ratings).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("slope-one needs ratings, and these pairs have none");
    }
    for (String value : List.of("0", "-3"))
      assertThatThrownBy(() -> SlopeOne.SETTINGS.parse("slope-one", Map.of("min-support", value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("min-support must be >= 1, was " + value);
    assertThat(SlopeOne.SETTINGS.format("slope-one", SlopeOneConfig.defaults()))
        .isEqualTo("slope-one:weighted=true,min-support=1,self=false");
  }
}
