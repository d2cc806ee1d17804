package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.kernel.Kernels;
import dev.simile.ratings.Ratings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// With a catalogue that is worth a shortlist, the lists are those of the scores of all items.
class LargeCatalogTest {
  private static final int USERS = 40;
  private static final Ratings RATINGS = Tastes.ratings(USERS, 1500, .2);
  private static final int ITEMS = RATINGS.itemCount();
  private static final FactorConfig CONFIG = FactorConfig.defaults().factors(10).epochs(6);

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  private static List<Filter> filters() {
    return List.of(
        Filter.all(),
        Filter.unseen(),
        Filter.unseen().and(Filter.only(ItemSet.where(ITEMS, item -> item % 3 == 1))),
        Filter.only(ItemSet.of(ITEMS, 1, 5, 700, 701, ITEMS - 1)),
        Filter.only(ItemSet.of(ITEMS)));
  }

  @Test
  void theListsAreThoseOfTheScores() {
    assertThat(ITEMS).isGreaterThan(1024);
    for (Kernels kernels : Kernels.available()) {
      for (boolean biases : new boolean[] {true, false}) {
        try (MatrixFactorization model =
            MatrixFactorization.train(
                RATINGS, CONFIG.biases(biases), Compute.defaults().kernels(kernels))) {
          for (int user = Ids.UNKNOWN; user < USERS; user += 3) {
            List<Scored> scored = scored(model, user, null);
            for (Filter filter : filters()) {
              for (int n : new int[] {0, 1, 10, 90, 400}) {
                Recommendations list = model.recommend(user, n, filter);
                assertThat(rows(list)).isEqualTo(best(model, scored, user, null, filter, n));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void theListsOfHistoriesAndOfSeveralUsersAreThoseOfTheScores() {
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, CONFIG);
        Scores tile = Scores.of(7, ITEMS)) {
      List<History> histories =
          List.of(
              History.empty(),
              History.of(3, 17, 42),
              History.of(new int[] {900, 1, 2}, new float[] {5, 1, 4}));
      for (History history : histories) {
        List<Scored> scored = scored(model, Ids.UNKNOWN, history);
        for (Filter filter : filters()) {
          Recommendations list = Recommendations.of(10);
          model.recommend(history, filter, list);
          assertThat(rows(list)).isEqualTo(best(model, scored, Ids.UNKNOWN, history, filter, 10));
        }
      }
      int[] users = IntStream.range(Ids.UNKNOWN, USERS).toArray();
      Recommendations[] lists = new Recommendations[users.length];
      for (int i = 0; i < lists.length; i++) lists[i] = Recommendations.of(10);
      model.recommend(users, 0, users.length, Filter.unseen(), tile, lists);
      for (int i = 0; i < lists.length; i++) {
        List<Scored> scored = scored(model, users[i], null);
        assertThat(rows(lists[i]))
            .isEqualTo(best(model, scored, users[i], null, Filter.unseen(), 10));
        assertThat(lists[i].fallback()).isEqualTo(users[i] == Ids.UNKNOWN);
      }
    }
  }

  @Test
  void aListAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (MatrixFactorization model = MatrixFactorization.train(RATINGS, CONFIG)) {
      Recommendations list = Recommendations.of(10);
      Filter filter = Filter.unseen();
      long least = Long.MAX_VALUE;
      // The first rounds fall on the compiler's changes from one form of the code to the next.
      for (int round = 0; round < 12 && least > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 5000; i++) model.recommend(i % USERS, filter, list);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }

  private record Scored(int item, float score) {}

  /// All items, best first.
  private static List<Scored> scored(
      MatrixFactorization model, int user, @Nullable History history) {
    List<Scored> all = new ArrayList<>();
    try (Scores scores = Scores.of(1, ITEMS)) {
      if (history == null) model.score(new int[] {user}, 0, 1, scores);
      else model.score(history, scores, 0);
      for (int item = 0; item < ITEMS; item++) all.add(new Scored(item, scores.at(0, item)));
    }
    all.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::item));
    return all;
  }

  private static List<Scored> best(
      MatrixFactorization model,
      List<Scored> scored,
      int user,
      @Nullable History history,
      Filter filter,
      int n) {
    long[] allowed = new long[(ITEMS + 63) / 64];
    for (int item = 0; item < ITEMS; item++) allowed[item >> 6] |= 1L << item;
    History given = history == null ? History.empty() : history;
    filter.apply(allowed, ITEMS, user, model.seen(), given);
    return scored.stream()
        .filter(one -> (allowed[one.item >> 6] >>> one.item & 1) != 0)
        .limit(n)
        .toList();
  }

  private static List<Scored> rows(Recommendations list) {
    List<Scored> rows = new ArrayList<>();
    for (var one : list) rows.add(new Scored(one.item(), one.score()));
    return rows;
  }
}
