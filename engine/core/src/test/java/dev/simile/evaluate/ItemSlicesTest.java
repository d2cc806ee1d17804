package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Ids;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemSlicesTest {
  /// How much of an item is a slice's.
  @FunctionalInterface
  private interface Share {
    double of(int item);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void figuresOfItemSlicesAreWhatTheirDefinitionsSay(int seed) {
    try (SlicedCase some = new SlicedCase(seed)) {
      Ratings train = some.split.train();
      ItemCategories kinds = ItemCategories.of("kind", some.kinds);
      Slicing popularity = new Slicing.ItemPopularity();
      Evaluation got =
          some.evaluator(some.split.test())
              .by(new Slicing.Items(kinds), popularity)
              .clip(false)
              .evaluate(some.model);
      for (String kind : kinds.labels()) {
        check(
            some,
            SlicedCase.figures(got, "kind"),
            kind,
            item -> {
              if (item == Ids.UNKNOWN) return 0;
              List<String> of = some.kinds.getOrDefault(train.items().idOf(item), List.of());
              return of.contains(kind) ? 1.0 / of.size() : 0;
            });
      }
      Slices tenths = Slices.of(popularity, some.truth(some.split.test()));
      for (int slice = 0; slice < tenths.size(); slice++) {
        int number = slice;
        check(
            some,
            SlicedCase.figures(got, "item-popularity"),
            tenths.label(slice),
            item -> {
              boolean known = item != Ids.UNKNOWN;
              return tenths.at(tenths.start(known ? item : train.itemCount())) == number ? 1 : 0;
            });
      }
    }
  }

  /// Sums of what a share of the items is part of.
  private static final class Totals {
    private double reached;
    private double relevant;
    private double allRelevant;
    private double exposed;
    private double allExposed;
    private double squares;
    private double absolutes;
    private double pairs;
  }

  private static void check(SlicedCase some, Map<String, Value> got, String slice, Share share) {
    for (int k : new int[] {2, 5}) {
      Totals totals = new Totals();
      for (int user = 0; user < some.split.test().userCount(); user++)
        add(some, user, k, share, totals);
      double exposure = totals.exposed / totals.allExposed;
      double merit = totals.relevant / totals.allRelevant;
      check(got, slice + " recall@" + k, totals.reached / totals.relevant);
      check(got, slice + " exposure@" + k, exposure);
      check(got, slice + " merit", merit);
      check(got, slice + " disparity@" + k, merit == 0 ? Double.NaN : exposure / merit);
      check(got, slice + " rmse", Math.sqrt(totals.squares / totals.pairs));
      check(got, slice + " mae", totals.absolutes / totals.pairs);
    }
  }

  private static void check(Map<String, Value> got, String name, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(got).doesNotContainKey(name);
      return;
    }
    assertThat(got).containsKey(name);
    assertThat(Objects.requireNonNull(got.get(name)).value())
        .as(name)
        .isCloseTo(expected, within(1e-12));
  }

  private static void add(SlicedCase some, int testUser, int k, Share share, Totals totals) {
    Ratings train = some.split.train();
    Ratings test = some.split.test();
    int user = train.users().indexOf(test.users().idOf(testUser));
    List<Integer> candidates =
        new ArrayList<>(IntStream.range(0, train.itemCount()).boxed().toList());
    if (user != Ids.UNKNOWN) candidates.removeIf(item -> train.byUser().find(user, item) >= 0);
    boolean asked = false;
    for (int i = 0; i < test.count(testUser); i++) {
      int item = train.items().indexOf(test.items().idOf(test.item(testUser, i)));
      double error = some.model.predict(user, item) - test.rating(testUser, i);
      totals.squares += share.of(item) * error * error;
      totals.absolutes += share.of(item) * Math.abs(error);
      totals.pairs += share.of(item);
      boolean seen = item != Ids.UNKNOWN && !candidates.contains(item);
      if (seen || test.rating(testUser, i) < 3) continue;
      asked = true;
      totals.relevant += share.of(item);
      totals.allRelevant++;
      if (item != Ids.UNKNOWN)
        totals.reached += share.of(item) * reached(some.model, user, item, candidates, k);
    }
    if (!asked) return;
    candidates.removeIf(item -> some.model.predict(user, item) == 0);
    candidates.sort(
        (a, b) -> Double.compare(some.model.predict(user, b), some.model.predict(user, a)));
    for (int rank = 1; rank <= Math.min(k, candidates.size()); rank++) {
      double seen = Math.log(2) / Math.log(rank + 1);
      totals.exposed += share.of(candidates.get(rank - 1)) * seen;
      totals.allExposed += seen;
    }
  }

  /// The probability that an item is among the first K, ties broken by lot.
  private static double reached(
      FixedModel model, int user, int item, List<Integer> candidates, int k) {
    int above = 0;
    int equal = 0;
    for (int other : candidates) {
      if (model.predict(user, other) > model.predict(user, item)) above++;
      if (model.predict(user, other) == model.predict(user, item)) equal++;
    }
    return Math.max(0, Math.min(1, (k - above) / (double) equal));
  }

  /// Two of three relevant items are books, but only the third place of all lists of three is one:
  /// exposure .5 of 1 + .63 + .5.
  @Test
  void disparityByHand() {
    RatingsBuilder train = Ratings.builder().add("me", "z");
    for (String item : List.of("a", "b", "c", "d")) train.add("you", item);
    Map<String, List<String>> kinds =
        Map.of("a", List.of("film"), "b", List.of("film"), "c", List.of("book"));
    RatingsBuilder test = Ratings.builder().add("me", "a").add("me", "c").add("me", "d");
    try (Split split = new Split("hand", train.build(), test.build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> -item)) {
      Evaluation got =
          Evaluator.on(split)
              .cutoff(3)
              .metrics("recall")
              .by(new Slicing.Items(ItemCategories.of("kind", kinds)))
              .evaluate(model);
      Map<String, Value> figures = SlicedCase.figures(got, "kind");
      double all = 1 + Math.log(2) / Math.log(3) + .5;
      check(figures, "book recall@3", 1);
      check(figures, "book merit", 1 / 3.0);
      check(figures, "book exposure@3", .5 / all);
      check(figures, "book disparity@3", 1.5 / all);
      check(figures, "film disparity@3", (all - .5) / all * 3);
    }
  }
}
