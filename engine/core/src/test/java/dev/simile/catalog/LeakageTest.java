package dev.simile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.Ids;
import dev.simile.Recommendation;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing of the test part or the history reaches a trained model: every algorithm on every
/// splitter. What is not for training is marked in its ids, ratings and times, or has its ratings
/// shuffled, before the ratings are parted; the trained model must be the same, byte for byte.
class LeakageTest {
  private static final String MARK = "PLANTED";
  private static final float EXTREME = -98_765.5f;

  @TempDir Path folder;

  /// A rating as it is given; no user is called as an item.
  private record Given(String user, String item, float rating, long time) {
    String pair() {
      return user + ' ' + item;
    }
  }

  static List<String> splitters() {
    return List.of(
        "holdout:share=0.3,seed=1",
        "k-fold:k=2,seed=1",
        "per-user:share=0.3,seed=1",
        "leave-one-out:seed=1",
        "last:n=2",
        "time:share=0.25",
        "cold-users:share=0.2,seed=1",
        "cold-items:share=0.2,seed=1",
        "fold-in:users=0.3,held=0.4,seed=1");
  }

  /// Those of the catalog as they are, and one that looks at times.
  private static List<String> algorithms() {
    List<String> names = new ArrayList<>();
    for (Algorithm<?> algorithm : Algorithms.all()) names.add(algorithm.name());
    names.add("popular:score=decayed,half-life=1");
    return names;
  }

  @Test
  void everySplitterIsHere() {
    Set<Class<?>> tested = new HashSet<>();
    for (String text : splitters()) tested.add(Splitter.parse(text).getClass());
    assertThat(tested).containsExactlyInAnyOrder(Splitter.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("splitters")
  void noByteOfAModelDependsOnTheTestPart(String text) throws IOException {
    Splitter splitter = Splitter.parse(text);
    List<Given> given = given();
    for (int fold = 0; fold < splitter.folds(); fold++) {
      try (Ratings plain = build(given);
          Split split = splitter.fold(plain, fold, Compute.defaults())) {
        Set<String> held = held(split);
        Set<String> trained = new HashSet<>();
        for (Given one : given)
          if (!held.contains(one.pair())) trained.addAll(List.of(one.user, one.item));
        List<Given> marked = map(given, held, one -> marked(one, trained));
        try (Ratings ratings = build(marked);
            Split other = splitter.fold(ratings, fold, Compute.defaults());
            Ratings again = build(shuffled(given, held));
            Split third = splitter.fold(again, fold, Compute.defaults())) {
          checkPlanted(other, held.size());
          Known known = Known.of(given, held);
          for (String algorithm : algorithms()) {
            try (Model<?> model = Algorithms.train(algorithm, split.train(), Compute.defaults())) {
              checkSame(model, List.of(other.train(), third.train()));
              known.check(model);
            }
          }
        }
      }
    }
  }

  private static Given marked(Given one, Set<String> trained) {
    return new Given(
        (trained.contains(one.user) ? "" : MARK) + one.user,
        (trained.contains(one.item) ? "" : MARK) + one.item,
        EXTREME,
        one.time + 7_000_000_000L); // what was later stays later
  }

  /// The mark is where it was put: it could be found.
  private static void checkPlanted(Split split, int held) {
    List<Ratings> parts = new ArrayList<>(List.of(split.test()));
    Ratings history = split.history();
    if (history != null) parts.add(history);
    long count = 0;
    for (Ratings part : parts) {
      count += part.count();
      assertThat(part.minRating()).isEqualTo(EXTREME);
      assertThat(part.maxRating()).isEqualTo(EXTREME);
    }
    assertThat(count).isEqualTo(held);
    assertThat(split.train().minRating()).isPositive();
  }

  private void checkSame(Model<?> model, List<Ratings> others) throws IOException {
    byte[] expected = saved(model);
    assertThat(contains(expected, MARK)).isFalse();
    assertThat(contains(expected, "anchor")).isTrue(); // ids can be found in a file
    for (Ratings other : others) {
      try (Model<?> again = Algorithms.train(model.algorithm(), other, Compute.defaults())) {
        assertThat(again.checksum()).as(model.algorithm()).isEqualTo(model.checksum());
        assertThat(Arrays.equals(saved(again), expected)).as(model.algorithm()).isTrue();
      }
    }
  }

  private byte[] saved(Model<?> model) throws IOException {
    Path file = folder.resolve("a.simile");
    model.save(file);
    return Files.readAllBytes(file);
  }

  private static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  /// Rows, counts, mean and scale, computed from what is given for training alone.
  private record Known(
      Set<String> users,
      Map<String, Integer> counts,
      Set<String> pairs,
      float min,
      float max,
      double mean) {
    static Known of(List<Given> given, Set<String> held) {
      Set<String> users = new HashSet<>();
      Map<String, Integer> counts = new HashMap<>();
      Set<String> pairs = new HashSet<>();
      float min = Float.POSITIVE_INFINITY;
      float max = Float.NEGATIVE_INFINITY;
      double sum = 0;
      for (Given one : given) {
        if (held.contains(one.pair())) continue;
        users.add(one.user);
        counts.merge(one.item, 1, Integer::sum);
        pairs.add(one.pair());
        min = Math.min(min, one.rating);
        max = Math.max(max, one.rating);
        sum += one.rating;
      }
      return new Known(users, counts, pairs, min, max, sum / pairs.size());
    }

    void check(Model<?> model) {
      assertThat(ids(model.users())).containsExactlyInAnyOrderElementsOf(users);
      assertThat(ids(model.items())).containsExactlyInAnyOrderElementsOf(counts.keySet());
      assertThat(LeakageTest.pairs(model)).isEqualTo(pairs);
      assertThat(model.minRating()).isEqualTo(min);
      assertThat(model.maxRating()).isEqualTo(max);
      assertThat(model.base().mean()).isCloseTo(mean, within(1e-12));
      if (!model.algorithm().equals(Algorithms.canonical("popular"))) return;
      for (Recommendation one : model.recommend(Ids.UNKNOWN, counts.size(), Filter.all()))
        assertThat((int) one.score()).isEqualTo(counts.get(model.items().idOf(one.item())));
    }
  }

  private static List<String> ids(Ids ids) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) list.add(ids.idOf(i));
    return list;
  }

  private static Set<String> pairs(Model<?> model) {
    Set<String> pairs = new HashSet<>();
    for (int user = 0; user < model.users().size(); user++) {
      for (int i = 0; i < model.seen().count(user); i++)
        pairs.add(model.users().idOf(user) + ' ' + model.items().idOf(model.seen().item(user, i)));
    }
    return pairs;
  }

  /// Users and items of few and of many ratings, of which the latest are by users and of items that
  /// have no others.
  private static List<Given> given() {
    Random random = new Random(23);
    List<Given> given = new ArrayList<>();
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i < 60; i++)
      given.add(new Given("anchor" + i % 12, "i" + i % 30, 3, 1_000 + i));
    for (Given one : given) pairs.add(one.pair());
    for (int i = 0; i < 700; i++) {
      Given one =
          new Given(
              "u" + random.nextInt(40),
              "i" + (int) (60 * Math.pow(random.nextDouble(), 2)),
              1 + random.nextInt(9) / 2f,
              100_000 + random.nextInt(100_000));
      if (pairs.add(one.pair())) given.add(one);
    }
    for (int i = 0; i < 40; i++)
      given.add(new Given("u" + i, "j" + i, 2 + random.nextInt(3), 300_000 + i));
    for (int i = 0; i < 40; i++)
      given.add(new Given("v" + i, "i" + i, 2 + random.nextInt(3), 400_000 + i));
    return given;
  }

  private static Ratings build(List<Given> given) {
    RatingsBuilder builder = Ratings.builder();
    for (Given one : given) builder.add(one.user, one.item, one.rating, one.time);
    return builder.build();
  }

  /// The pairs that are not for training.
  private static Set<String> held(Split split) {
    Set<String> held = new HashSet<>();
    Stream.of(split.test(), split.history())
        .filter(part -> part != null)
        .forEach(
            part -> {
              for (int user = 0; user < part.userCount(); user++) {
                for (int i = 0; i < part.count(user); i++)
                  held.add(part.users().idOf(user) + ' ' + part.items().idOf(part.item(user, i)));
              }
            });
    return held;
  }

  private static List<Given> map(List<Given> given, Set<String> held, UnaryOperator<Given> change) {
    return given.stream().map(one -> held.contains(one.pair()) ? change.apply(one) : one).toList();
  }

  /// The ratings that are not for training go round among their pairs.
  private static List<Given> shuffled(List<Given> given, Set<String> held) {
    List<Float> ratings = new ArrayList<>();
    for (Given one : given) if (held.contains(one.pair())) ratings.add(one.rating);
    Collections.shuffle(ratings, new Random(1));
    int[] next = new int[1];
    return map(given, held, one -> new Given(one.user, one.item, ratings.get(next[0]++), one.time));
  }
}
