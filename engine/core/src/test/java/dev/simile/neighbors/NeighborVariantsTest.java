package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.catalog.Algorithms;
import dev.simile.memory.Memory;
import dev.simile.model.Biases;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.settings.Spec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every similarity, center, weighting and form of shrinkage against its definition.
class NeighborVariantsTest {
  private static final int USERS = 30;
  private static final int ITEMS = 22;

  /// Ratings of which no two are equal; the first user has all items, so that rows are in the order
  /// of their indexes and equal similarities, as counts have them, go by index everywhere.
  private static Ratings ratings() {
    Random random = new Random(7);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < USERS; user++) {
      for (int item = 0; item < ITEMS; item++) {
        if (random.nextInt(100) < 40 || item == user % ITEMS || user == 0)
          builder.add("u" + user, "i" + item, 1 + 4 * random.nextFloat());
      }
    }
    return builder.build();
  }

  private static double[][] baselines(Ratings ratings, NeighborConfig config) {
    double[][] table = new double[ratings.userCount()][ratings.itemCount()];
    try (Memory memory = Memory.open("test")) {
      Biases biases = Biases.train(ratings, config.biases(), memory, Compute.defaults());
      for (int u = 0; u < table.length; u++) {
        for (int i = 0; i < table[u].length; i++) table[u][i] = biases.of(u, i);
      }
    }
    return table;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "similarity=cosine",
        "similarity=cosine,norms=common,min-support=3,center=none",
        "similarity=cosine,weighting=tf-idf,center=z-score",
        "similarity=cosine,weighting=bm25,shrinkage=4",
        "similarity=cosine,weighting=tf-idf,shrinkage=10,shrinkage-form=denominator",
        "similarity=cosine,norms=common,shrinkage=3,shrinkage-form=degrees",
        "similarity=adjusted-cosine,center=baseline",
        "similarity=adjusted-cosine,norms=full,min-similarity=.05",
        "similarity=pearson,min-support=3",
        "similarity=pearson,norms=full,min-similarity=-1",
        "similarity=pearson,shrinkage=2,shrinkage-form=denominator",
        "similarity=pearson-baseline,center=baseline",
        "similarity=pearson-baseline,norms=full,shrinkage=0,bias-method=sgd,bias-epochs=5",
        "similarity=msd,shrinkage=5,center=none",
        "similarity=msd,min-support=4,center=z-score",
        "similarity=inverse-distance",
        "similarity=inverse-distance,imputation=column,center=mean",
        "similarity=inverse-distance,imputation=global,shrinkage=9",
        "similarity=euclidean,min-support=2",
        "similarity=euclidean,euclidean-form=plain,min-support=3,shrinkage=4,center=z-score",
        "similarity=euclidean,norms=full,min-similarity=.01",
        "similarity=euclidean,norms=full,euclidean-form=plain,scoring=share",
        "similarity=jaccard,min-support=3",
        "similarity=jaccard,scoring=share",
        "similarity=dice,shrinkage=5",
        "similarity=tversky",
        "similarity=tversky,alpha=1,beta=.2,shrinkage=2,shrinkage-form=degrees",
        "similarity=conditional,center=none",
        "similarity=conditional,alpha=.4,min-support=2,scoring=share",
        "similarity=llr",
        "similarity=llr,min-similarity=-1,scoring=share",
        "similarity=lift,shrinkage=3",
        "similarity=lift,min-similarity=1",
        "similarity=pmi",
        "similarity=pmi,min-similarity=-2,min-support=2,shrinkage=1",
        "similarity=count,min-support=4",
        "similarity=inclusion,shrinkage=3,center=baseline",
        "similarity=association-strength",
        "similarity=lexicographer",
        "similarity=lexicographer,min-similarity=-99",
        "similarity=sar-information,min-similarity=-9"
      })
  void itIsAsDefined(String settings) {
    String text = "x:neighbors=6,kept=15," + settings;
    Map<String, String> values = Spec.parse("algorithm", text).values();
    NeighborConfig config = ItemNeighbors.SETTINGS.parse("item-knn", values);
    try (Ratings ratings = ratings();
        ItemNeighbors byItem = ItemNeighbors.train(ratings, config);
        ItemNeighbors itemRatings = ItemNeighbors.train(ratings, config.scoring(Scoring.RATING));
        UserNeighbors byUser = UserNeighbors.train(ratings, config);
        UserNeighbors userRatings = UserNeighbors.train(ratings, config.scoring(Scoring.RATING))) {
      double[][] baselines = baselines(ratings, config);
      Definition items = new Definition(ratings, config, false, baselines);
      Definition users = new Definition(ratings, config, true, baselines);
      assertSimilarities(byItem, items, false);
      assertSimilarities(byUser, users, true);
      for (int user = 0; user < USERS; user += 3) {
        for (int item = 0; item < ITEMS; item++) {
          boolean known = ratings.byUser().find(user, item) >= 0;
          assertScore(byItem, user, item, items.sum(item, user, false));
          assertScore(byUser, user, item, users.sum(user, item, true));
          if (known) continue;
          double ofItems = items.prediction(item, user);
          double ofUsers = users.prediction(user, item);
          assertThat(byItem.predict(user, item)).isCloseTo(ofItems, within(1e-9));
          assertThat(byUser.predict(user, item)).isCloseTo(ofUsers, within(1e-9));
          assertScore(itemRatings, user, item, ofItems);
          assertScore(userRatings, user, item, ofUsers);
        }
      }
    }
  }

  private static void assertSimilarities(NeighborModel model, Definition defined, boolean users) {
    int rows = users ? USERS : ITEMS;
    for (int x = 0; x < rows; x += 4) {
      Recommendations list = Recommendations.of(10);
      if (users) model.similarUsers(x, list);
      else model.similarItems(x, Filter.all(), list);
      for (var one : list) {
        if (one.score() > 0)
          assertThat((double) one.score())
              .isCloseTo(defined.similarity(x, one.item()), within(1e-6));
      }
    }
  }

  private static void assertScore(Model<?> model, int user, int item, double score) {
    Explanation why = model.explain(user, item);
    assertThat((double) why.total()).isCloseTo(score, within(2e-5));
    assertThat((float) why.sum()).isEqualTo(why.total());
    Recommendations list = model.recommend(user, ITEMS, Filter.all());
    for (var one : list) {
      if (one.item() == item) assertThat(one.score()).isEqualTo(why.total());
    }
  }

  /// The row of a known user, brought as a history, has the stored similarities of that user to the
  /// bit; and that user, whose row is the same, as a neighbor besides.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "user-knn:kept=all",
        "user-knn:kept=all,weighting=bm25,similarity=cosine",
        "user-knn:kept=all,similarity=adjusted-cosine",
        "user-knn:kept=all,similarity=pearson",
        "user-knn:kept=all,similarity=pearson,norms=full",
        "user-knn:kept=all,similarity=pearson-baseline",
        "user-knn:kept=all,similarity=msd",
        "user-knn:kept=all,similarity=inverse-distance",
        "user-knn:kept=all,similarity=euclidean",
        "user-knn:kept=all,similarity=euclidean,norms=full,euclidean-form=plain",
        "user-knn:kept=all,similarity=tversky,alpha=.9",
        "user-knn:kept=all,similarity=conditional,alpha=.5",
        "user-knn:kept=all,similarity=llr",
        "user-knn:kept=all,similarity=pmi,min-support=2",
        "user-knn:kept=all,similarity=lexicographer"
      })
  void aHistoryHasTheSimilaritiesOfAKnownUser(String algorithm) {
    try (Ratings ratings = ratings();
        Model<?> model = Algorithms.train(algorithm, ratings, Compute.defaults())) {
      for (int user = 0; user < USERS; user += 5) {
        History history = History.of(model.seen(), user);
        Map<Integer, Double> known = new TreeMap<>();
        Map<Integer, Double> brought = new TreeMap<>();
        for (int item = 0; item < ITEMS; item++) {
          for (var part : model.explain(user, item).parts()) known.put(part.index(), part.weight());
          for (var part : model.explain(history, item).parts())
            brought.put(part.index(), part.weight());
        }
        brought.remove(user);
        assertThat(brought).isEqualTo(known);
      }
    }
  }

  @Test
  void itemNeighborsAnswerARowAsItsUser() {
    try (Ratings ratings = ratings();
        Model<?> model = Algorithms.train("item-knn", ratings, Compute.defaults())) {
      for (int user = 0; user < USERS; user++)
        assertThat(model.recommend(History.of(model.seen(), user), ITEMS, Filter.all()).toString())
            .isEqualTo(model.recommend(user, ITEMS, Filter.all()).toString());
    }
  }

  /// Only what is in the kept list is similar, and a list is rather short than filled up.
  @Test
  void whatHasNothingInCommonIsNotListed() {
    try (Ratings ratings =
            Ratings.builder()
                .add("a", "x", 4)
                .add("a", "y", 5)
                .add("b", "y", 2)
                .add("b", "z", 3)
                .add("c", "far", 3)
                .add("c", "off", 1)
                .build();
        ItemNeighbors items = ItemNeighbors.train(ratings);
        UserNeighbors users = UserNeighbors.train(ratings)) {
      Recommendations list = Recommendations.of(3);
      items.similarItems(0, Filter.all(), list);
      assertThat(list.toString()).startsWith("[1: ").doesNotContain(",");
      assertThat(list.shortfall())
          .isEqualTo(
              "only 1 of the 4 that passed the filter have anything in common with what was asked");
      items.similarItems(0, Filter.only(ItemSet.of(5, 2, 3, 4)), list);
      assertThat(list.size()).isZero();
      users.similarUsers(0, list);
      assertThat(list.toString()).startsWith("[1: ").doesNotContain(",");
      items.recommend(0, Filter.unseen(), list);
      assertThat(list.toString()).startsWith("[2: ").doesNotContain(",");
      users.recommend(0, Filter.unseen(), list);
      assertThat(list.toString()).startsWith("[2: ").doesNotContain(",");
      items.recommend(Ids.UNKNOWN, Filter.all(), list);
      assertThat(list.size()).isZero();
      assertThat(list.fallback()).isTrue();
    }
  }

  /// Where all ratings are equal there is no correlation, whatever rounding leaves of the variance.
  @Test
  void whoGivesEverythingTheSameCorrelatesWithNobody() {
    RatingsBuilder builder = Ratings.builder();
    for (int item = 0; item < 1000; item++)
      builder
          .add("a", "i" + item, 4.1f)
          .add("b", "i" + item, 3.3f)
          .add("c", "i" + item, 1 + item % 7 / 3f);
    try (Ratings ratings = builder.build();
        UserNeighbors model =
            UserNeighbors.train(
                ratings,
                NeighborConfig.defaults().similarity(Similarity.PEARSON).minSimilarity(-1))) {
      Recommendations list = Recommendations.of(2);
      for (int user = 0; user < 3; user++) {
        model.similarUsers(user, list);
        assertThat(list.size()).as("user %d: %s", user, list).isZero();
      }
    }
  }

  @Test
  void aNegativeRatingOfAHistoryIsRefusedWhereAWeightingNeedsNone() {
    try (Ratings ratings = ratings();
        Model<?> model =
            Algorithms.train("user-knn:weighting=tf-idf", ratings, Compute.defaults())) {
      History history = History.of(new int[] {3, 4}, new float[] {2, -1});
      assertThatThrownBy(() -> model.recommend(history, 3, Filter.all()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "ratings must be >= 0 for weighting=tf-idf and bm25, one of the history was -1.0");
    }
  }

  @Test
  void anItemWithoutARatingCountsAsRatedWithItsMean() {
    try (Ratings ratings = ratings();
        Model<?> model = Algorithms.train("item-knn", ratings, Compute.defaults())) {
      double mean = 0;
      int count = ratings.byItem().degree(4);
      for (long at = ratings.byItem().start(4); at < ratings.byItem().end(4); at++)
        mean += ratings.byItem().value(at) / count;
      History rated = History.of(new int[] {4}, new float[] {(float) mean});
      assertThat(model.explain(History.of(4), 5).total())
          .isCloseTo(model.explain(rated, 5).total(), within(1e-6f))
          .isPositive();
    }
    try (Ratings pairs = Ratings.builder().add("a", "x").add("a", "y").add("b", "x").build();
        Model<?> model = Algorithms.train("item-knn", pairs, Compute.defaults())) {
      float similarity = (float) (1 / Math.sqrt(2));
      assertThat(model.explain(History.of(0), 1).total()).isEqualTo(similarity);
      assertThat(model.explain(1, 1).total()).isEqualTo(similarity);
    }
  }

  /// A rating that was trained on takes part in its own prediction or does not.
  @Test
  void oneselfCountsAsTheNearestOrNot() {
    try (Ratings ratings = ratings()) {
      NeighborConfig config = NeighborConfig.defaults().neighbors(1).center(Center.NONE);
      try (UserNeighbors with = UserNeighbors.train(ratings, config);
          UserNeighbors without = UserNeighbors.train(ratings, config.self(false));
          ItemNeighbors items = ItemNeighbors.train(ratings, config)) {
        int item = ratings.item(3, 0);
        assertThat(with.predict(3, item)).isEqualTo(ratings.rating(3, 0));
        assertThat(items.predict(3, item)).isEqualTo(ratings.rating(3, 0));
        assertThat(without.predict(3, item)).isNotEqualTo(ratings.rating(3, 0));
        assertThat(with.covers(3, item)).isTrue();
      }
    }
  }

  /// Without the training rows no user has neighbors with ratings.
  @ParameterizedTest
  @ValueSource(strings = {"user-knn", "user-knn:scoring=rating,center=baseline"})
  void userNeighborsWithoutRatingsAnswerEverybodyAsNobody(String algorithm, @TempDir Path folder) {
    Path file = folder.resolve("a.simile");
    try (Ratings ratings = ratings();
        Model<?> model = Algorithms.train(algorithm, ratings, Compute.defaults())) {
      model.saveWithoutRatings(file);
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
        String nobody = loaded.recommend(Ids.UNKNOWN, ITEMS, Filter.all()).toString();
        assertThat(nobody)
            .isEqualTo(model.recommend(History.empty(), ITEMS, Filter.all()).toString());
        assertThat(loaded.recommend(History.of(0, 1), ITEMS, Filter.all()).toString())
            .isEqualTo(nobody);
        assertThat(loaded.covers(0, 2)).isFalse();
        assertThat(loaded.predict(Ids.UNKNOWN, 2)).isEqualTo(model.predict(Ids.UNKNOWN, 2));
      }
    }
  }

  @Test
  void aFileOfAModelWithoutRatingsTellsNoRating(@TempDir Path folder) {
    try (Ratings ratings = ratings();
        Model<?> model = Algorithms.train("user-knn", ratings, Compute.defaults())) {
      Path whole = folder.resolve("whole.simile");
      Path bare = folder.resolve("bare.simile");
      model.save(whole);
      model.saveWithoutRatings(bare);
      assertThat(bare.toFile().length())
          .isLessThan(whole.toFile().length() - 2 * 8 * ratings.count());
      try (Model<?> loaded = Algorithms.load(bare, Compute.defaults())) {
        Recommendations similar = Recommendations.of(5);
        Recommendations before = Recommendations.of(5);
        loaded.similarUsers(2, similar);
        model.similarUsers(2, before);
        assertThat(similar.toString()).isEqualTo(before.toString());
      }
    }
  }
}
