package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.parallel.Workers;
import dev.simile.sparse.Csr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static Ratings random(int users, int items, int count) {
    Random random = new Random(5);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < count; i++)
      builder.add(
          "u" + (int) (users * Math.pow(random.nextDouble(), 2)),
          "i" + (int) (items * Math.pow(random.nextDouble(), 3)),
          1 + random.nextInt(10) / 2f,
          1_000_000 + random.nextInt(count / 3));
    return builder.build();
  }

  /// Every rating as a line of text, row after row.
  private static List<String> lines(Ratings ratings) {
    List<String> lines = new ArrayList<>();
    Csr rows = ratings.byUser();
    for (int user = 0; user < rows.rows(); user++) {
      for (long i = rows.start(user); i < rows.end(user); i++)
        lines.add(line(ratings.users().idOf(user), ratings.items().idOf(rows.column(i)), rows, i));
    }
    return lines;
  }

  private static List<String> linesByItem(Ratings ratings) {
    List<String> lines = new ArrayList<>();
    Csr rows = ratings.byItem();
    for (int item = 0; item < rows.rows(); item++) {
      for (long i = rows.start(item); i < rows.end(item); i++)
        lines.add(line(ratings.users().idOf(rows.column(i)), ratings.items().idOf(item), rows, i));
    }
    return lines;
  }

  private static String line(String user, String item, Csr rows, long i) {
    return user
        + ' '
        + item
        + ' '
        + (rows.hasValues() ? rows.value(i) : "-")
        + ' '
        + (rows.hasTimes() ? rows.time(i) : "-");
  }

  private static List<String> without(List<String> lines, Set<String> left) {
    return lines.stream().filter(line -> !left.contains(line)).toList();
  }

  private static List<String> ids(Ids ids) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) list.add(ids.idOf(i));
    return list;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdout:share=.2,seed=1",
        "holdout:share=.77,seed=9",
        "per-user:n=3,seed=2",
        "per-user:share=.3",
        "last:n=1",
        "last:n=7",
        "time:share=.25"
      })
  void thePartsMakeUpTheWholeInItsOrder(String text) {
    try (Ratings whole = random(60, 90, 1500);
        Split split = whole.split(Splitter.parse(text))) {
      Ratings train = split.train();
      Ratings test = split.test();
      assertThat(train.count() + test.count()).isEqualTo(whole.count());
      Set<String> inTest = new HashSet<>(lines(test));
      Set<String> inTrain = new HashSet<>(lines(train));
      assertThat(inTest).hasSize((int) test.count());
      assertThat(lines(train)).isEqualTo(without(lines(whole), inTest));
      assertThat(lines(test)).isEqualTo(without(lines(whole), inTrain));
      // Rows of items carry no times.
      Set<String> itemsInTest = new HashSet<>(linesByItem(test));
      Set<String> itemsInTrain = new HashSet<>(linesByItem(train));
      assertThat(linesByItem(train)).isEqualTo(without(linesByItem(whole), itemsInTest));
      assertThat(linesByItem(test)).isEqualTo(without(linesByItem(whole), itemsInTrain));
      for (Ratings part : List.of(train, test)) {
        part.byUser().validate();
        part.byItem().validate();
        for (int user = 0; user < part.userCount(); user++)
          assertThat(part.count(user)).isPositive();
        for (int item = 0; item < part.itemCount(); item++)
          assertThat(part.byItem().degree(item)).isPositive();
        assertThat(ids(whole.users())).containsSubsequence(ids(part.users()));
        assertThat(ids(whole.items())).containsSubsequence(ids(part.items()));
        for (int item = 0; item < part.itemCount(); item++)
          assertThat(part.items().indexOf(part.items().idOf(item))).isEqualTo(item);
      }
      double sum = 0;
      for (long i = 0; i < train.count(); i++) sum += train.byUser().value(i);
      assertThat(train.mean()).isEqualTo(sum / train.count());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void theNumberOfThreadsChangesNothing(int threads) {
    try (Ratings whole = random(60, 90, 1500);
        Split one = whole.split(Holdout.random(.4));
        Workers workers = Workers.of(threads);
        Split again =
            Holdout.random(.4).split(whole, Compute.defaults().workers(workers)).getFirst()) {
      assertThat(lines(again.train())).isEqualTo(lines(one.train()));
      assertThat(linesByItem(again.test())).isEqualTo(linesByItem(one.test()));
    }
  }

  @ParameterizedTest
  @CsvSource({".2", ".5", ".001", ".999"})
  void aHoldoutIsExactlySizedAndSeeded(double share) {
    try (Ratings whole = random(60, 90, 1500);
        Split first = whole.split(new Holdout(share, 1));
        Split other = whole.split(new Holdout(share, 2))) {
      assertThat(first.test().count()).isEqualTo(Math.round(share * whole.count()));
      assertThat(lines(other.test())).hasSameSizeAs(lines(first.test()));
      assertThat(lines(other.test())).isNotEqualTo(lines(first.test()));
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
          for (String item : ids(split.test().items())) held[Integer.parseInt(item)]++;
        }
      }
    }
    // 1,200 expected, standard deviation 29: five of them.
    for (int count : held) assertThat(count).isBetween(1055, 1345);
  }

  @Test
  void everyUserGivesWhatWasAskedAndKeepsSomething() {
    try (Ratings whole = random(60, 90, 700);
        Split three = whole.split(Holdout.perUser(3));
        Split third = whole.split(Holdout.sharePerUser(.34))) {
      for (int user = 0; user < whole.userCount(); user++) {
        String id = whole.users().idOf(user);
        int count = whole.count(user);
        assertThat(held(three, id)).isEqualTo(count > 3 ? 3 : 0);
        assertThat(held(third, id)).isEqualTo(Math.min(Math.round(.34 * count), count - 1));
      }
    }
  }

  private static long held(Split split, String user) {
    int index = split.test().users().indexOf(user);
    return index == Ids.UNKNOWN ? 0 : split.test().count(index);
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
      assertThat(lines(one.test())).containsExactly("a tied 3.0 30");
      assertThat(lines(two.test())).containsExactly("a new 2.0 30", "a tied 3.0 30");
      assertThat(lines(three.train())).containsExactly("a older 4.0 5", "b only 5.0 99");
    }
  }

  @Test
  void oneCutInTimePartsNoTies() {
    try (Ratings whole = random(60, 90, 1500);
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
      assertThat(ids(train.users())).containsExactly("alice", "bob");
      assertThat(ids(train.items())).containsExactly("tea", "coffee");
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
      assertThat(lines(split.test())).containsExactly("MARKED-user MARKED-item 1.0E9 4");
      assertThat(split.describe())
          .isEqualTo(
              "time:share=0.25: train 3 ratings, 2 users, 2 items; "
                  + "test 1 ratings, 1 users (1 not in train), 1 items (1 not in train)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "holdout, 'holdout:share=0.2,seed=1'",
    "'holdout:seed=7,share=.1', 'holdout:share=0.1,seed=7'",
    "per-user, 'per-user:n=1,seed=1'",
    "per-user:n=5, 'per-user:n=5,seed=1'",
    "'per-user:share=.5,seed=-3', 'per-user:share=0.5,seed=-3'",
    "last, last:n=1",
    "time:share=.1, time:share=0.1"
  })
  void theTextFormIsReadAndWritten(String text, String canonical) {
    Splitter splitter = Splitter.parse(text);
    assertThat(splitter.text()).isEqualTo(canonical);
    assertThat(Splitter.parse(canonical)).isEqualTo(splitter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          holdot                 | unknown split 'holdot'; did you mean 'holdout'? Known: holdout last per-user time
          holdout:shares=.1      | unknown setting of holdout 'shares'; did you mean 'share'? Known: share seed
          holdout:share=1        | share must be between 0 and 1, was 1.0
          holdout:share=x        | share must be a number (between 0 and 1), was 'x'
          per-user:n=0           | n must be >= 1, was 0
          per-user:share=0       | share must be between 0 and 1, was 0.0
          per-user:n=1,share=.1  | per-user takes n or share, not both, had n=1 and share=.1
          last:n=-1              | n must be >= 1, was -1
          """)
  void whatIsNoSplitIsNamed(String text, String message) {
    assertThatThrownBy(() -> Splitter.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatCannotBeSplitIsNamed() {
    try (Ratings untimed = Ratings.builder().add("a", "x").add("b", "y").build()) {
      assertThatThrownBy(() -> untimed.split(Holdout.lastPerUser(1)))
          .hasMessage("split last:n=1 needs times, and these ratings have none");
      assertThatThrownBy(() -> untimed.split(Holdout.newest(.5)))
          .hasMessage("split time:share=0.5 needs times, and these ratings have none");
      assertThatThrownBy(() -> untimed.split(Holdout.perUser(1)))
          .hasMessage(
              "split per-user:n=1,seed=1 of 2 ratings of 2 users leaves the test part empty");
      assertThatThrownBy(() -> untimed.split(Holdout.random(.9)))
          .hasMessageEndingWith("leaves the training part empty");
    }
    try (Ratings empty = Ratings.builder().build()) {
      assertThatThrownBy(() -> empty.split(Holdout.random(.5)))
          .hasMessageEndingWith("leaves the test part empty");
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
