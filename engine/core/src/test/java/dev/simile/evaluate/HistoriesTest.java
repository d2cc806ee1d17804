package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.catalog.Algorithm;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Users whom training does not have, asked by what a history shows of them.
class HistoriesTest {
  static List<String> algorithms() {
    return Algorithms.all().stream().map(Algorithm::name).toList();
  }

  private static Ratings ratings(boolean rated) {
    Random random = new Random(17);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 2500; i++) {
      int user = random.nextInt(70);
      int item = random.nextInt(20) * 4 + (random.nextInt(3) == 0 ? random.nextInt(4) : user % 4);
      if (rated) builder.add("u" + user, "i" + item, 1 + random.nextInt(5));
      else builder.add("u" + user, "i" + item);
    }
    return builder.build();
  }

  /// What is served is what [Model#recommend] answers: to the history of whom training does not
  /// have, to the user otherwise.
  @ParameterizedTest
  @MethodSource("algorithms")
  void listsAreThoseOfTheModel(String algorithm) {
    try (Ratings whole = ratings(true);
        Split split = whole.split(Splitter.parse("fold-in:users=0.3,held=0.4,seed=2"));
        Model<?> model = Algorithms.train(algorithm, split.train(), Compute.defaults())) {
      Truth truth = new Truth(split.train(), split.test(), split.history(), 0);
      List<Metric> metrics = List.of(new Metric(Measure.NDCG, 9));
      try (ScoreRanker ranker =
          new ScoreRanker(
              truth,
              algorithm,
              model,
              metrics,
              Kernels.best(),
              Pool.catalog(truth),
              (item, rating) -> rating,
              5)) {
        int[] asked = truth.asked();
        int[] lists = new int[1];
        for (int from = 0; from < asked.length; from += 5)
          ranker.rank(
              asked,
              from,
              Math.min(asked.length, from + 5),
              user -> {
                History history =
                    history(
                        split.train(),
                        Objects.requireNonNull(split.history()),
                        split.test().users().idOf(user));
                lists[0]++;
                assertThat(truth.user(user)).isEqualTo(Ids.UNKNOWN);
                assertThat(items(ranker.served()))
                    .isEqualTo(items(model.recommend(history, 9, Filter.unseen())));
              });
        assertThat(lists[0]).isEqualTo(split.test().userCount()).isGreaterThan(15);
      }
    }
  }

  private static List<Integer> items(Served served) {
    List<Integer> items = new ArrayList<>();
    for (int rank = 0; rank < served.size(Integer.MAX_VALUE); rank++) items.add(served.item(rank));
    return items;
  }

  private static List<Integer> items(Recommendations list) {
    List<Integer> items = new ArrayList<>();
    for (var one : list) items.add(one.item());
    return items;
  }

  /// Rated and unrated, by brute force on the scores that the model explains.
  @ParameterizedTest
  @MethodSource("algorithms")
  void figuresByBruteForce(String algorithm) {
    Random random = new Random(3);
    for (int round = 0; round < 4; round++) {
      try (SmallPools small = SmallPools.of(random);
          Model<?> model = Algorithms.train(algorithm, small.train(), Compute.defaults())) {
        NaiveRanking naive =
            new NaiveRanking(small.train(), small.test(), small.history(), SmallPools.RELEVANCE);
        Evaluation got =
            Evaluator.on(small.train(), small.test(), small.history())
                .relevance(SmallPools.RELEVANCE)
                .metrics("ndcg@3", "map@2", "auc")
                .evaluate(model);
        NaiveRanking.Score score =
            (user, item) -> {
              int known = small.train().users().indexOf(user);
              int index = small.train().items().indexOf(item);
              if (known != Ids.UNKNOWN) return model.explain(known, index).total();
              return model.explain(history(small.train(), small.history(), user), index).total();
            };
        assertThat(got.value("ndcg@3"))
            .isCloseTo(naive.value(Measure.NDCG, 3, naive::unseen, score), within(1e-12));
        assertThat(got.value("map@2"))
            .isCloseTo(naive.value(Measure.MAP, 2, naive::unseen, score), within(1e-12));
        assertThat(got.value("auc"))
            .isCloseTo(naive.value(Measure.AUC, 0, naive::unseen, score), within(1e-12));
        checkCases(got.cases().getFirst(), naive, small);
      }
    }
  }

  private static History history(Ratings train, Ratings history, String user) {
    Map<String, Float> row = NaiveRanking.row(history, user);
    row.keySet().removeIf(item -> train.items().indexOf(item) == Ids.UNKNOWN);
    int[] items = row.keySet().stream().mapToInt(train.items()::indexOf).toArray();
    float[] ratings = new float[items.length];
    int size = 0;
    for (float rating : row.values()) ratings[size++] = rating;
    return history.rated() ? History.of(items, ratings) : History.of(items);
  }

  private static void checkCases(Cases cases, NaiveRanking naive, SmallPools small) {
    Set<String> training = Set.copyOf(NaiveRanking.ids(small.train().users()));
    Set<String> shown = new TreeSet<>(NaiveRanking.ids(small.history().users()));
    Set<String> strangers = new TreeSet<>(naive.asked());
    strangers.removeAll(training);
    Set<String> withHistory = new TreeSet<>(strangers);
    withHistory.retainAll(shown);
    strangers.removeAll(shown);
    long dropped = 0;
    for (String user : withHistory) {
      Set<String> items = new TreeSet<>(NaiveRanking.row(small.history(), user).keySet());
      items.removeAll(naive.catalog());
      dropped += items.size();
    }
    Set<String> known = new TreeSet<>(shown);
    known.retainAll(training);
    shown.removeAll(training);
    shown.removeAll(NaiveRanking.ids(small.test().users()));
    assertThat(cases.users()).isEqualTo(naive.asked().size());
    assertThat(cases.newUsers()).isEqualTo(strangers.size());
    assertThat(cases.histories()).isEqualTo(withHistory.size());
    assertThat(cases.history()).isEqualTo(new HistoryCases(known.size(), shown.size(), dropped));
  }

  @Test
  void theHistoryIsSeenAndWhatIsOddAboutItIsSaid() {
    try (Ratings train =
            Ratings.builder().add("a", "x", 3).add("b", "y", 4).add("b", "z", 2).build();
        Ratings test =
            Ratings.builder().add("a", "y", 5).add("new", "x", 4).add("new", "z", 5).build();
        Ratings history =
            Ratings.builder()
                .add("new", "x", 5)
                .add("new", "gone", 5)
                .add("a", "y", 1)
                .add("other", "x", 1)
                .build();
        FixedModel model = FixedModel.of(train, (user, item) -> -item)) {
      Evaluation got =
          Evaluator.on(train, test, history).metrics("precision@1", "auc").evaluate(model);
      // a, known, is ranked y z whatever the history says; new, who has seen x, is ranked y z too.
      assertThat(got.value("precision@1")).isEqualTo(.5);
      assertThat(got.value("auc")).isEqualTo(.5);
      assertThat(got.cases())
          .containsExactly(new Cases(3, 2, 2, 0, 1, 2, 0, 1, 3, new HistoryCases(1, 1, 1), null));
      assertThat(got.cases().getFirst().describe())
          .isEqualTo(
              "2 users with 2 relevant items in 3 test ratings, 1 user not in training but with a"
                  + " history, 1 rating repeats training or history (left out), 1 user of the"
                  + " history in training (their history is ignored), 1 user of the history not in"
                  + " the test part (ignored), 1 rating of histories whose item is not in training"
                  + " (dropped); catalogue of 3 items");
    }
  }

  /// A history changes nothing for a user whom training has.
  @Test
  void whomTrainingHasIsAskedWithoutIt() {
    try (Ratings whole = ratings(true);
        Split split = whole.split(Splitter.parse("holdout:share=0.3,seed=4"));
        Model<?> model = Algorithms.train("item-knn", split.train(), Compute.defaults())) {
      Evaluation without = Evaluator.on(split).evaluate(model);
      Evaluation with = Evaluator.on(split.train(), split.test(), split.test()).evaluate(model);
      assertThat(with.metrics()).isEqualTo(without.metrics());
      for (int i = 0; i < with.metrics().size(); i++)
        assertThat(with.values().get(i)).isEqualTo(without.values().get(i));
      assertThat(with.cases().getFirst().history())
          .isEqualTo(new HistoryCases(split.test().userCount(), 0, 0));
    }
  }

  @Test
  void noRatingsArePredictedForAHistory() {
    try (Ratings whole = ratings(true);
        Split split = whole.split(Splitter.parse("fold-in:users=0.3,held=0.4,seed=2"));
        Model<?> model = Algorithms.train("baseline", split.train(), Compute.defaults())) {
      Evaluator evaluator = Evaluator.on(split);
      assertThatThrownBy(() -> evaluator.metrics("ndcg", "mae").evaluate(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "mae needs users whom training has, and of "
                  + split.test().userCount()
                  + " of the test part it has but a history, for which no ratings are predicted");
      for (Evaluation got :
          List.of(evaluator.evaluate(model), evaluator.metrics(Evaluator.ALL).evaluate(model))) {
        assertThat(got.metrics()).noneMatch(metric -> metric.measure().needsRatings());
        assertThat(got.metrics()).contains(new Metric(Measure.NDCG, 10), Metric.of(Measure.AUC));
        assertThat(got.residuals()).isNull();
      }
    }
  }

  /// A history that helps, helps: the same users without it are asked as nobody.
  @Test
  void aHistoryHelps() {
    try (Ratings whole = ratings(false);
        Split split = whole.split(Splitter.parse("fold-in:users=0.3,held=0.4,seed=2"));
        Model<?> model = Algorithms.train("item-knn", split.train(), Compute.defaults())) {
      Evaluation with = Evaluator.on(split).metrics("auc").evaluate(model);
      Evaluation without = Evaluator.on(split.train(), split.test()).metrics("auc").evaluate(model);
      assertThat(with.cases().getFirst().histories()).isEqualTo(split.test().userCount());
      assertThat(without.cases().getFirst().newUsers()).isEqualTo(split.test().userCount());
      assertThat(with.value("auc")).isGreaterThan(without.value("auc") + .05);
    }
  }
}
