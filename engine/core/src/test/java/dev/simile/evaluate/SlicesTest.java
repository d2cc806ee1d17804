package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {
  private static final Slicing TENTHS = new Slicing.UserActivity();

  /// Every figure of a slice of users is what they are worth in a test of their own, to the bit.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aSliceOfUsersIsATestOfTheseUsers(int seed) {
    try (SlicedCase some = new SlicedCase(seed)) {
      Slicing towns = new Slicing.Users(UserGroups.of("town", some.towns));
      Evaluation whole = some.evaluator(some.split.test()).by(TENTHS, towns).evaluate(some.model);
      for (Slicing slicing : List.of(TENTHS, towns)) {
        Slices slices = Slices.of(slicing, some.truth(some.split.test()));
        Map<String, Value> got = SlicedCase.figures(whole, slicing.name());
        int compared = 0;
        for (int slice = 0; slice < slices.size(); slice++)
          compared += compare(some, members(some, slices, slice), slices.label(slice), got);
        assertThat(compared).isEqualTo(got.size()).isGreaterThan(50);
      }
    }
  }

  private static Set<String> members(SlicedCase some, Slices slices, int slice) {
    Set<String> members = new HashSet<>();
    for (int user = 0; user < some.split.test().userCount(); user++) {
      for (int at = slices.start(user); at < slices.end(user); at++)
        if (slices.at(at) == slice) members.add(some.split.test().users().idOf(user));
    }
    return members;
  }

  /// @return how many figures there are
  private static int compare(
      SlicedCase some, Set<String> users, String slice, Map<String, Value> got) {
    if (users.isEmpty()) return 0;
    Ratings test = some.split.test();
    RatingsBuilder part = Ratings.builder();
    for (int user = 0; user < test.userCount(); user++) {
      String id = test.users().idOf(user);
      for (int i = 0; users.contains(id) && i < test.count(user); i++)
        part.add(id, test.items().idOf(test.item(user, i)), test.rating(user, i));
    }
    int compared = 0;
    try (Ratings alone = part.build()) {
      Evaluator evaluator = some.evaluator(alone);
      if (some.truth(alone).asked().length == 0)
        evaluator =
            evaluator.metrics(
                "rmse",
                "mae",
                "rmse-covered",
                "mae-covered",
                "coverage",
                "rmse-by-user",
                "mae-by-user");
      for (Value value : evaluator.evaluate(some.model).values()) {
        Measure.Kind kind = value.metric().measure().kind();
        if (kind == Measure.Kind.CATALOG || kind == Measure.Kind.TIME) continue;
        String what = slice + " " + value.metric().name();
        if (Double.isNaN(value.value())) {
          assertThat(got).doesNotContainKey(what);
          continue;
        }
        assertThat(got).containsKey(what);
        assertThat(Objects.requireNonNull(got.get(what)).value()).as(what).isEqualTo(value.value());
        assertThat(Objects.requireNonNull(got.get(what)).users()).as(what).isEqualTo(value.users());
        compared++;
      }
    }
    return compared;
  }

  /// What is a mean over users: the slices' sums are those of the whole.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theTenthsAddUpToTheWhole(int seed) {
    try (SlicedCase some = new SlicedCase(seed)) {
      Evaluation whole = some.evaluator(some.split.test()).by(TENTHS).evaluate(some.model);
      int means = 0;
      for (Value value : whole.values()) {
        Metric metric = value.metric();
        boolean mean =
            switch (metric.measure().kind()) {
              case LIST, SERVED -> true;
              case WHOLE -> metric.measure() != Measure.HALF_LIFE;
              case RATINGS -> metric.name().endsWith("by-user");
              case CATALOG, ITEMS, TIME -> false;
            };
        if (!mean) continue;
        means++;
        double sum = 0;
        int users = 0;
        for (SliceValue each : whole.slices()) {
          if (!each.value().metric().equals(metric)) continue;
          sum += each.value().value() * each.value().users();
          users += each.value().users();
        }
        assertThat(users).as(metric.name()).isEqualTo(value.users()).isPositive();
        assertThat(sum / users).as(metric.name()).isCloseTo(value.value(), within(1e-12));
      }
      assertThat(means).isGreaterThan(40);
    }
  }

  /// Users with 1, 1, 1, 1, 1, 1, 2, 3, 4 and 5 ratings: the six are those in the third tenth,
  /// where the middle of them is.
  @Test
  void equallyActiveUsersAreInOneTenth() {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder().add("new", "i0", 5);
    for (int user = 9; user >= 0; user--) {
      for (int item = 0; item <= Math.max(0, user - 5); item++)
        train.add("u" + user, "i" + item, 3);
      test.add("u" + user, "i9", 3 + (user < 6 ? 1 : 0));
    }
    try (Split split = new Split("tenths", train.build(), test.build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> 3)) {
      Evaluation got =
          Evaluator.on(split)
              .metrics("mae")
              .by(TENTHS, new Slicing.ItemPopularity())
              .evaluate(model);
      List<String> lines = new ArrayList<>();
      for (SliceValue each : got.slices())
        lines.add(
            "%s %s (%s): %s of %d"
                .formatted(
                    each.by(),
                    each.slice(),
                    each.detail(),
                    each.value().value(),
                    each.value().users()));
      // Of items: i0 has 10 ratings in training, i1 4, i2 3 ...; i9 none.
      assertThat(lines)
          .containsExactly(
              "user-activity 3 (1 rating): 1.0 of 6",
              "user-activity 7 (2 ratings): 0.0 of 1",
              "user-activity 8 (3 ratings): 0.0 of 1",
              "user-activity 9 (4 ratings): 0.0 of 1",
              "user-activity 10 (5 ratings): 0.0 of 1",
              "user-activity new (not in training): 2.0 of 1",
              "item-popularity 9 (10 ratings): 2.0 of 11",
              "item-popularity new (not in training): 0.6 of 11");
    }
  }

  @Test
  void tenthsAreATenthEachWhereNoTwoAreEqual() {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    for (int user = 0; user < 40; user++) {
      for (int item = 0; item <= user; item++) train.add("u" + user, "i" + item);
      test.add("u" + user, "fresh");
    }
    try (Split split = new Split("tenths", train.build(), test.build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> item)) {
      Evaluation got =
          Evaluator.on(split)
              .metrics("auc")
              .by(TENTHS, new Slicing.ItemPopularity())
              .evaluate(model);
      List<SliceValue> slices = got.slices().stream().filter(s -> s.value().users() > 0).toList();
      assertThat(slices.stream().filter(s -> s.by().equals("user-activity")))
          .extracting(s -> s.slice() + ": " + s.detail() + " " + s.value().users())
          .startsWith("1: 1-4 ratings 4", "2: 5-8 ratings 4")
          .endsWith("9: 33-36 ratings 4", "10: 37-40 ratings 3");
    }
  }
}
