package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedMeasuresTest {
  private static final List<Measure> SERVED =
      List.of(
          Measure.USER_COVERAGE,
          Measure.DIVERSITY,
          Measure.NOVELTY,
          Measure.SERENDIPITY,
          Measure.ARP,
          Measure.APLT,
          Measure.CALIBRATION);
  private static final String[] NAMES = SERVED.stream().map(Measure::label).toArray(String[]::new);

  /// Items of falling popularity, some with equally many ratings, some of one user; ratings down to
  /// -1. User 0 has seen nearly everything.
  private static Ratings train(Random random, int users, int items) {
    RatingsBuilder train = Ratings.builder();
    for (int item = 0; item < items; item++) {
      train.add("u" + random.nextInt(users), "i" + item, 3);
      double share = Math.pow(.5, item) * .8;
      for (int user = 0; user < users; user++) {
        if (random.nextDouble() < share) train.add("u" + user, "i" + item, random.nextInt(7) - 1);
      }
    }
    for (int user = 0; user < users; user++) train.add("u" + user, "i" + (user % 2), 2);
    return train.build();
  }

  /// Some items have no category, some are not known.
  private static Map<String, List<String>> categories(Random random, int items) {
    Map<String, List<String>> categories = new HashMap<>();
    for (int item = 0; item < items; item++) {
      List<String> of = new ArrayList<>();
      for (String one : List.of("a", "b", "c", "d")) if (random.nextInt(3) == 0) of.add(one);
      if (random.nextInt(5) > 0) categories.put("i" + item, of);
    }
    categories.put("elsewhere", List.of("e"));
    return categories;
  }

  /// Lists of any length, from none to more than is asked for, of any items, those that training
  /// does not have included; users of training, with a history, and unknown.
  @Test
  void everyMeasureIsWhatItsDefinitionSays() {
    Random random = new Random(5);
    Set<Measure> undefined = new HashSet<>();
    int few = 0;
    int many = 0;
    for (int round = 0; round < 60; round++) {
      int users = round % 3 == 0 ? 3 : 20 + random.nextInt(300);
      int items = 3 + random.nextInt(12);
      Map<String, List<String>> categories = categories(random, items);
      RatingsBuilder seen = Ratings.builder();
      for (int i = 0; i < 5; i++) seen.add("guest", "i" + random.nextInt(2 * items), i - 1);
      try (Ratings train = train(random, users, items);
          Ratings test =
              Ratings.builder().add("u0", "x").add("guest", "x").add("stranger", "x").build();
          Ratings history = seen.add("u0", "i1", 5).build();
          Catalog catalog =
              new Catalog(
                  new Truth(train, test, history, Double.NEGATIVE_INFINITY),
                  ItemCategories.of("kind", categories))) {
        for (int item = 0; item < items; item++) {
          if (train.byItem().degree(item) * 64 > users) many++;
          else few++;
        }
        BruteServed brute = new BruteServed(train, categories);
        Map<Measure, ListMeasure> measures = new HashMap<>();
        for (Measure measure : SERVED) measures.put(measure, catalog.measure(measure));
        Served served = new Served(12, items + 3);
        for (int draw = 0; draw < 30; draw++) {
          int user = random.nextInt(3);
          List<Integer> list = list(random, items + 3, random.nextInt(13));
          Set<Integer> relevant = new HashSet<>(list(random, items + 3, random.nextInt(items)));
          fill(served, user, list, relevant, items + 3);
          Map<Integer, Float> profile =
              user == 0 ? profile(train, train, "u0") : profile(history, train, "guest");
          if (user == 2) profile = Map.of();
          measures.values().forEach(measure -> measure.begin(served));
          for (Measure measure : SERVED) {
            for (int k : new int[] {5, 2, 3, 12, 1, 20}) {
              double expected = brute.value(measure, k, list, relevant, profile);
              double got = Objects.requireNonNull(measures.get(measure)).value(served, k);
              String what = measure + "@" + k + " of " + list;
              if (Double.isNaN(expected)) {
                assertThat(got).as(what).isNaN();
                undefined.add(measure);
              } else {
                assertThat(got).as(what).isCloseTo(expected, within(1e-12));
              }
            }
          }
        }
      }
    }
    assertThat(undefined)
        .containsExactlyInAnyOrder(
            Measure.DIVERSITY, Measure.NOVELTY, Measure.ARP, Measure.APLT, Measure.CALIBRATION);
    assertThat(few).isGreaterThan(50);
    assertThat(many).isGreaterThan(50);
  }

  private static List<Integer> list(Random random, int items, int size) {
    List<Integer> all = new ArrayList<>();
    for (int item = 0; item < items; item++) all.add(item);
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(size, items));
  }

  private static void fill(
      Served served, int user, List<Integer> list, Set<Integer> relevant, int items) {
    Recommendations into = served.begin(user);
    for (int item : list) into.add(item, 0);
    for (int item = 0; item < items; item++) served.relevant(item, relevant.contains(item));
  }

  private static Map<Integer, Float> profile(Ratings of, Ratings train, String id) {
    Map<Integer, Float> profile = new HashMap<>();
    int user = of.users().indexOf(id);
    for (int i = 0; i < of.count(user); i++) {
      int item = train.items().indexOf(of.items().idOf(of.item(user, i)));
      if (item != Ids.UNKNOWN) profile.put(item, of.rating(user, i));
    }
    return profile;
  }

  /// Through a whole evaluation, of a model that serves nothing of what it scores 0, so that lists
  /// are short or empty, and with ties.
  @Test
  void anEvaluationIsTheMeanOverTheUsersWhoHaveAFigure() {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      int users = 2 + random.nextInt(200);
      int items = 3 + random.nextInt(12);
      int salt = random.nextInt();
      boolean silent = round % 2 == 0;
      Map<String, List<String>> categories = categories(random, items);
      RatingsBuilder tested = Ratings.builder().add("stranger", "i1", 3).add("u0", "fresh", 3);
      for (int i = 0; i < 40; i++)
        tested.add("u" + random.nextInt(8), "i" + random.nextInt(items), random.nextInt(5));
      try (Split split = new Split("small", train(random, users, items), tested.build());
          FixedModel model =
              FixedModel.of(
                  split.train(),
                  silent,
                  (user, item) ->
                      user == 1 ? 0 : new Random(salt + 31L * user + 1009L * item).nextInt(4))) {
        Evaluation got =
            Evaluator.on(split)
                .cutoff(1, 2, 3, 5, 20)
                .relevance(2)
                .metrics(NAMES)
                .categories(ItemCategories.of("kind", categories))
                .evaluate(model);
        for (Value value : got.values()) {
          if (value.metric().cutoff() > 0) check(value, split, model, silent, categories);
        }
      }
    }
  }

  private static void check(
      Value value,
      Split split,
      FixedModel model,
      boolean silent,
      Map<String, List<String>> categories) {
    Ratings train = split.train();
    Ratings test = split.test();
    BruteServed brute = new BruteServed(train, categories);
    double sum = 0;
    int users = 0;
    for (int u = 0; u < test.userCount(); u++) {
      String id = test.users().idOf(u);
      int user = train.users().indexOf(id);
      Map<Integer, Float> profile = user < 0 ? Map.of() : profile(train, train, id);
      Set<Integer> relevant = new HashSet<>();
      for (int i = 0; i < test.count(u); i++) {
        int item = train.items().indexOf(test.items().idOf(test.item(u, i)));
        if (test.rating(u, i) >= 2 && !profile.containsKey(item)) relevant.add(item);
      }
      if (relevant.isEmpty()) continue;
      List<Integer> list = new ArrayList<>();
      for (int item = 0; item < train.itemCount(); item++) {
        if (profile.containsKey(item) || (silent && model.predict(user, item) == 0)) continue;
        list.add(item);
      }
      list.sort((a, b) -> Double.compare(model.predict(user, b), model.predict(user, a)));
      Metric metric = value.metric();
      double figure = brute.value(metric.measure(), metric.cutoff(), list, relevant, profile);
      if (Double.isNaN(figure)) continue;
      sum += figure;
      users++;
    }
    String what = value.metric().name();
    assertThat(value.users()).as(what).isEqualTo(users);
    if (users == 0) assertThat(value.value()).as(what).isNaN();
    else assertThat(value.value()).as(what).isCloseTo(sum / users, within(1e-12));
  }

  /// Four users; `a` has 3 ratings, `b` and `c` 2, `d` 1. The list of `new` is a, c, d.
  @Test
  void aWorkedExampleByHand() {
    RatingsBuilder train = Ratings.builder();
    train.add("u1", "a", 1).add("u2", "a", 1).add("u3", "a", 1);
    train.add("u1", "b", 1).add("u2", "b", 1);
    train.add("u3", "c", 1).add("u4", "c", 1);
    train.add("me", "b", 5).add("me", "e", 1).add("u4", "d", 1);
    Map<String, List<String>> kinds =
        Map.of("a", List.of("x"), "b", List.of("x"), "c", List.of("x", "y"), "e", List.of("y"));
    try (Split split = new Split("hand", train.build(), Ratings.builder().add("me", "d").build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> item == 3 ? -9 : -item)) {
      // In the order of appearance: a, b, c, e (3), d (4); me has seen b and e.
      Evaluation got =
          Evaluator.on(split)
              .cutoff(2, 3, 4)
              .categories(ItemCategories.of("kind", kinds))
              .metrics(NAMES)
              .evaluate(model);
      // Common raters: a and c u3, c and d u4, a and d none.
      double ac = 1 - 1 / Math.sqrt(3 * 2);
      double cd = 1 - 1 / Math.sqrt(2);
      assertThat(got.value("diversity@2")).isCloseTo(ac, within(1e-15));
      assertThat(got.value("diversity@3")).isCloseTo((ac + cd + 1) / 3, within(1e-15));
      assertThat(got.value("diversity@4")).isEqualTo(got.value("diversity@3"));
      // (n + 1) / (5 users + 2).
      assertThat(got.value("novelty@2"))
          .isCloseTo((log2(7 / 4.0) + log2(7 / 3.0)) / 2, within(1e-15));
      assertThat(got.value("arp@3")).isEqualTo((3 + 2 + 1) / 3.0);
      // By popularity a 3, b 3, c 2, e 1, d 1: d is hit at rank 3 instead of 5, of 5 items.
      assertThat(got.value("serendipity@3")).isCloseTo(2 / 5.0 / 3, within(1e-15));
      assertThat(got.value("serendipity@2")).isZero();
      // a, b and c have 8 of 10 ratings.
      assertThat(got.value("aplt@2")).isZero();
      assertThat(got.value("aplt@3")).isEqualTo(1 / 3.0);
      // Rated: x 5/6, y 1/6. Served of a and c: x 3/4, y 1/4; d has no category.
      double x = 5 / 6.0;
      double y = 1 / 6.0;
      double divergence =
          x * Math.log(x / (.99 * .75 + .01 * x)) + y * Math.log(y / (.99 * .25 + .01 * y));
      assertThat(got.value("calibration@3")).isCloseTo(divergence, within(1e-15));
      assertThat(got.value("user-coverage@3")).isEqualTo(1);
      assertThat(got.value("user-coverage@4")).isZero();
    }
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  @Test
  void aListOfTheKindsThatTheUserRatedIsCalibrated() {
    RatingsBuilder train = Ratings.builder().add("me", "a", 2).add("me", "b", 2);
    for (String item : List.of("c", "d")) train.add("you", item, 1);
    Map<String, List<String>> kinds =
        Map.of("a", List.of("x"), "b", List.of("y"), "c", List.of("y"), "d", List.of("x"));
    try (Split split = new Split("even", train.build(), Ratings.builder().add("me", "c").build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> -item)) {
      ItemCategories categories = ItemCategories.of("kind", kinds);
      Evaluator evaluator = Evaluator.on(split).cutoff(1, 2).metrics("calibration");
      Evaluation got = evaluator.categories(categories).evaluate(model);
      assertThat(got.value("calibration@2")).isCloseTo(0, within(1e-15));
      // Half of the user's kinds is missing: q of it is .01 p.
      double half = .5 * Math.log(.5 / (.99 + .005)) + .5 * Math.log(100);
      assertThat(got.value("calibration@1")).isCloseTo(half, within(1e-14));
      Evaluation sliced = evaluator.by(new Slicing.Items(categories)).evaluate(model);
      assertThat(sliced.value("calibration@1")).isEqualTo(got.value("calibration@1"));
      assertThatThrownBy(() -> evaluator.evaluate(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "calibration@1 needs the categories of the items: give them, or break down by some");
      List<String> all =
          Evaluator.on(split).metrics(Evaluator.ALL).evaluate(model).values().stream()
              .map(value -> value.metric().name())
              .toList();
      assertThat(all).contains("diversity@10", "aplt@10").doesNotContain("calibration@10");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void bitsDoNotDependOnThreads(int threads) {
    Random random = new Random(9);
    RatingsBuilder tested = Ratings.builder();
    for (int i = 0; i < 1500; i++)
      tested.add("u" + random.nextInt(400), "i" + random.nextInt(60), random.nextInt(5));
    try (Split split = new Split("bits", train(random, 400, 60), tested.build());
        FixedModel model =
            FixedModel.of(split.train(), (user, item) -> (31L * user + 17L * item * item) % 53);
        Workers workers = Workers.of(threads);
        Workers one = Workers.of(1)) {
      Evaluator evaluator =
          Evaluator.on(split)
              .cutoff(5, 20)
              .categories(ItemCategories.of("kind", categories(random, 60)))
              .metrics(NAMES);
      List<Value> expected = figures(evaluator, one, model);
      assertThat(figures(evaluator, workers, model)).isEqualTo(expected);
      // Nor on what else is asked for.
      Evaluator alone = evaluator.metrics("diversity@5").cutoff(1);
      assertThat(figures(alone, workers, model))
          .containsExactly(
              expected.stream()
                  .filter(value -> value.metric().name().equals("diversity@5"))
                  .findFirst()
                  .orElseThrow());
    }
  }

  private static List<Value> figures(Evaluator evaluator, Workers workers, FixedModel model) {
    Compute compute = Compute.defaults().workers(workers);
    return evaluator.compute(compute).evaluate(model).values().stream()
        .filter(value -> value.metric().measure().kind() != Measure.Kind.TIME)
        .toList();
  }

  @Test
  void bitsOfRatersTakeAtMostEightBytesARatingAndAreGivenBack() {
    Random random = new Random(1);
    try (Ratings train = train(random, 2000, 40)) {
      long before = Ledger.total();
      try (Raters raters = Raters.of(train.byItem())) {
        assertThat(raters.many(0)).isTrue();
        assertThat(raters.many(30)).isFalse();
        assertThat(Ledger.total() - before)
            .isPositive()
            .isLessThanOrEqualTo(8 * train.count() + 64);
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  void bitsOfRatersThatDoNotFitAreRefused() {
    try (Ratings train = train(new Random(1), 2000, 40)) {
      String before = System.getProperty("simile.memory");
      System.setProperty("simile.memory", Long.toString(Ledger.total() + 100));
      try {
        assertThatThrownBy(() -> Raters.of(train.byItem()))
            .isInstanceOf(InsufficientMemoryException.class)
            .hasMessageContaining("diversity");
      } finally {
        if (before == null) System.clearProperty("simile.memory");
        else System.setProperty("simile.memory", before);
      }
    }
  }
}
