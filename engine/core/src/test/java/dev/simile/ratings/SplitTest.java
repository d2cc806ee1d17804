package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  @ParameterizedTest
  @CsvSource({".2", ".5", ".001", ".999"})
  void aHoldoutIsExactlySizedAndSeeded(double share) {
    try (Ratings whole = Parts.random(60, 90, 1500);
        Split first = whole.split(new Holdout(share, 1));
        Split other = whole.split(new Holdout(share, 2))) {
      assertThat(first.test().count()).isEqualTo(Math.round(share * whole.count()));
      assertThat(Parts.lines(other.test())).hasSameSizeAs(Parts.lines(first.test()));
      assertThat(Parts.lines(other.test())).isNotEqualTo(Parts.lines(first.test()));
    }
  }

  @Test
  void everyRatingIsAsLikelyHeldOut() {
    int[] held = new int[10];
    try (Ratings whole =
        Ratings.builder()
            .add("a", "0")
            .add("a", "1")
            .add("a", "2")
            .add("a", "3")
            .add("a", "4")
            .add("b", "5")
            .add("b", "6")
            .add("b", "7")
            .add("b", "8")
            .add("b", "9")
            .build()) {
      for (int seed = 0; seed < 4000; seed++) {
        try (Split split = whole.split(new Holdout(.3, seed))) {
          for (String item : Parts.ids(split.test().items())) held[Integer.parseInt(item)]++;
        }
      }
    }
    // 1,200 expected, standard deviation 29: five of them.
    for (int count : held) assertThat(count).isBetween(1055, 1345);
  }

  @Test
  void everyUserGivesWhatWasAskedAndKeepsSomething() {
    try (Ratings whole = Parts.random(60, 90, 700);
        Split three = whole.split(Holdout.perUser(3));
        Split third = whole.split(Holdout.sharePerUser(.34))) {
      for (int user = 0; user < whole.userCount(); user++) {
        String id = whole.users().idOf(user);
        int count = whole.count(user);
        assertThat(Parts.count(three.test(), id)).isEqualTo(count > 3 ? 3 : 0);
        assertThat(Parts.count(third.test(), id))
            .isEqualTo(Math.min(Math.round(.34 * count), count - 1));
      }
    }
  }

  @Test
  void lastGoesByTimeThenByOrder() {
    try (Ratings whole =
            Ratings.builder()
                .add("a", "old", 1f, 10)
                .add("a", "new", 2f, 30)
                .add("a", "tied", 3f, 30)
                .add("a", "older", 4f, 5)
                .add("b", "only", 5f, 99)
                .build();
        Split one = whole.split(Holdout.lastPerUser(1));
        Split two = whole.split(Splitter.parse("last:n=2"));
        Split three = whole.split(Splitter.parse("last:n=3"))) {
      assertThat(Parts.lines(one.test())).containsExactly("a tied 3.0 30");
      assertThat(Parts.lines(two.test())).containsExactly("a new 2.0 30", "a tied 3.0 30");
      assertThat(Parts.lines(three.train())).containsExactly("a older 4.0 5", "b only 5.0 99");
    }
  }

  @Test
  void oneCutInTimePartsNoTies() {
    try (Ratings whole = Parts.random(60, 90, 1500);
        Split split = whole.split(Holdout.newest(.2))) {
      long lastTrained = Long.MIN_VALUE;
      for (long i = 0; i < split.train().count(); i++)
        lastTrained = Math.max(lastTrained, split.train().byUser().time(i));
      for (long i = 0; i < split.test().count(); i++)
        assertThat(split.test().byUser().time(i)).isGreaterThan(lastTrained);
      assertThat((double) split.test().count()).isCloseTo(.2 * whole.count(), within(8));
    }
    RatingsBuilder builder = Ratings.builder();
    long[] times = {Long.MIN_VALUE, 1, 2, 3, 4, 4, 4, 5, 6, Long.MAX_VALUE};
    for (int i = 0; i < 10; i++) builder.add("u" + i % 3, "i" + i, 1f, times[i]);
    try (Ratings whole = builder.build()) {
      // Newest first: max 6 5 | 4 4 4 | 3 2 1 min.
      assertThat(newest(whole, .1)).isEqualTo(1);
      assertThat(newest(whole, .3)).isEqualTo(3);
      assertThat(newest(whole, .4)).isEqualTo(3);
      assertThat(newest(whole, .5)).isEqualTo(6);
      assertThat(newest(whole, .9)).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4095, 4096, 4097, 5000, 1 << 17, 1 << 24, 1L << 30, Long.MAX_VALUE})
  void theCutIsWhereASortWouldFindIt(long range) {
    Random random = new Random(range);
    RatingsBuilder builder = Ratings.builder();
    long[] times = new long[3000];
    for (int i = 0; i < times.length; i++) {
      times[i] = random.nextLong(range) - range / 3;
      if (i % 3 == 0) times[i] = range / 2 + random.nextLong(Math.min(range, 6000)) / 2; // crowded
      builder.add("u" + i % 50, "i" + i / 50, 1f, times[i]);
    }
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    try (Ratings whole = builder.build()) {
      for (double share : new double[] {.01, .2, .5, .77}) {
        long wanted = Math.round(share * times.length);
        long edge = sorted[times.length - (int) wanted];
        long later = Arrays.stream(times).filter(time -> time > edge).count();
        long with = Arrays.stream(times).filter(time -> time >= edge).count();
        long nearest = with - wanted <= wanted - later ? with : later;
        if (nearest == 0 || nearest == times.length) continue;
        assertThat(newest(whole, share)).as("share %s", share).isEqualTo(nearest);
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double bound) {
    return org.assertj.core.data.Offset.offset(bound);
  }

  private static long newest(Ratings whole, double share) {
    try (Split split = whole.split(Holdout.newest(share))) {
      return split.test().count();
    }
  }

  @Test
  void nothingOfTheTestPartReachesTraining() {
    try (Ratings whole =
            Ratings.builder()
                .add("alice", "tea", 3f, 1)
                .add("alice", "coffee", 4f, 2)
                .add("bob", "tea", 2f, 3)
                .add("MARKED-user", "MARKED-item", 1e9f, 4)
                .build();
        Split split = whole.split(Holdout.newest(.25))) {
      Ratings train = split.train();
      assertThat(Parts.ids(train.users())).containsExactly("alice", "bob");
      assertThat(Parts.ids(train.items())).containsExactly("tea", "coffee");
      for (IdMap map : List.of(train.userMap(), train.itemMap())) {
        byte[] bytes = map.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("MARKED");
        assertThat(map.indexOf("MARKED-user")).isEqualTo(Ids.UNKNOWN);
      }
      assertThat(train.mean()).isEqualTo(3);
      assertThat(train.maxRating()).isEqualTo(4f);
      assertThat(train.byUser().columns()).isEqualTo(2);
      assertThat(train.byItem().columns()).isEqualTo(2);
      assertThat(train.summary().ratings()).isEqualTo(3);
      assertThat(Parts.lines(split.test())).containsExactly("MARKED-user MARKED-item 1.0E9 4");
      assertThat(split.describe())
          .isEqualTo(
              "time:share=0.25: train 3 ratings, 2 users, 2 items; "
                  + "test 1 rating, 1 user (1 not in train), 1 item (1 not in train)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          last:n=1            | split last:n=1 needs times, and these ratings have none
          time:share=.5       | split time:share=0.5 needs times, and these ratings have none
          per-user            | split per-user:n=1,seed=1 of 2 ratings of 2 users leaves the test part empty: no user has more than 1 rating
          per-user:share=.9   | split per-user:share=0.9,seed=1 of 2 ratings of 2 users leaves the test part empty: share * ratings rounds to 0 for every user, or they have only one
          holdout:share=.9    | split holdout:share=0.9,seed=1 of 2 ratings of 2 users leaves the training part empty: share * ratings rounds to 2
          holdout:share=.1    | split holdout:share=0.1,seed=1 of 2 ratings of 2 users leaves the test part empty: share * ratings rounds to 0
          k-fold:k=3          | k must be at most the number of ratings, 2, was 3
          leave-one-out       | split leave-one-out:seed=1 of 2 ratings of 2 users leaves the test part empty: no user has two ratings
          cold-users          | split cold-users:share=0.1,seed=1 of 2 ratings of 2 users leaves the test part empty: share * users rounds to 0
          cold-users:share=.8 | split cold-users:share=0.8,seed=1 of 2 ratings of 2 users leaves the training part empty: share * users rounds to 2
          cold-items          | split cold-items:share=0.1,seed=1 of 2 ratings of 2 users leaves the test part empty: share * items rounds to 0
          fold-in             | split fold-in:users=0.1,held=0.2,seed=1 of 2 ratings of 2 users leaves the test part empty: no user has two ratings
          """)
  void whatCannotBeSplitIsNamed(String text, String message) {
    try (Ratings untimed = Ratings.builder().add("a", "x").add("b", "y").build()) {
      assertThatThrownBy(() -> Splitter.parse(text).fold(untimed, 0, Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
    try (Ratings empty = Ratings.builder().build()) {
      assertThatThrownBy(() -> Splitter.parse(text).fold(empty, 0, Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "time:share=.1, test, share * ratings rounds to 0",
    "time:share=.5, training, 'share * ratings rounds to 2, and ratings of one time are not parted'",
    "last:n=3, test, no user has more than 3 ratings",
    "fold-in:users=.1, test, users * 1 users with two ratings or more rounds to 0",
    "fold-in:users=.9, training, users * 1 users with two ratings or more rounds to 1"
  })
  void anEmptyPartSaysWhy(String text, String part, String why) {
    try (Ratings whole =
        Ratings.builder().add("a", "x", 1, 7).add("a", "y", 1, 7).add("a", "z", 1, 7).build()) {
      assertThatThrownBy(() -> whole.split(Splitter.parse(text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("leaves the " + part + " part empty: " + why);
    }
  }

  @Test
  void foldsAreMadeOneByOne() {
    try (Ratings whole = Parts.random(60, 90, 1500)) {
      assertThatThrownBy(() -> whole.split(new KFold(5, 1)))
          .hasMessage("splitter must give one split, k-fold:k=5,seed=1 gives 5");
    }
  }

  @Test
  void aFailedSplitKeepsNoMemory() {
    try (Ratings ratings = Ratings.builder().add("a", "x").build()) {
      long before = dev.simile.memory.Ledger.total();
      assertThatThrownBy(() -> ratings.split(Holdout.random(.5)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(dev.simile.memory.Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  void sharesOfUsersCoverUsersEvenly() {
    Set<String> positions = new TreeSet<>();
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 200; user++) {
      for (int item = 0; item < 5; item++) builder.add("u" + user, "i" + item);
    }
    try (Ratings whole = builder.build();
        Split split = whole.split(Holdout.perUser(1))) {
      int[] held = new int[5];
      for (int user = 0; user < 200; user++) {
        String item = split.test().items().idOf(split.test().item(user, 0));
        positions.add(item);
        held[item.charAt(1) - '0']++;
      }
      // 40 expected, standard deviation 5.7.
      for (int count : held) assertThat(count).isBetween(15, 65);
    }
    assertThat(positions).hasSize(5);
  }
}
