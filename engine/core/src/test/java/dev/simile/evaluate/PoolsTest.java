package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Holdout;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Rankings among listed candidates and among samples.
class PoolsTest {
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
          Measure.HIT_RATE,
          Measure.AUC);
  private static final String[] NAMES = RANKING.stream().map(Measure::label).toArray(String[]::new);

  private static FixedModel model(Ratings train, int salt, int levels) {
    return FixedModel.of(
        train,
        (user, item) -> new Random(salt + 31L * user + 1009L * item).nextInt(levels) / 7.0 - .3);
  }

  private static NaiveRanking.Score scores(Ratings train, FixedModel model) {
    return (user, item) ->
        (float) model.predict(train.users().indexOf(user), train.items().indexOf(item));
  }

  @Test
  void listedCandidatesByBruteForce() {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      try (SmallPools small = SmallPools.of(random);
          FixedModel model = model(small.train(), round, 1 + random.nextInt(5))) {
        NaiveRanking naive =
            new NaiveRanking(small.train(), small.test(), small.history(), SmallPools.RELEVANCE);
        Evaluator evaluator =
            Evaluator.on(small.train(), small.test(), small.history())
                .relevance(SmallPools.RELEVANCE)
                .candidates(small.pairs())
                .metrics(NAMES);
        Function<String, Set<String>> candidates =
            user -> {
              Set<String> listed = naive.unseen(user);
              listed.retainAll(NaiveRanking.row(small.pairs(), user).keySet());
              return listed;
            };
        for (int k : new int[] {1, 3, 20}) {
          Evaluation got = evaluator.cutoff(k).evaluate(model);
          for (Measure measure : RANKING)
            check(
                got,
                new Metric(measure, measure.needsCutoff() ? k : 0),
                naive.value(measure, k, candidates, scores(small.train(), model)));
          assertThat(got.notes()).isEmpty();
        }
        checkListed(evaluator.evaluate(model).cases().getFirst(), naive, small, candidates);
      }
    }
  }

  private static void checkListed(
      Cases cases, NaiveRanking naive, SmallPools small, Function<String, Set<String>> candidates) {
    int without = 0;
    long seen = 0;
    long missed = 0;
    for (String user : naive.asked()) {
      if (candidates.apply(user).isEmpty()) without++;
      Set<String> repeated = new TreeSet<>(NaiveRanking.row(small.pairs(), user).keySet());
      repeated.retainAll(naive.seen(user));
      repeated.retainAll(naive.catalog());
      seen += repeated.size();
      Set<String> relevant = new TreeSet<>(naive.relevant(user).keySet());
      relevant.retainAll(naive.catalog());
      relevant.removeAll(candidates.apply(user));
      missed += relevant.size();
    }
    List<String> users = new ArrayList<>(NaiveRanking.ids(small.pairs().users()));
    users.removeAll(NaiveRanking.ids(small.test().users()));
    List<String> items = new ArrayList<>(NaiveRanking.ids(small.pairs().items()));
    items.removeAll(naive.catalog());
    PoolCases expected = new PoolCases.Listed(without, users.size(), items.size(), seen, missed);
    assertThat(cases.pool()).isEqualTo(expected);
    assertThat(cases.users()).isEqualTo(naive.asked().size());
    assertThat(cases.describe()).endsWith("; " + expected.describe());
  }

  private static void check(Evaluation got, Metric metric, double expected) {
    String name = metric.name();
    if (Double.isNaN(expected)) assertThat(got.value(name)).as(name).isNaN();
    else assertThat(got.value(name)).as(name).isCloseTo(expected, within(1e-12));
  }

  @Test
  void whatIsOddAboutAListIsCountedAndSaid() {
    try (Ratings train =
            Ratings.builder().add("a", "x").add("a", "y").add("b", "z").add("b", "w").build();
        Ratings test = Ratings.builder().add("a", "z").add("a", "w").add("b", "x").build();
        Ratings pairs =
            Ratings.builder()
                .add("a", "x")
                .add("a", "w")
                .add("a", "?")
                .add("c", "x")
                .add("d", "!")
                .build();
        FixedModel model = FixedModel.of(train, (user, item) -> item)) {
      Evaluation got =
          Evaluator.on(train, test).candidates(pairs).metrics("recall@1").evaluate(model);
      // Of a's two relevant items one is listed; nothing is listed for b.
      assertThat(got.value("recall@1")).isEqualTo(.25);
      assertThat(got.cases().getFirst().pool()).isEqualTo(new PoolCases.Listed(1, 2, 2, 1, 2));
      assertThat(got.cases().getFirst().describe())
          .isEqualTo(
              "2 users with 3 relevant items in 3 test ratings; catalogue of 4 items; ranked among"
                  + " the listed candidates, 1 user without any (zeros), 2 listed users not in"
                  + " the test part (ignored), 2 listed items not in training (ignored), 1 listed"
                  + " pair already seen (left out), 2 relevant items not among the candidates"
                  + " (never hit)");
    }
  }

  @Test
  void samplesByBruteForce() {
    Random random = new Random(6);
    for (int round = 0; round < 60; round++) {
      int n = 1 + random.nextInt(4);
      long seed = random.nextLong();
      try (SmallPools small = SmallPools.of(random);
          FixedModel model = model(small.train(), round, 1 + random.nextInt(5))) {
        NaiveRanking naive =
            new NaiveRanking(small.train(), small.test(), small.history(), SmallPools.RELEVANCE);
        Map<String, Set<String>> samples = samples(naive, n, seed);
        int fewer = 0;
        for (String user : naive.asked()) {
          Set<String> candidates = samples.get(user);
          Set<String> relevant = new TreeSet<>(naive.relevant(user).keySet());
          relevant.retainAll(naive.catalog());
          assertThat(candidates).containsAll(relevant);
          assertThat(naive.unseen(user)).containsAll(candidates);
          int others = naive.unseen(user).size() - relevant.size();
          assertThat(candidates).hasSize(relevant.size() + Math.min(n, others));
          if (others < n) fewer++;
        }
        Evaluator evaluator =
            Evaluator.on(small.train(), small.test(), small.history())
                .relevance(SmallPools.RELEVANCE)
                .negatives(n, seed)
                .metrics(NAMES);
        for (int k : new int[] {1, 3, 20}) {
          Evaluation got = evaluator.cutoff(k).evaluate(model);
          for (Measure measure : RANKING)
            check(
                got,
                new Metric(measure, measure.needsCutoff() ? k : 0, true),
                naive.value(measure, k, samples::get, scores(small.train(), model)));
          assertThat(got.cases().getFirst().pool())
              .isEqualTo(new PoolCases.Sampled(n, seed, fewer));
        }
      }
    }
  }

  /// The candidates of each user who is asked, by id.
  private static Map<String, Set<String>> samples(NaiveRanking naive, int n, long seed) {
    Truth truth = new Truth(naive.train(), naive.test(), naive.history(), naive.relevance());
    Pool pool = new Negatives(truth, n, seed).pool();
    long[] allowed = new long[(naive.train().itemCount() + 63) >>> 6];
    Map<String, Set<String>> samples = new HashMap<>();
    for (int user : truth.asked()) {
      pool.allow(user, allowed);
      Set<String> items = new TreeSet<>();
      for (int item = 0; item < naive.train().itemCount(); item++)
        if (Pool.has(allowed, item)) items.add(naive.train().items().idOf(item));
      samples.put(naive.test().users().idOf(user), items);
    }
    return samples;
  }

  /// Lists everything that nobody has seen, or draws more than there are: the same bits as without.
  @Test
  void poolsOfEverythingAreFullRankings() {
    try (Ratings whole = ratings(60, 90, 1500, 3);
        Split split = whole.split(Holdout.random(.3));
        FixedModel model = model(split.train(), 4, 12)) {
      RatingsBuilder all = Ratings.builder();
      for (String user : NaiveRanking.ids(split.test().users()))
        for (String item : NaiveRanking.ids(split.train().items())) all.add(user, item);
      try (Ratings pairs = all.build()) {
        Evaluator evaluator = Evaluator.on(split).cutoff(5, 200).metrics(Evaluator.ALL);
        Evaluation full = evaluator.evaluate(model);
        Evaluation listed = evaluator.candidates(pairs).evaluate(model);
        Evaluation sampled = evaluator.negatives(90, 1).evaluate(model);
        for (int i = 0; i < full.metrics().size(); i++) {
          Value value = full.values().get(i);
          assertThat(listed.values().get(i)).isEqualTo(value);
          Value other = sampled.values().get(i);
          assertThat(other)
              .isEqualTo(
                  new Value(
                      value.metric().ofSample(),
                      value.value(),
                      value.low(),
                      value.high(),
                      value.users()));
        }
        int users = full.cases().getFirst().users();
        assertThat(sampled.cases().getFirst().pool())
            .isEqualTo(new PoolCases.Sampled(90, 1, users));
        assertThat(full.cases().getFirst().pool()).isNull();
      }
    }
  }

  @Test
  void sampledMetricsBearTheirNameAndAWarning() {
    try (Ratings whole = ratings(60, 90, 1500, 3);
        Split split = whole.split(Holdout.random(.3));
        FixedModel model = model(split.train(), 4, 12)) {
      Evaluator evaluator =
          Evaluator.on(split).metrics("ndcg", "auc", "rmse", "user-coverage", "gini");
      Evaluation got = evaluator.negatives(20, 7).evaluate(model);
      assertThat(got.metrics())
          .extracting(Metric::name)
          .containsExactly(
              "sampled-ndcg@10",
              "sampled-auc",
              "rmse",
              "sampled-user-coverage@10",
              "sampled-gini@10");
      assertThat(got.notes())
          .singleElement()
          .asString()
          .startsWith("sampled metrics rank relevant items among 20 sampled items only")
          .contains("even in expectation (Krichene and Rendle 2020");
      assertThat(Evaluation.join(List.of(got, got)).notes()).isEqualTo(got.notes());
      assertThat(got.cases().getFirst().describe())
          .endsWith("; ranked among a sample of 20 other items a user (seed 7)");
      assertThat(evaluator.evaluate(model).notes()).isEmpty();
      Evaluation ratings = evaluator.negatives(20, 7).metrics("rmse").evaluate(model);
      assertThat(ratings.notes()).isEmpty();
      assertThat(ratings.cases().getFirst().pool()).isNull();
    }
  }

  @Test
  void whatCannotBeIsNamed() {
    try (Ratings one = Ratings.builder().add("a", "x").build()) {
      Evaluator evaluator = Evaluator.on(one, one);
      assertThatThrownBy(() -> evaluator.negatives(3, 1).candidates(one))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("candidates and negatives exclude each other");
      assertThatThrownBy(() -> evaluator.candidates(one).negatives(3, 1))
          .hasMessage("candidates and negatives exclude each other");
      assertThatThrownBy(() -> evaluator.negatives(0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("negatives must be 1..1000000, were 0");
      assertThatThrownBy(() -> evaluator.negatives(1_000_001, 1))
          .hasMessage("negatives must be 1..1000000, were 1000001");
    }
  }

  /// Every item of 40 is drawn as often as any other, and so is every pair: chi-square with 39 and
  /// 779 degrees of freedom, at about four standard deviations.
  @Test
  void samplesAreUniform() {
    int items = 40;
    int users = 20_000;
    int n = 5;
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    for (int item = 0; item < items; item++) train.add("all", "i" + item);
    train.add("all", "hit");
    for (int user = 0; user < users; user++) test.add("u" + user, "hit");
    try (Ratings known = train.build();
        Ratings asked = test.build()) {
      Truth truth = new Truth(known, asked, null, 0);
      Pool pool = new Negatives(truth, n, 12).pool();
      long[] allowed = new long[1];
      int[] singles = new int[items];
      int[][] pairs = new int[items][items];
      for (int user : truth.asked()) {
        pool.allow(user, allowed);
        assertThat(Long.bitCount(allowed[0])).isEqualTo(n + 1);
        for (int i = 0; i < items; i++) {
          if (!Pool.has(allowed, i)) continue;
          singles[i]++;
          for (int j = 0; j < i; j++) if (Pool.has(allowed, j)) pairs[i][j]++;
        }
      }
      double expected = (double) users * n / items;
      double chi = 0;
      for (int count : singles) chi += (count - expected) * (count - expected) / expected;
      assertThat(chi).isBetween(10., 39 + 4 * Math.sqrt(2 * 39));
      double together = (double) users * n * (n - 1) / (items * (items - 1.0));
      double pairChi = 0;
      for (int i = 0; i < items; i++)
        for (int j = 0; j < i; j++)
          pairChi += (pairs[i][j] - together) * (pairs[i][j] - together) / together;
      assertThat(pairChi).isBetween(779 - 5 * Math.sqrt(2 * 779), 779 + 5 * Math.sqrt(2 * 779));
    }
  }

  /// The same ids in another order, and with other users beside them, have the same samples;
  /// another seed has others.
  @Test
  void samplesDependOnIdsAndSeedAlone() {
    try (Ratings train = ratings(40, 300, 3000, 1);
        Ratings test = ratings(40, 300, 800, 2);
        Ratings trainShuffled = shuffled(train, user -> true);
        Ratings testShuffled = shuffled(test, user -> true);
        Ratings fewer = shuffled(test, user -> user.hashCode() % 3 == 0)) {
      Map<String, Set<String>> samples = samples(new NaiveRanking(train, test, null, 0), 20, 5);
      assertThat(samples.size()).isGreaterThan(30);
      assertThat(samples(new NaiveRanking(trainShuffled, testShuffled, null, 0), 20, 5))
          .isEqualTo(samples);
      Map<String, Set<String>> some =
          samples(new NaiveRanking(trainShuffled, fewer, null, 0), 20, 5);
      assertThat(some)
          .isNotEmpty()
          .allSatisfy((user, s) -> assertThat(s).isEqualTo(samples.get(user)));
      Map<String, Set<String>> others = samples(new NaiveRanking(train, test, null, 0), 20, 6);
      assertThat(others).allSatisfy((user, s) -> assertThat(s).isNotEqualTo(samples.get(user)));
      assertThat(Set.copyOf(samples.values())).hasSameSizeAs(samples.keySet());
    }
  }

  private static Ratings shuffled(Ratings ratings, Predicate<String> users) {
    List<String[]> lines = new ArrayList<>();
    for (String user : NaiveRanking.ids(ratings.users())) {
      if (users.test(user))
        NaiveRanking.row(ratings, user)
            .forEach((item, rating) -> lines.add(new String[] {user, item, rating.toString()}));
    }
    lines.sort(Comparator.comparing(line -> line[0] + line[1]));
    Collections.shuffle(lines, new Random(9));
    RatingsBuilder builder = Ratings.builder();
    for (String[] line : lines) builder.add(line[0], line[1], Float.parseFloat(line[2]));
    return builder.build();
  }

  private static Ratings ratings(int users, int items, int count, long seed) {
    Random random = new Random(seed);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < count; i++)
      builder.add(
          "u" + random.nextInt(users),
          "i" + (int) (items * Math.pow(random.nextDouble(), 1.5)),
          1 + random.nextInt(5));
    return builder.build();
  }

  /// In every pool: the mean over random scorers is what the constant one gets.
  @Test
  void aConstantScorerScoresAsRandomDoesInEveryPool() {
    Random random = new Random(8);
    try (Ratings whole = ratings(300, 60, 6000, 3);
        Split split = whole.split(Holdout.random(.3))) {
      RatingsBuilder builder = Ratings.builder();
      for (String user : NaiveRanking.ids(split.test().users()))
        for (int i = random.nextInt(30); i > 0; i--)
          builder.add(user, split.train().items().idOf(random.nextInt(split.train().itemCount())));
      try (Ratings pairs = builder.build()) {
        Evaluator evaluator = Evaluator.on(split).cutoff(3, 10).metrics(NAMES);
        constantIsRandom(split.train(), evaluator.candidates(pairs), "auc");
        constantIsRandom(split.train(), evaluator.negatives(15, 4), "sampled-auc");
      }
    }
  }

  private static void constantIsRandom(Ratings train, Evaluator evaluator, String auc) {
    int rounds = 60;
    try (FixedModel constant = FixedModel.of(train, (user, item) -> -2)) {
      Evaluation flat = evaluator.evaluate(constant);
      double[] sums = new double[flat.metrics().size()];
      double[] squares = new double[sums.length];
      for (int round = 0; round < rounds; round++) {
        Random random = new Random(round);
        float[] scores = new float[(train.userCount() + 1) * train.itemCount()];
        for (int i = 0; i < scores.length; i++) scores[i] = random.nextFloat();
        try (FixedModel model =
            FixedModel.of(train, (user, item) -> scores[(user + 1) * train.itemCount() + item])) {
          Evaluation got = evaluator.evaluate(model);
          for (int m = 0; m < sums.length; m++) {
            double value = figure(got, m);
            sums[m] += value;
            squares[m] += value * value;
          }
        }
      }
      for (int m = 0; m < sums.length; m++) {
        double mean = sums[m] / rounds;
        double error = Math.sqrt((squares[m] / rounds - mean * mean) / (rounds - 1));
        assertThat(figure(flat, m))
            .as(flat.metrics().get(m).name())
            .isCloseTo(mean, within(4 * error));
      }
      if (auc.startsWith("sampled")) assertThat(flat.value(auc)).isCloseTo(.5, within(1e-12));
      else assertThat(flat.value(auc)).isLessThan(.5); // what is not listed loses its pairs
    }
  }

  /// The figure without its interval, which takes most of the time.
  private static double figure(Evaluation evaluation, int metric) {
    return Objects.requireNonNull(evaluation.ratio(evaluation.metrics().get(metric))).value();
  }
}
