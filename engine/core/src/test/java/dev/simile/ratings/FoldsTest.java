package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sizes and chances of the folds, and of splits by whole users and items.
class FoldsTest {
  @ParameterizedTest
  @CsvSource({"2, 10", "3, 10", "4, 10", "5, 10", "7, 11", "10, 10", "8, 64", "13, 300"})
  void everyRatingIsTestedOnce(int k, int count) {
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < count; i++) builder.add("u" + i % 7, "i" + i);
    try (Ratings whole = builder.build()) {
      List<String> tested = new ArrayList<>();
      for (int fold = 0; fold < k; fold++) {
        try (Split split = new KFold(k, 3).fold(whole, fold, Compute.defaults())) {
          assertThat(split.test().count()).isEqualTo(count / k + (fold < count % k ? 1 : 0));
          assertThat(split.train().count()).isEqualTo(count - split.test().count());
          tested.addAll(Parts.lines(split.test()));
        }
      }
      assertThat(tested).containsExactlyInAnyOrderElementsOf(Parts.lines(whole));
    }
  }

  @Test
  void everyRatingIsAsLikelyInAFoldAndBesideEveryOther() {
    int[] held = new int[10];
    int[] together = new int[10];
    try (Ratings whole = rows(2, 5)) {
      for (int seed = 0; seed < 1000; seed++) {
        try (Split split = new KFold(3, seed).fold(whole, 1, Compute.defaults())) {
          List<String> items = Parts.ids(split.test().items());
          for (String item : items) held[Integer.parseInt(item)]++;
          for (int i = 0; i < 10; i++) {
            if (items.contains("" + i) && items.contains("" + (i + 1) % 10)) together[i]++;
          }
        }
      }
    }
    // Fold 1 has 3 of 10: 300 expected with a standard deviation of 14.5, and 1000 * 3/10 * 2/9 =
    // 67 with one of 7.9 for two neighbors; five of them.
    for (int count : held) assertThat(count).isBetween(227, 373);
    for (int count : together) assertThat(count).isBetween(27, 107);
  }

  /// Item number `i` of all, rated by user `i / each`.
  private static Ratings rows(int users, int each) {
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < users * each; i++) builder.add("u" + i / each, "" + i);
    return builder.build();
  }

  @Test
  void oneIsLeftOutOfEveryUserWhoHasTwo() {
    try (Ratings whole = Parts.random(60, 90, 700);
        Split split = whole.split(new LeaveOneOut(4))) {
      int single = 0;
      for (int user = 0; user < whole.userCount(); user++) {
        String id = whole.users().idOf(user);
        int count = whole.count(user);
        assertThat(Parts.count(split.test(), id)).isEqualTo(count > 1 ? 1 : 0);
        if (count == 1) single++;
      }
      assertThat(single).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void everyRatingOfAUserIsAsLikelyLeftOut() {
    int[] left = new int[4];
    try (Ratings whole = rows(4000, 4);
        Split split = whole.split(new LeaveOneOut(1))) {
      for (String item : Parts.ids(split.test().items())) left[Integer.parseInt(item) % 4]++;
    }
    // 1,000 expected, standard deviation 27: five of them.
    for (int count : left) assertThat(count).isBetween(863, 1137);
  }

  @ParameterizedTest
  @CsvSource({".1", ".5", ".97"})
  void coldUsersAndItemsAreHeldOutWhole(double share) {
    try (Ratings whole = Parts.random(60, 90, 1500);
        Split users = whole.split(new ColdUsers(share, 1));
        Split items = whole.split(new ColdItems(share, 1))) {
      List<String> cold = Parts.ids(users.test().users());
      assertThat(cold).hasSize((int) Math.round(share * whole.userCount()));
      assertThat(Parts.ids(users.train().users()))
          .hasSize(whole.userCount() - cold.size())
          .doesNotContainAnyElementsOf(cold);
      cold = Parts.ids(items.test().items());
      assertThat(cold).hasSize((int) Math.round(share * whole.itemCount()));
      assertThat(Parts.ids(items.train().items()))
          .hasSize(whole.itemCount() - cold.size())
          .doesNotContainAnyElementsOf(cold);
    }
  }

  @Test
  void everyUserAndItemIsAsLikelyCold() {
    int[] users = new int[10];
    int[] items = new int[10];
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j <= i; j++) builder.add("" + i, "" + j);
    }
    try (Ratings whole = builder.build()) {
      for (int seed = 0; seed < 1000; seed++) {
        try (Split byUser = whole.split(new ColdUsers(.3, seed));
            Split byItem = whole.split(new ColdItems(.3, seed))) {
          for (String user : Parts.ids(byUser.test().users())) users[Integer.parseInt(user)]++;
          for (String item : Parts.ids(byItem.test().items())) items[Integer.parseInt(item)]++;
        }
      }
    }
    // 300 expected, standard deviation 14.5: five of them, whatever their number of ratings.
    for (int count : users) assertThat(count).isBetween(227, 373);
    for (int count : items) assertThat(count).isBetween(227, 373);
  }

  @ParameterizedTest
  @CsvSource({".1, .2", ".5, .5", ".9, .999", ".3, .001"})
  void foldInPartsUsersWhomTrainingNeverSees(double users, double held) {
    try (Ratings whole = Parts.random(60, 90, 1500);
        Split split = whole.split(new FoldIn(users, held, 1))) {
      Ratings history = split.history();
      assertThat(history).isNotNull();
      int able = 0;
      for (int user = 0; user < whole.userCount(); user++) {
        String id = whole.users().idOf(user);
        int count = whole.count(user);
        if (count > 1) able++;
        int tested = Parts.count(split.test(), id);
        assertThat(Parts.count(history, id)).isEqualTo(tested == 0 ? 0 : count - tested);
        assertThat(Parts.count(split.train(), id)).isEqualTo(tested == 0 ? count : 0);
        if (tested > 0)
          assertThat(tested)
              .isEqualTo((int) Math.min(Math.max(1, Math.round(held * count)), count - 1));
      }
      assertThat(split.test().userCount()).isEqualTo((int) Math.round(users * able));
    }
  }

  @Test
  void everyUserAndRatingIsAsLikelyFoldedIn() {
    int[] users = new int[5];
    int[] tested = new int[5];
    try (Ratings whole = rows(5, 5)) {
      for (int seed = 0; seed < 1000; seed++) {
        try (Split split = whole.split(new FoldIn(.4, .6, seed))) {
          for (String item : Parts.ids(split.test().items())) {
            users[Integer.parseInt(item) / 5]++;
            tested[Integer.parseInt(item) % 5]++;
          }
        }
      }
    }
    // Two users of five, three ratings of each: 400 times expected with a standard deviation of
    // 15.5; 1,200 ratings with one of at most 31, if both users agreed. Five of them.
    for (int count : users) assertThat(count).isBetween(3 * 322, 3 * 478);
    for (int count : tested) assertThat(count).isBetween(1045, 1355);
  }

  @Test
  void aSplitWithAHistoryIsDescribed() {
    try (Ratings train =
            Ratings.builder().add("ann", "tea").add("ann", "rum").add("bob", "tea").build();
        Ratings test = Ratings.builder().add("eve", "gin").build();
        Ratings history = Ratings.builder().add("eve", "tea").add("eve", "ale").build();
        Split split = new Split("by hand", train, test, history)) {
      assertThat(split.describe())
          .isEqualTo(
              "by hand: train 3 ratings, 2 users (1 with a single rating, too few for a history), 2"
                  + " items; test 1 rating, 1 user (1 not in train), 1 item (1 not in train);"
                  + " history 2 ratings, 1 user (1 not in train), 2 items (1 not in train)");
    }
  }
}
