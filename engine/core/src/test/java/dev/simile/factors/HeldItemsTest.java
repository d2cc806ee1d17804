package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.sparse.Csr;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is held is left out of both sides and ranked as a plain sort ranks it.
class HeldItemsTest {
  @Test
  void eachUserOfTwoRatingsOrMoreHoldsOneItem() {
    try (Ratings ratings = Tastes.ratings(70, 40, .2);
        HeldItems held = new HeldItems(ratings, 5)) {
      Csr rows = ratings.byUser();
      int holders = 0;
      for (int user = 0; user < rows.rows(); user++) {
        int left = held.byUser().degree(user);
        boolean holds = rows.degree(user) >= 2;
        assertThat(left).isEqualTo(rows.degree(user) - (holds ? 1 : 0));
        if (holds) holders++;
        for (int item = 0; item < rows.columns(); item++) {
          long at = held.byUser().find(user, item);
          long mirrored = held.byItem().find(item, user);
          assertThat(at < 0).isEqualTo(mirrored < 0);
          if (at < 0) continue;
          float rating = rows.value(rows.find(user, item));
          assertThat(held.byUser().value(at)).isEqualTo(rating);
          assertThat(held.byItem().value(mirrored)).isEqualTo(rating);
        }
      }
      assertThat(held.count()).isEqualTo(holders);
      held.byUser().validate();
      held.byItem().validate();
    }
  }

  @Test
  void ofManyUsersAboutAsManyAsAreWanted() {
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 20_000; user++)
      builder.add("u" + user, "a").add("u" + user, "b" + user % 7);
    try (Ratings ratings = builder.build();
        HeldItems held = new HeldItems(ratings, 1);
        HeldItems others = new HeldItems(ratings, 2)) {
      assertThat(held.count()).isBetween(3800, 4400);
      assertThat(others.count()).isNotEqualTo(held.count());
    }
  }

  @Test
  void withoutAUserOfTwoRatingsItIsRefused() {
    try (Ratings ratings = Ratings.builder().add("a", "x").add("b", "x").build()) {
      assertThatThrownBy(() -> new HeldItems(ratings, 1).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "early stopping holds an item of users with two ratings or more, and there are none");
    }
  }

  @Test
  void theGainIsThatOfAPlainSort() {
    Random random = new Random(3);
    for (boolean biased : new boolean[] {false, true}) {
      try (Ratings ratings = Tastes.ratings(90, 60, .2);
          HeldItems held = new HeldItems(ratings, 7);
          Memory memory = Memory.open("test")) {
        Factors factors =
            Factors.allocate(
                memory, ratings.userCount(), ratings.itemCount(), 5, 0f, false, biased);
        fill(factors, random);
        double expected = plain(ratings, held, factors);
        assertThat(expected).isBetween(.02, .9);
        for (Kernels kernels : Kernels.available()) {
          for (int threads : new int[] {1, 3}) {
            try (Workers workers = Workers.of(threads)) {
              double ndcg = held.ndcg(factors, new Compute(kernels, workers, Progress.none()));
              assertThat(ndcg).isCloseTo(expected, within(1e-12));
            }
          }
        }
      }
    }
  }

  /// Small whole numbers, so that many scores are equal.
  private static void fill(Factors factors, Random random) {
    for (int f = 0; f < 5; f++) {
      for (int user = 0; user < factors.users().rows(); user++)
        factors.users().set(user, f, random.nextInt(3));
      for (int item = 0; item < factors.items().rows(); item++)
        factors.items().set(item, f, random.nextInt(3));
    }
    var bias = factors.itemBias();
    for (int item = 0; bias != null && item < factors.items().rows(); item++)
      bias.set(item, random.nextInt(2));
  }

  private static double plain(Ratings ratings, HeldItems held, Factors factors) {
    double sum = 0;
    for (int user = 0; user < ratings.userCount(); user++) {
      for (int i = 0; i < ratings.count(user); i++) {
        int item = ratings.item(user, i);
        if (held.byUser().find(user, item) >= 0) continue;
        int rank = 1;
        for (int other = 0; other < ratings.itemCount(); other++) {
          if (other == item || held.byUser().find(user, other) >= 0) continue;
          float difference = score(factors, user, other) - score(factors, user, item);
          if (difference > 0 || (difference == 0 && other < item)) rank++;
        }
        if (rank <= 10) sum += Math.log(2) / Math.log(1 + rank);
      }
    }
    return sum / held.count();
  }

  private static float score(Factors factors, int user, int item) {
    float sum = factors.itemBias(item);
    for (int f = 0; f < 5; f++) sum += factors.users().at(user, f) * factors.items().at(item, f);
    return sum;
  }

  @Test
  void theBestEpochComesBack() {
    try (Ratings ratings = Tastes.ratings(90, 60, .2);
        HeldItems held = new HeldItems(ratings, 7);
        Memory memory = Memory.open("test")) {
      Factors factors =
          Factors.allocate(memory, ratings.userCount(), ratings.itemCount(), 5, 0f, false, false);
      try (RankingStop stop = new RankingStop(held, 2, factors)) {
        Random random = new Random(3);
        int epoch = 0;
        boolean stopped = false;
        while (!stopped) {
          fill(factors, random);
          epoch++;
          stopped = stop.after(epoch, Compute.defaults());
        }
        assertThat(stop.ndcg()).hasSize(epoch);
        assertThat(stop.bestEpoch()).isEqualTo(epoch - 2);
        double best = stop.ndcg().get(stop.bestEpoch() - 1);
        assertThat(stop.ndcg()).allMatch(value -> value <= best);
        assertThat(held.ndcg(factors, Compute.defaults())).isNotEqualTo(best);
        stop.restore();
        assertThat(held.ndcg(factors, Compute.defaults())).isEqualTo(best);
      }
    }
  }
}
