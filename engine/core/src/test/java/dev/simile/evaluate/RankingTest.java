package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Holdout;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import dev.simile.statistics.Bootstrap;
import dev.simile.statistics.Estimate;
import dev.simile.statistics.Ratio;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  private static final List<Measure> RANKING =
      List.of(
          Measure.PRECISION,
          Measure.RECALL,
          Measure.CAPPED_RECALL,
          Measure.F1,
          Measure.MAP,
          Measure.MRR,
          Measure.NDCG,
          Measure.GRADED_NDCG,
          Measure.LINEAR_NDCG,
          Measure.JARVELIN_NDCG,
          Measure.UTILITY,
          Measure.HIT_RATE);
  private static final List<Measure> WHOLE = List.of(Measure.AUC, Measure.RBP, Measure.HALF_LIFE);
  private static final String[] ALL = RANKING.stream().map(Measure::label).toArray(String[]::new);

  private static String[] with(String... more) {
    List<String> names = new ArrayList<>(List.of(ALL));
    names.addAll(List.of(more));
    return names.toArray(String[]::new);
  }

  /// A case small enough to enumerate, and large enough to have ties within and across lists, users
  /// and items that training did not have, and ratings below the relevance.
  private static Split small(Random random) {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    int items = 4 + random.nextInt(4);
    for (int user = 0; user < 3; user++) {
      // User 3 keeps every item in the catalogue and is not tested.
      for (int item = 0; item < items; item++) {
        double draw = random.nextDouble();
        if (draw < .2) train.add("u" + user, "i" + item, 3);
        else if (draw < .6) test.add("u" + user, "i" + item, random.nextInt(8) - 2);
      }
      if (random.nextInt(3) == 0) test.add("u" + user, "new" + user, random.nextInt(8) - 2);
    }
    for (int item = 0; item < items; item++) train.add("u3", "i" + item, 3);
    if (random.nextBoolean()) test.add("stranger", "i1", 4).add("stranger", "new0", 5);
    test.add("u0", "new1", 5).add("stranger", "i0", 2);
    return new Split("small", train.build(), test.build());
  }

  @Test
  void everyMetricIsTheMeanOverAllOrdersThatTheScoresAllow() {
    Random random = new Random(11);
    for (int round = 0; round < 80; round++) {
      int levels = 1 + random.nextInt(5);
      int salt = random.nextInt();
      try (Split split = small(random);
          FixedModel model =
              FixedModel.of(
                  split.train(),
                  (user, item) ->
                      new Random(salt + 31L * user + 1009L * item).nextInt(levels) / 7.0 - .3)) {
        Map<String, Double> prices = new HashMap<>();
        for (int item = 0; item < 6; item++) prices.put("i" + item, random.nextInt(100) / 10.0);
        Expectation expected =
            new Expectation(
                split, model, round % 3 == 0 ? -1 : 2, round % 2 == 0 ? prices : Map.of());
        Evaluator evaluator =
            Evaluator.on(split)
                .relevance(expected.relevance)
                .metrics(with("auc", "rbp", "half-life"));
        if (!expected.prices.isEmpty())
          evaluator = evaluator.values(ItemValues.of("price", prices));
        for (int k : new int[] {1, 2, 3, 5, 20}) {
          Evaluation got = evaluator.cutoff(k).evaluate(model);
          for (Measure measure : RANKING) check(got, measure, k, expected.of(measure, k));
          for (Measure measure : WHOLE) check(got, measure, 0, expected.of(measure, 0));
        }
      }
    }
  }

  private static void check(Evaluation got, Measure measure, int k, double expected) {
    String name = k == 0 ? measure.label() : measure.label() + "@" + k;
    if (Double.isNaN(expected)) assertThat(got.value(name)).as(name).isNaN();
    else assertThat(got.value(name)).as(name).isCloseTo(expected, within(1e-12));
  }

  /// What a model's figures should be.
  private record Expectation(
      Split split, FixedModel model, double relevance, Map<String, Double> prices) {
    double of(Measure measure, int k) {
      double sum = 0;
      double weights = 0;
      for (int u = 0; u < split.test().userCount(); u++) {
        BruteForce user = user(u);
        if (user == null) continue;
        double value = user.value(measure, k);
        if (Double.isNaN(value) || user.weight(measure) == 0) continue;
        sum += value;
        weights += user.weight(measure);
      }
      return sum / weights;
    }

    /// A test user; null without anything relevant.
    private @Nullable BruteForce user(int u) {
      Ratings train = split.train();
      Ratings test = split.test();
      int user = train.users().indexOf(test.users().idOf(u));
      List<Integer> candidates = new ArrayList<>();
      for (int item = 0; item < train.itemCount(); item++) {
        if (user == Ids.UNKNOWN || train.byUser().find(user, item) < 0) candidates.add(item);
      }
      float[] scores = new float[candidates.size()];
      boolean[] relevant = new boolean[candidates.size()];
      double[] ratings = new double[candidates.size()];
      double[] values = new double[candidates.size()];
      List<Double> missed = new ArrayList<>();
      boolean any = false;
      for (int i = 0; i < test.count(u); i++) {
        double rating = test.rating(u, i);
        if (rating < relevance) continue;
        any = true;
        String id = test.items().idOf(test.item(u, i));
        int item = train.items().indexOf(id);
        if (item == Ids.UNKNOWN) {
          missed.add(rating);
          continue;
        }
        int at = candidates.indexOf(item);
        relevant[at] = true;
        ratings[at] = rating;
        values[at] = prices.isEmpty() ? rating : prices.getOrDefault(id, 0.0);
      }
      for (int i = 0; i < scores.length; i++)
        scores[i] = (float) model.predict(user, candidates.get(i));
      double[] others = missed.stream().mapToDouble(rating -> rating).toArray();
      return any ? new BruteForce(scores, relevant, ratings, values, others) : null;
    }
  }

  /// Ten items, ranked 0, 1, 2 ... by their scores; the user had 9 in training. Relevant: 1, 3, 7,
  /// and one that training did not have.
  @Test
  void aWorkedExampleByHand() {
    RatingsBuilder train = Ratings.builder().add("u", "9");
    for (int item = 0; item < 10; item++) train.add("other", "" + item);
    RatingsBuilder test = Ratings.builder();
    for (String item : List.of("1", "3", "7", "fresh")) test.add("u", item);
    try (Split split = new Split("hand", train.build(), test.build());
        FixedModel model =
            FixedModel.of(
                split.train(),
                (user, item) -> -Integer.parseInt(split.train().items().idOf(item)))) {
      Evaluation got =
          Evaluator.on(split)
              .cutoff(3, 5)
              .metrics(
                  "precision",
                  "recall",
                  "capped-recall",
                  "f1",
                  "map",
                  "mrr",
                  "ndcg",
                  "hit-rate@1",
                  "hit-rate@3",
                  "auc",
                  "catalog-coverage",
                  "user-coverage@9",
                  "user-coverage@10")
              .evaluate(model);
      assertThat(got.value("precision@5")).isEqualTo(2 / 5.0);
      assertThat(got.value("precision@3")).isEqualTo(1 / 3.0);
      assertThat(got.value("recall@5")).isEqualTo(2 / 4.0);
      assertThat(got.value("capped-recall@3")).isEqualTo(1 / 3.0);
      assertThat(got.value("f1@5")).isEqualTo(4 / 9.0); // 2 (2/5) (2/4) / (2/5 + 2/4)
      // Hits at ranks 2 and 4.
      assertThat(got.value("map@5")).isEqualTo((1 / 2.0 + 2 / 4.0) / 4);
      assertThat(got.value("map@3")).isEqualTo(1 / 2.0 / 3);
      assertThat(got.value("mrr@5")).isEqualTo(1 / 2.0);
      assertThat(got.value("ndcg@5"))
          .isCloseTo(
              (0.6309297535714574 + 0.43067655807339306)
                  / (1 + 0.6309297535714574 + .5 + 0.43067655807339306),
              within(1e-15));
      assertThat(got.value("hit-rate@1")).isEqualTo(0);
      assertThat(got.value("hit-rate@3")).isEqualTo(1);
      // 6 candidates are not relevant: item 1 beats 5 of them, item 3 4, item 7 1, the fresh none.
      assertThat(got.value("auc")).isEqualTo((5 + 4 + 1) / 24.0);
      assertThat(got.value("catalog-coverage@3")).isEqualTo(.3);
      assertThat(got.value("user-coverage@9")).isEqualTo(1);
      assertThat(got.value("user-coverage@10")).isEqualTo(0);
      assertThat(got.cases()).containsExactly(new Cases(4, 1, 1, 0, 0, 4, 1, 0, 10));
      assertThat(got.shortLists()).isEqualTo(1);
      assertThat(got.cases().getFirst().describe())
          .isEqualTo(
              "1 user with 4 relevant items in 4 test ratings, 1 relevant item not in training"
                  + " (never hit); catalogue of 10 items");
      assertThat(got.values().getFirst().hasInterval()).isFalse();
    }
  }

  @Test
  void aPerfectRankingScoresOne() {
    try (Ratings whole = random(50, 80, 2000);
        Split split = whole.split(Holdout.random(.3));
        FixedModel model =
            FixedModel.of(split.train(), (user, item) -> user < 0 ? 0 : grade(split, user, item))) {
      Evaluation got =
          Evaluator.on(split)
              .cutoff(1, 10, 200)
              .metrics("ndcg", "graded-ndcg", "map", "mrr", "capped-recall", "recall@200", "auc")
              .evaluate(model);
      for (Value value : figures(got)) {
        assertThat(value.value()).as(value.metric().name()).isCloseTo(1, within(1e-14));
        assertThat(value.users()).isEqualTo(got.cases().getFirst().users());
      }
    }
  }

  private static float grade(Split split, int user, int item) {
    Ratings test = split.test();
    int testUser = test.users().indexOf(split.train().users().idOf(user));
    int testItem = test.items().indexOf(split.train().items().idOf(item));
    if (testUser < 0 || testItem < 0) return 0;
    long at = test.byUser().find(testUser, testItem);
    return at < 0 ? 0 : test.byUser().value(at);
  }

  private static Ratings random(int users, int items, int count) {
    Random random = new Random(3);
    RatingsBuilder builder = Ratings.builder();
    // Everything once, so that no split loses a user or an item altogether.
    for (int i = 0; i < count; i++)
      builder.add(
          "u" + random.nextInt(users),
          "i" + (int) (items * Math.pow(random.nextDouble(), 1.5)),
          1 + random.nextInt(5));
    return builder.build();
  }

  @Test
  void aConstantScorerScoresAsRandomDoes() {
    try (Ratings whole = random(400, 60, 8000);
        Split split = whole.split(Holdout.random(.3));
        FixedModel constant = FixedModel.of(split.train(), (user, item) -> 4.25)) {
      Evaluator evaluator =
          Evaluator.on(split).cutoff(3, 10).metrics(with("auc", "rbp", "half-life"));
      Evaluation flat = evaluator.evaluate(constant);
      List<Value> expected = figures(flat);
      double[] sums = new double[expected.size()];
      double[] squares = new double[sums.length];
      int rounds = 60;
      for (int round = 0; round < rounds; round++) {
        Random random = new Random(round);
        float[] scores = new float[(split.train().userCount() + 1) * split.train().itemCount()];
        for (int i = 0; i < scores.length; i++) scores[i] = random.nextFloat();
        try (FixedModel model =
            FixedModel.of(
                split.train(),
                (user, item) -> scores[(user + 1) * split.train().itemCount() + item])) {
          Evaluation got = evaluator.evaluate(model);
          for (int m = 0; m < sums.length; m++) {
            double value = got.values().get(m).value();
            sums[m] += value;
            squares[m] += value * value;
          }
        }
      }
      for (int m = 0; m < sums.length; m++) {
        double mean = sums[m] / rounds;
        double error = Math.sqrt((squares[m] / rounds - mean * mean) / (rounds - 1));
        assertThat(expected.get(m).value())
            .as(expected.get(m).metric().name())
            .isCloseTo(mean, within(4 * error));
      }
      assertThat(flat.value("auc")).isCloseTo(.5, within(1e-12));
    }
  }

  @Test
  void aPlantedRealEffectIsSeen() {
    try (Ratings whole = random(400, 60, 8000);
        Split split = whole.split(Holdout.random(.3));
        FixedModel popular =
            FixedModel.of(split.train(), (user, item) -> split.train().byItem().degree(item));
        FixedModel constant = FixedModel.of(split.train(), (user, item) -> 1)) {
      Comparison got = Evaluator.on(split).cutoff(10).metrics("ndcg").compare(constant, popular);
      Value flat = got.evaluations().get(0).values().getFirst();
      Value better = got.evaluations().get(1).values().getFirst();
      assertThat(better.low()).isGreaterThan(flat.high());
      assertThat(got.toString()).contains("fixed ndcg@10 0.").contains("[0.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void bitsDependNeitherOnThreadsNorOnKernels(int threads) {
    try (Ratings whole = random(300, 700, 9000);
        Split split = whole.split(Holdout.random(.3));
        FixedModel model =
            FixedModel.of(split.train(), (user, item) -> (31L * user + 17L * item) % 53);
        Workers workers = Workers.of(threads)) {
      Evaluator evaluator =
          Evaluator.on(split)
              .cutoff(5, 20)
              .metrics(
                  with(
                      "auc",
                      "rbp",
                      "half-life",
                      "catalog-coverage",
                      "gini",
                      "entropy",
                      "rmse",
                      "mae",
                      "rmse-by-user"));
      List<Value> reference = figures(evaluator.evaluate(model));
      for (Kernels kernels : Kernels.available()) {
        Compute compute = Compute.defaults().workers(workers).kernels(kernels);
        assertThat(figures(evaluator.compute(compute).evaluate(model))).isEqualTo(reference);
      }
    }
  }

  /// What is measured, without what the model costs.
  private static List<Value> figures(Evaluation evaluation) {
    return evaluation.values().stream()
        .filter(value -> value.metric().measure().kind() != Measure.Kind.TIME)
        .toList();
  }

  /// Without auc only the best K are looked at closely; the figures must be the same bits.
  @Test
  void leavingOutTheLowPlacesChangesNothing() {
    try (Ratings whole = random(300, 700, 9000);
        Split split = whole.split(Holdout.random(.3))) {
      for (int levels : new int[] {1, 2, 10, 1000}) {
        try (FixedModel model =
            FixedModel.of(
                split.train(),
                (user, item) -> (7919L * (user + 1) * (item + 3) % 10_007) % levels)) {
          Evaluator evaluator = Evaluator.on(split).cutoff(1, 5, 20);
          List<Value> all = figures(evaluator.metrics(with("auc")).evaluate(model));
          List<Value> few = figures(evaluator.metrics(ALL).evaluate(model));
          assertThat(few).isEqualTo(all.subList(0, few.size()));
        }
      }
    }
  }

  /// Scores that crowd together, lie far apart, are denormal, or zero with either sign.
  @ParameterizedTest
  @ValueSource(strings = {"even", "outlier", "zeros", "denormal", "extreme"})
  void aucIsTheShareOfPairsWhateverTheScores(String kind) {
    try (Ratings whole = random(60, 500, 6000);
        Split split = whole.split(Holdout.random(.3));
        FixedModel model =
            FixedModel.of(split.train(), (user, item) -> score(kind, 61 * user + 7 * item))) {
      Ratings train = split.train();
      Ratings test = split.test();
      double sum = 0;
      for (int u = 0; u < test.userCount(); u++) {
        int user = train.users().indexOf(test.users().idOf(u));
        double right = 0;
        double pairs = 0;
        for (int i = 0; i < test.count(u); i++) {
          int hit = train.items().indexOf(test.items().idOf(test.item(u, i)));
          for (int item = 0; item < train.itemCount(); item++) {
            int testItem = test.items().indexOf(train.items().idOf(item));
            if (train.byUser().find(user, item) >= 0) continue;
            if (testItem >= 0 && test.byUser().find(u, testItem) >= 0) continue;
            pairs++;
            float one = hit < 0 ? Float.NEGATIVE_INFINITY : (float) model.predict(user, hit);
            float other = (float) model.predict(user, item);
            right += one > other ? 1 : one == other ? .5 : 0;
          }
        }
        sum += right / pairs;
      }
      Evaluation got = Evaluator.on(split).metrics("auc").evaluate(model);
      assertThat(got.value("auc")).isCloseTo(sum / test.userCount(), within(1e-12));
    }
  }

  private static double score(String kind, int i) {
    int draw = (int) (((i * 2_654_435_761L) >>> 8) & 0xfff);
    return switch (kind) {
      case "even" -> draw / 100.0;
      case "outlier" -> draw % 97 == 0 ? 1e30 * (draw % 2 == 0 ? 1 : -1) : 1 + draw * 1e-6;
      case "zeros" -> draw % 3 == 0 ? 0.0 : draw % 3 == 1 ? -0.0 : draw % 5 - 2;
      case "denormal" -> (draw - 2048) * (double) Float.MIN_VALUE;
      case "extreme" -> draw % 3 == 0 ? Float.MAX_VALUE : draw % 3 == 1 ? -Float.MAX_VALUE : draw;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void whatTheUserAlreadyRatedIsNeitherCandidateNorRelevant() {
    try (Split split =
            new Split(
                "repeats",
                Ratings.builder().add("u", "a").add("u", "b").add("v", "c").add("v", "d").build(),
                Ratings.builder().add("u", "a").add("u", "c").build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> -item)) {
      Evaluation got = Evaluator.on(split).cutoff(2).metrics("recall", "precision").evaluate(model);
      assertThat(got.value("recall@2")).isEqualTo(1);
      assertThat(got.value("precision@2")).isEqualTo(.5);
      assertThat(got.cases().getFirst().repeated()).isEqualTo(1);
      assertThat(got.cases().getFirst().relevant()).isEqualTo(1);
    }
  }

  @Test
  void theIntervalIsThatOfTheBootstrapOverUsers() {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    for (int user = 0; user < 40; user++) {
      train.add("u" + user, "a");
      test.add("u" + user, user % 4 == 0 ? "b" : "c");
    }
    train.add("w", "b").add("w", "c");
    try (Split split = new Split("forty", train.build(), test.build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> -item)) {
      // b is first: one user of four has a hit.
      Value value = Evaluator.on(split).metrics("hit-rate@1").evaluate(model).values().getFirst();
      assertThat(value.value()).isEqualTo(.25);
      assertThat(value.users()).isEqualTo(40);
      Cells cells = Cells.of(split.test().userMap());
      double[] hits = new double[Cells.COUNT];
      double[] users = new double[Cells.COUNT];
      for (int user = 0; user < 40; user++) {
        hits[cells.of(user)] += user % 4 == 0 ? 1 : 0;
        users[cells.of(user)]++;
      }
      Estimate expected =
          Bootstrap.defaults()
              .estimate(List.of(Ratio.of(hits, users)), Workers.shared())
              .getFirst();
      assertThat(value.low()).isEqualTo(expected.low()).isBetween(.1, .2);
      assertThat(value.high()).isEqualTo(expected.high()).isBetween(.3, .5);
    }
  }
}
