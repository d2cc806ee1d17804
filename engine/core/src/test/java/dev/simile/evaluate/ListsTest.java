package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What lists that any system made are worth.
class ListsTest {
  @TempDir Path folder;

  private RankedLists lists(String lines) {
    try {
      return RankedLists.read(
          Files.writeString(folder.resolve("lists.csv"), "user,item\n" + lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Ratings ratings(String... pairs) {
    RatingsBuilder builder = Ratings.builder();
    for (String pair : pairs) {
      String[] parts = pair.split(" ", -1);
      builder.add(parts[0], parts[1], parts.length > 2 ? Float.parseFloat(parts[2]) : 1);
    }
    return builder.build();
  }

  private static void check(Evaluation got, String metric, double expected) {
    assertThat(got.value(metric)).as(metric).isCloseTo(expected, within(1e-15));
  }

  /// Ann: a list of which the first was had, the third is new to the catalogue and right, the
  /// fourth right; a right item that no list has. Bob: no list. Carl: has nothing right. Dora: a
  /// stranger.
  @Test
  void aListIsTheRanking() {
    try (Ratings train = ratings("ann a", "bob b", "carl c", "eve d", "eve e");
        Ratings test = ratings("ann new", "ann d", "ann b", "ann a", "bob a", "carl c", "dan e");
        RankedLists lists =
            lists("ann,a\nann,c\nann,new\nann,d\ndora,x\ndora,a\ncarl,a\ndan,y\ndan,e\n")) {
      Evaluation got =
          Evaluator.on(train, test)
              .cutoff(2, 4)
              .metrics("precision", "recall", "map@4", "mrr@4", "ndcg@4", "hit-rate", "rbp")
              .evaluate("theirs", lists);
      // Ann has hits at 3 and 4 of 3 right ones, Dan at 2 of 1, Bob none.
      check(got, "precision@2", (0 + 0 + 1 / 2.) / 3);
      check(got, "precision@4", (2 / 4. + 0 + 1 / 4.) / 3);
      check(got, "recall@4", (2 / 3. + 0 + 1) / 3);
      check(got, "map@4", ((1 / 3. + 2 / 4.) / 3 + 0 + 1 / 2.) / 3);
      check(got, "mrr@4", (1 / 3. + 0 + 1 / 2.) / 3);
      check(got, "hit-rate@2", 1 / 3.);
      check(got, "hit-rate@4", 2 / 3.);
      double log2 = StrictMath.log(2);
      double third = log2 / StrictMath.log(3);
      double ideal = 1 + third + 1 / 2.;
      check(got, "ndcg@4", ((1 / 2. + log2 / StrictMath.log(5)) / ideal + 0 + third) / 3);
      check(got, "rbp", (.2 * (.8 * .8 + .8 * .8 * .8) + 0 + .2 * .8) / 3);
      assertThat(got.shortLists()).isEqualTo(2);
      assertThat(got.cases().getFirst().pool()).isEqualTo(new PoolCases.Lists(2, 1, 1, 1, 2, 1));
      assertThat(got.cases().getFirst().describe())
          .isEqualTo(
              "3 users with 5 relevant items in 7 test ratings, 1 user not in training, 1 relevant"
                  + " item not in training, 2 ratings repeat training (left out); catalogue of 5"
                  + " items; 2 lists, 1 user without one (zeros), 1 list of users without a"
                  + " relevant item (ignored), 1 list of users not in the test part (ignored), 2"
                  + " places with items not in training, 1 place with items already seen (no hits)");
    }
  }

  @Test
  void whatNeedsMoreThanAListIsRefusedAndNeverUsual() {
    try (Ratings train = ratings("ann a 3", "bob b 4");
        Ratings test = ratings("ann b 5");
        RankedLists lists = lists("ann,b\n")) {
      Evaluator on = Evaluator.on(train, test);
      assertThat(on.evaluate("theirs", lists).values().stream().map(v -> v.metric().name()))
          .containsExactly(
              "precision@10",
              "recall@10",
              "map@10",
              "mrr@10",
              "ndcg@10",
              "hit-rate@10",
              "catalog-coverage@10",
              "user-coverage@10");
      for (String metric : List.of("auc", "rmse", "coverage"))
        assertThatThrownBy(() -> on.metrics("ndcg", metric).evaluate("theirs", lists))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(metric + " needs a model that scores every item, not the lists of theirs");
      assertThatThrownBy(() -> on.negatives(5, 1).evaluate("theirs", lists))
          .hasMessage(
              "lists of theirs are measured as they are, not among candidates or negatives");
      assertThatThrownBy(() -> on.relevance(6).evaluate("theirs", lists))
          .hasMessageContaining("must have a rating of at least the relevance, 6");
    }
  }

  /// A case with everything that lists can have, and lists whose order a model's scores give.
  private static final class Drawn implements AutoCloseable {
    final RatingsBuilder train = Ratings.builder();
    final RatingsBuilder test = Ratings.builder();
    final StringBuilder lines = new StringBuilder();
    Ratings trained = Ratings.builder().build();
    Ratings tested = Ratings.builder().build();

    /// @param whole whether every list is the whole catalogue without what was had
    Drawn(long seed, int users, int items, boolean whole) {
      Random random = new Random(seed);
      for (int item = 0; item < items; item++) train.add("all", "i" + item, 3);
      for (int user = 0; user < users; user++) {
        Set<Integer> had = new HashSet<>();
        for (int item = 0; item < items; item++) {
          if (random.nextInt(5) == 0 && had.add(item)) train.add("u" + user, "i" + item, 2);
          if (random.nextInt(4) == 0 && (!whole || !had.contains(item)))
            test.add("u" + user, "i" + item, random.nextInt(6));
        }
        if (random.nextInt(3) == 0) test.add("u" + user, "n" + random.nextInt(3), 5);
        if (!whole && random.nextInt(6) == 0) continue;
        List<Integer> order = new ArrayList<>(IntStream.range(0, items).boxed().toList());
        Collections.shuffle(order, new Random(seed * 1000 + user));
        if (whole) order.removeAll(had);
        for (int item : order) {
          lines.append('u').append(user).append(",i").append(item).append('\n');
          if (!whole && random.nextInt(6) == 0)
            lines.append('u').append(user).append(",n").append(random.nextInt(3)).append('\n');
          if (!whole && random.nextInt(8) == 0) break;
        }
      }
      trained.close();
      tested.close();
      trained = train.build();
      tested = test.build();
    }

    /// The model whose rankings the lists are.
    FixedModel model(long seed) {
      int items = trained.itemCount();
      return FixedModel.of(
          trained,
          (user, item) -> {
            List<Integer> order = new ArrayList<>(IntStream.range(0, items).boxed().toList());
            String id = trained.users().idOf(user);
            if (id.equals("all")) return 0;
            Collections.shuffle(order, new Random(seed * 1000 + Integer.parseInt(id.substring(1))));
            return items - order.indexOf(Integer.parseInt(trained.items().idOf(item).substring(1)));
          });
    }

    @Override
    public void close() {
      trained.close();
      tested.close();
    }
  }

  private static final String[] RANKINGS = {
    "precision",
    "recall",
    "capped-recall",
    "f1",
    "map",
    "mrr",
    "ndcg",
    "graded-ndcg",
    "linear-ndcg",
    "jarvelin-ndcg",
    "hit-rate",
    "utility",
    "rbp",
    "half-life",
    "user-coverage",
    "catalog-coverage",
    "gini",
    "entropy"
  };

  /// A model's rankings without ties, written as lists, get the model's figures to the bit.
  @Test
  void listsOfAModelAreWorthWhatTheModelIs() {
    for (long seed = 1; seed <= 5; seed++) {
      try (Drawn drawn = new Drawn(seed, 12, 20, true);
          RankedLists lists = lists(drawn.lines.toString());
          FixedModel model = drawn.model(seed)) {
        Evaluator on =
            Evaluator.on(drawn.trained, drawn.tested)
                .cutoff(1, 3, 10, 40)
                .by(new Slicing.ItemPopularity(), new Slicing.UserActivity())
                .metrics(RANKINGS)
                .relevance(2)
                .worst(3);
        Evaluation theirs = on.evaluate("model", lists);
        Evaluation ours = on.evaluate("model", model, Double.NaN);
        int metrics = theirs.metrics().size();
        assertThat(theirs.values()).hasSize(metrics);
        assertThat(ours.values().subList(0, metrics)).isEqualTo(theirs.values());
        assertThat(theirs.slices()).isEqualTo(ours.slices()).isNotEmpty();
        assertThat(theirs.worst()).isEqualTo(ours.worst()).hasSize(3);
        assertThat(theirs.shortLists()).isEqualTo(ours.shortLists());
      }
    }
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    try (Drawn drawn = new Drawn(9, 300, 40, false);
        RankedLists lists = lists(drawn.lines.toString());
        Workers one = Workers.of(1);
        Workers four = Workers.of(4)) {
      Evaluator on =
          Evaluator.on(drawn.trained, drawn.tested)
              .cutoff(1, 10)
              .metrics(RANKINGS)
              .relevance(2)
              .by(new Slicing.ItemPopularity());
      Evaluation first = on.compute(Compute.defaults().workers(one)).evaluate("lists", lists);
      Evaluation second = on.compute(Compute.defaults().workers(four)).evaluate("lists", lists);
      assertThat(first.values()).isEqualTo(second.values());
      assertThat(first.slices()).isEqualTo(second.slices());
      assertThat(first.cases()).isEqualTo(second.cases());
    }
  }

  @Test
  void wholeGradesGainWhatOthersDo() {
    Gains gains = new Gains();
    for (int grade = 0; grade <= Gains.MAX_GRADE; grade++) {
      gains.set(grade % 64, grade, 0);
      assertThat(gains.exponential(grade % 64)).isEqualTo(StrictMath.pow(2, grade) - 1);
    }
    gains.set(0, 2.5f, 0);
    assertThat(gains.exponential(0)).isEqualTo(StrictMath.pow(2, 2.5) - 1);
  }

  @Test
  void nothingIsAllocatedAfterWarmUp() {
    try (Drawn drawn = new Drawn(3, 60, 150, false);
        RankedLists lists = lists(drawn.lines.toString())) {
      Truth truth = new Truth(drawn.trained, drawn.tested, null, 2);
      AskedLists asked = new AskedLists(lists, truth);
      List<Metric> metrics = Metric.list(List.of("ndcg", "graded-ndcg"), List.of(10, 100));
      int[] users = truth.asked();
      long[] hits = new long[1];
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      try (ListRanker ranker = new ListRanker(truth, asked, metrics, (item, rating) -> rating)) {
        Ranker.Visitor count = user -> hits[0] += ranker.relevant().reachable();
        long least = Long.MAX_VALUE; // until the compiler has seen that views need not exist
        for (int round = 0; round < 2000 && least > 0; round++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          ranker.rank(users, 0, users.length, count);
          least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
      }
      assertThat(hits[0]).isGreaterThan(users.length);
    }
  }

  /// Every user's hits, counted from the text of the lists.
  @Test
  void hitsAreCountedAsTheyStand() {
    for (long seed = 20; seed < 30; seed++) {
      try (Drawn drawn = new Drawn(seed, 30, 15, false);
          RankedLists lists = lists(drawn.lines.toString())) {
        Evaluation got =
            Evaluator.on(drawn.trained, drawn.tested)
                .cutoff(5)
                .metrics("precision", "recall", "user-coverage")
                .relevance(2)
                .evaluate("lists", lists);
        double precision = 0;
        double recall = 0;
        double full = 0;
        int users = 0;
        for (int user = 0; user < drawn.tested.userCount(); user++) {
          String id = drawn.tested.users().idOf(user);
          Set<String> right = right(drawn, user, id);
          if (right.isEmpty()) continue;
          users++;
          List<String> list =
              drawn
                  .lines
                  .toString()
                  .lines()
                  .filter(line -> line.startsWith(id + ","))
                  .map(line -> line.substring(id.length() + 1))
                  .distinct()
                  .limit(5)
                  .toList();
          long hits = list.stream().filter(right::contains).count();
          precision += hits / 5.;
          recall += (double) hits / right.size();
          full += list.size() == 5 ? 1 : 0;
        }
        assertThat(got.values().getFirst().users()).isEqualTo(users);
        assertThat(got.value("precision@5")).isCloseTo(precision / users, within(1e-12));
        assertThat(got.value("recall@5")).isCloseTo(recall / users, within(1e-12));
        assertThat(got.value("user-coverage@5")).isCloseTo(full / users, within(1e-12));
      }
    }
  }

  private static Set<String> right(Drawn drawn, int user, String id) {
    Set<String> right = new HashSet<>();
    int known = drawn.trained.users().indexOf(id);
    for (int i = 0; i < drawn.tested.count(user); i++) {
      String item = drawn.tested.items().idOf(drawn.tested.item(user, i));
      int in = drawn.trained.items().indexOf(item);
      boolean had = known >= 0 && in >= 0 && drawn.trained.byUser().find(known, in) >= 0;
      if (!had && drawn.tested.rating(user, i) >= 2) right.add(item);
    }
    return right;
  }
}
