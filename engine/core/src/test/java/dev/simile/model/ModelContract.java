package dev.simile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
import dev.simile.UnsupportedQueryException;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.memory.Ledger;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.store.CorruptStoreException;
import dev.simile.store.Forgery;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What every model promises, whatever its family. A family's test extends it, names the algorithm
/// and states the facts that differ. Its methods are public because surefire opens to JUnit only
/// the packages that hold a test it runs.
@SuppressWarnings("exports") // JUnit is not a module that the engine requires
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelContract {
  private static final int ALL = SmallRatings.ITEMS;

  /// The model under test; its ratings are closed already.
  private Model<?> model;

  /// Nothing yet: the model is trained once, before the first test.
  protected ModelContract() {}

  /// The ALGORITHM text of the model under test, such as `mf:factors=8,epochs=3`.
  protected abstract String algorithm();

  /// Trains it; by the catalog unless a family has its own reason.
  protected Model<?> train(Ratings ratings, Compute compute) {
    return Algorithms.train(algorithm(), ratings, compute);
  }

  /// True if it answers [Model#similarItems].
  protected boolean similarItems() {
    return false;
  }

  /// True if it answers [Model#similarUsers].
  protected boolean similarUsers() {
    return false;
  }

  /// True if it recommends items with a score of 0.
  protected boolean recommendsZeros() {
    return true;
  }

  /// True if it can be trained on pairs without ratings and times.
  protected boolean unrated() {
    return true;
  }

  /// True if it answers from the training rows (as user neighbors do), so that, saved without them,
  /// it answers everybody as nobody.
  protected boolean answersFromRows() {
    return false;
  }

  /// True if a prediction is a rating: then it lies within the scale widened by its own width.
  protected boolean onScale() {
    return true;
  }

  @BeforeAll
  public void trainOnce() {
    try (Ratings ratings = SmallRatings.rated()) {
      model = train(ratings, Compute.defaults());
    }
  }

  @AfterAll
  public void closeOnce() {
    model.close();
  }

  // ---- lists ----

  @Test
  public void aListIsOrderedAndAShorterOneIsItsBeginning() {
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      Recommendations all = model.recommend(user, ALL, Filter.all());
      int size = listed(model, user);
      assertOrdered(all, size);
      assertThat(all.fallback()).isEqualTo(user == Ids.UNKNOWN);
      assertThat(all.shortfall().isEmpty()).isEqualTo(size == ALL);
      for (int n : new int[] {0, 1, 10, ALL - 1}) {
        Recommendations some = model.recommend(user, n, Filter.all());
        assertThat(rows(some)).isEqualTo(rows(all).subList(0, Math.min(n, size)));
        assertThat(some.eligible()).isEqualTo(ALL);
      }
      Recommendations more = model.recommend(user, ALL + 3, Filter.all());
      assertThat(rows(more)).isEqualTo(rows(all));
      if (size == 0) {
        assertThat(more.shortfall()).startsWith("nothing that passed the filter has anything");
        continue;
      }
      assertThat(more.shortfall())
          .isEqualTo(
              size == ALL
                  ? "only " + ALL + " of the catalogue's items passed the filter"
                  : "only "
                      + size
                      + " of the "
                      + ALL
                      + " that passed the filter have anything in common with what was asked");
    }
  }

  @Test
  public void filtersLeaveTheOrderAndScoresOfTheRest() {
    ItemSet some = ItemSet.where(ALL, item -> item % 3 != 1);
    ItemSet few = ItemSet.of(ALL, 2, 3, 5, 7, 11, 13, 49);
    int other = model.users().indexOf("u5");
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      int asker = user;
      IntPredicate unseen = item -> !has(asker, item);
      assertFiltered(asker, Filter.unseen(), unseen);
      assertFiltered(asker, Filter.only(some), some::contains);
      assertFiltered(asker, Filter.not(few), item -> !few.contains(item));
      assertFiltered(asker, Filter.unseenBy(other, model.seen()), item -> !has(other, item));
      assertFiltered(
          asker,
          Filter.unseen().and(Filter.only(some)).and(Filter.not(few)),
          item -> unseen.test(item) && some.contains(item) && !few.contains(item));
      assertFiltered(asker, Filter.only(ItemSet.of(ALL)), item -> false);
    }
    int everything = model.users().indexOf(SmallRatings.ALL);
    Recommendations rest = model.recommend(everything, 5, Filter.unseen());
    assertThat(rest.eligible()).isEqualTo(1);
    int rare = model.items().indexOf(SmallRatings.RARE);
    if (recommendsZeros() || model.explain(everything, rare).total() != 0) {
      assertThat(rest.item(0)).isEqualTo(rare);
      assertThat(rest.shortfall()).isEqualTo("only 1 of the catalogue's items passed the filter");
    } else {
      assertThat(rest.shortfall())
          .isEqualTo("nothing that passed the filter has anything in common with what was asked");
    }
  }

  @Test
  public void historiesAreAnsweredAndAnEmptyOneIsAnUnknownUser() {
    for (History history : histories(model)) {
      Recommendations all = model.recommend(history, ALL, Filter.all());
      assertOrdered(all, listed(model, history));
      assertThat(all.fallback()).isEqualTo(history.size() == 0);
      Recommendations unseen = model.recommend(history, ALL, Filter.unseen());
      List<String> expected = new ArrayList<>();
      for (var one : all) {
        boolean taken = false;
        for (int i = 0; i < history.size(); i++) taken |= history.item(i) == one.item();
        if (!taken) expected.add(one.toString());
      }
      assertThat(rows(unseen)).isEqualTo(expected);
    }
    assertThat(rows(model.recommend(History.empty(), ALL, Filter.all())))
        .isEqualTo(rows(model.recommend(Ids.UNKNOWN, ALL, Filter.all())));
  }

  @Test
  public void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> model.recommend(SmallRatings.USERS, 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(-2, 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(History.of(ALL), 1, Filter.all()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.explain(0, ALL)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.explain(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.predict(SmallRatings.USERS, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.predict(0, ALL)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.covers(SmallRatings.USERS, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.covers(0, -2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> model.recommend(0, 1, Filter.only(ItemSet.of(ALL + 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- batches ----

  @Test
  public void aBatchHasTheBitsOfSingleQueriesHoweverItIsCut() {
    int[] users = new int[SmallRatings.USERS + 9];
    for (int i = 0; i < users.length; i++)
      users[i] = i % 13 == 4 ? Ids.UNKNOWN : (i * 7) % SmallRatings.USERS;
    for (int count : new int[] {1, 2, 3, 4, 5, 8, 17, users.length}) {
      try (Scores scores = Scores.of(count, ALL)) {
        for (int from = 0; from < users.length; from += count) {
          int rows = Math.min(count, users.length - from);
          model.score(users, from, rows, scores);
          for (int row = 0; row < rows; row++) assertScores(users[from + row], scores, row);
        }
        Recommendations[] lists = lists(users.length - 2, 5);
        model.recommend(users, 2, users.length - 2, Filter.unseen(), scores, lists);
        for (int i = 0; i < lists.length; i++) {
          Recommendations single = model.recommend(users[2 + i], 5, Filter.unseen());
          assertThat(lists[i].toString()).isEqualTo(single.toString());
          assertThat(lists[i].eligible()).isEqualTo(single.eligible());
          assertThat(lists[i].fallback()).isEqualTo(single.fallback());
        }
      }
    }
    try (Scores scores = Scores.of(2, ALL);
        Scores narrow = Scores.of(2, ALL - 1)) {
      assertThatThrownBy(() -> model.recommend(users, 0, 3, Filter.all(), scores, lists(2, 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there must be at least 3 lists, were 2");
      assertThatThrownBy(() -> model.recommend(users, 0, 2, Filter.all(), narrow, lists(2, 5)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Recommendations[] lists(int count, int n) {
    Recommendations[] lists = new Recommendations[count];
    for (int i = 0; i < count; i++) lists[i] = Recommendations.of(n);
    return lists;
  }

  private void assertScores(int user, Scores scores, int row) {
    for (var one : model.recommend(user, ALL, Filter.all()))
      assertThat(scores.at(row, one.item()))
          .as("user %d, item %d", user, one.item())
          .isEqualTo(one.score());
  }

  // ---- explanations ----

  @Test
  public void thePartsOfAnExplanationAddUpToTheScore() {
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      for (var one : model.recommend(user, ALL, Filter.all()))
        assertAddsUp(model.explain(user, one.item()), one.score());
    }
    for (History history : histories(model)) {
      for (var one : model.recommend(history, ALL, Filter.all()))
        assertAddsUp(model.explain(history, one.item()), one.score());
    }
  }

  private void assertAddsUp(Explanation why, float score) {
    assertThat(why.total()).isEqualTo(score);
    double size = Math.abs(why.total());
    boolean varying = false;
    String name = "";
    double last = Double.POSITIVE_INFINITY;
    for (Explanation.Part part : why.parts()) {
      size = Math.max(size, Math.abs(part.contribution()));
      assertThat(part.contribution()).isFinite();
      boolean constant = part.of() == Explanation.Of.NONE;
      assertThat(constant && varying).as("constants stand before all").isFalse();
      varying |= !constant;
      int bound =
          switch (part.of()) {
            case NONE -> 0;
            case USER -> model.users().size();
            case ITEM -> model.items().size();
            case FACTOR -> Integer.MAX_VALUE;
          };
      if (constant) assertThat(part.index()).isEqualTo(-1);
      else assertThat(part.index()).isBetween(0, bound - 1);
      double length = Math.abs(part.contribution());
      if (part.name().equals(name)) assertThat(length).isLessThanOrEqualTo(last);
      name = part.name();
      last = length;
    }
    assertThat(why.sum()).isCloseTo(why.total(), within(1e-5 * size));
  }

  // ---- similar items and users ----

  @Test
  public void similarItemsLeaveOutTheItemOrAreRefused() {
    if (!similarItems()) {
      assertThatThrownBy(() -> model.similarItems(0, Filter.all(), Recommendations.of(5)))
          .isInstanceOf(UnsupportedQueryException.class)
          .hasMessageContaining("similar items");
      return;
    }
    ItemSet some = ItemSet.where(ALL, item -> item % 2 == 0);
    int found = 0;
    for (int item = 0; item < ALL; item++) {
      Recommendations all = Recommendations.of(ALL);
      model.similarItems(item, Filter.all(), all);
      assertSimilar(all, ALL - 1);
      found += all.size();
      List<String> even = new ArrayList<>();
      for (var one : all) {
        assertThat(one.item()).isNotEqualTo(item);
        if (some.contains(one.item())) even.add(one.toString());
      }
      Recommendations filtered = Recommendations.of(ALL);
      model.similarItems(item, Filter.only(some), filtered);
      assertThat(rows(filtered)).isEqualTo(even);
    }
    assertThat(found).isGreaterThan(ALL);
    assertThatThrownBy(() -> model.similarItems(ALL, Filter.all(), Recommendations.of(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  public void similarUsersLeaveOutTheUserOrAreRefused() {
    if (!similarUsers()) {
      assertThatThrownBy(() -> model.similarUsers(0, Recommendations.of(5)))
          .isInstanceOf(UnsupportedQueryException.class)
          .hasMessageContaining("similar users");
      return;
    }
    int found = 0;
    for (int user = 0; user < SmallRatings.USERS; user++) {
      Recommendations all = Recommendations.of(SmallRatings.USERS);
      model.similarUsers(user, all);
      assertSimilar(all, SmallRatings.USERS - 1);
      found += all.size();
      for (var one : all) assertThat(one.item()).isNotEqualTo(user);
    }
    assertThat(found).isGreaterThan(SmallRatings.USERS);
    assertThatThrownBy(() -> model.similarUsers(SmallRatings.USERS, Recommendations.of(5)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /// Whoever is not similar does not fill a list up.
  private static void assertSimilar(Recommendations list, int others) {
    assertOrdered(list, list.size());
    assertThat(list.eligible()).isEqualTo(others);
    for (var one : list) assertThat(one.score()).isNotZero();
  }

  // ---- predictions ----

  @Test
  public void predictionsAreFiniteForEverybodyAndEverything() {
    double width = model.maxRating() - model.minRating();
    assertThat(width).isPositive();
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
      for (int item = Ids.UNKNOWN; item < ALL; item++) {
        double prediction = model.predict(user, item);
        assertThat(prediction).isFinite().isEqualTo(model.predict(user, item));
        if (onScale())
          assertThat(prediction)
              .as("user %d, item %d", user, item)
              .isBetween(model.minRating() - width, model.maxRating() + width);
      }
    }
    assertThat(model.covers(Ids.UNKNOWN, Ids.UNKNOWN)).isFalse();
  }

  // ---- files ----

  @Test
  public void aModelComesBackFromItsFileBitForBit(@TempDir Path folder) {
    Path file = folder.resolve("a.simile");
    long checksum = model.save(file);
    assertThat(checksum).isEqualTo(model.checksum());
    for (Kernels kernels : Kernels.available()) {
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults().kernels(kernels))) {
        assertThat(loaded.checksum()).isEqualTo(checksum);
        assertThat(loaded.algorithm()).isEqualTo(model.algorithm());
        assertThat(loaded.minRating()).isEqualTo(model.minRating());
        assertThat(loaded.maxRating()).isEqualTo(model.maxRating());
        assertThat(answers(loaded)).isEqualTo(answers(model));
      }
    }
    assertThat(Algorithms.canonical(model.algorithm())).isEqualTo(model.algorithm());
    assertThat(model.algorithm()).isEqualTo(Algorithms.canonical(algorithm()));
  }

  @Test
  public void aModelSavedWithoutRatingsAnswersHistoriesUnlessItNeedsThem(@TempDir Path folder) {
    Path file = folder.resolve("a.simile");
    model.saveWithoutRatings(file);
    try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
      for (History history : histories(model)) {
        Recommendations list = loaded.recommend(history, ALL, Filter.all());
        assertOrdered(list, listed(loaded, history));
        if (!answersFromRows())
          assertThat(rows(list)).isEqualTo(rows(model.recommend(history, ALL, Filter.all())));
      }
      for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
        assertOrdered(loaded.recommend(user, ALL, Filter.unseen()), listed(loaded, user));
        for (int item = Ids.UNKNOWN; item < ALL; item++)
          assertThat(loaded.predict(user, item)).isFinite();
        for (int item = 0; item < ALL; item++)
          assertThat(loaded.explain(user, item).total()).isFinite();
        if (user != Ids.UNKNOWN) assertThat(loaded.seen().count(user)).isZero();
      }
    }
  }

  /// Somebody may make a file whose check sums are right: it is refused, or answers what it says,
  /// perhaps that a score is not finite.
  @Test
  public void aForgedFileIsRefusedOrAnswers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.simile");
    model.save(file);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(11);
    long held = Ledger.total();
    for (int i = 0; i < 200; i++) {
      Files.write(file, Forgery.ofContents(good, random));
      try (Model<?> forged = Algorithms.load(file, Compute.defaults())) {
        query(forged);
      } catch (CorruptStoreException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
      }
    }
    assertThat(Ledger.total()).isEqualTo(held);
  }

  private void query(Model<?> of) {
    Recommendations list = Recommendations.of(10);
    for (int user = Ids.UNKNOWN; user < of.users().size(); user += 7) {
      int asker = user;
      finiteOrNamed(() -> of.recommend(asker, Filter.unseen(), list));
      finiteOrNamed(() -> of.explain(asker, 0));
      finiteOrNamed(() -> of.predict(asker, of.items().size() - 1));
      if (similarUsers() && user >= 0) finiteOrNamed(() -> of.similarUsers(asker, list));
    }
    finiteOrNamed(() -> of.recommend(History.of(0, 3), Filter.all(), list));
    if (similarItems()) finiteOrNamed(() -> of.similarItems(3, Filter.all(), list));
  }

  private static void finiteOrNamed(Runnable query) {
    try {
      query.run();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageEndingWith("is not finite");
    }
  }

  // ---- the same bits everywhere ----

  @Test
  public void kernelsAndThreadsChangeNothing() {
    List<String> expected = answers(model);
    try (Ratings ratings = SmallRatings.rated()) {
      for (Kernels kernels : Kernels.available()) {
        for (int threads : new int[] {1, 2, 3, 7}) {
          try (Workers workers = Workers.of(threads);
              Model<?> again = train(ratings, new Compute(kernels, workers, Progress.none()))) {
            String as = kernels.name() + ", " + threads + " threads";
            assertThat(again.checksum()).as(as).isEqualTo(model.checksum());
            assertThat(answers(again)).as(as).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  public void concurrentQueriesGiveWhatSequentialOnesGive()
      throws InterruptedException, ExecutionException {
    List<String> expected = answers(model);
    Callable<List<String>> query = () -> answers(model);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> all = threads.invokeAll(List.of(query, query, query, query));
      for (Future<List<String>> one : all) assertThat(one.get()).isEqualTo(expected);
    }
  }

  // ---- memory ----

  @Test
  public void queriesAllocateNothing() {
    Recommendations list = Recommendations.of(10);
    Filter filter = Filter.unseen().and(Filter.not(ItemSet.of(ALL, 3, 4)));
    List<History> histories = histories(model);
    int[] users = new int[SmallRatings.USERS];
    for (int i = 0; i < users.length; i++) users[i] = i % 13 == 4 ? Ids.UNKNOWN : i;
    double[] sum = new double[1];
    assertAllocatesNothing(
        "recommend(user)", 100_000, i -> model.recommend(users[i % users.length], filter, list));
    assertAllocatesNothing(
        "recommend(history)",
        100_000,
        i -> model.recommend(histories.get(i % histories.size()), filter, list));
    assertAllocatesNothing(
        "predict", 100_000, i -> sum[0] += model.predict(users[i % users.length], i % ALL));
    if (similarItems())
      assertAllocatesNothing(
          "similarItems", 100_000, i -> model.similarItems(i % ALL, filter, list));
    if (similarUsers())
      assertAllocatesNothing(
          "similarUsers", 100_000, i -> model.similarUsers(i % SmallRatings.USERS, list));
    try (Scores scores = Scores.of(7, ALL)) {
      assertAllocatesNothing(
          "score", 100_000 / 7, i -> model.score(users, i % (users.length - 6), 7, scores));
      Recommendations[] lists = lists(7, 10);
      assertAllocatesNothing(
          "recommend(users)",
          100_000 / 7,
          i -> model.recommend(users, i % (users.length - 6), 7, filter, scores, lists));
    }
    assertThat(sum[0]).isFinite();
  }

  private static void assertAllocatesNothing(String what, int times, IntConsumer query) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < times / 5; i++) query.accept(i);
    long least = Long.MAX_VALUE;
    // A round may fall on the compiler's change from one form of the code to the next.
    for (int round = 0; round < 5 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < times; i++) query.accept(i);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes allocated by %d times %s", times, what).isZero();
  }

  @Test
  public void closingFreesEverything() {
    try (Ratings ratings = SmallRatings.rated()) {
      long before = Ledger.total();
      Model<?> another = train(ratings, Compute.defaults());
      assertThat(Ledger.total()).isEqualTo(before + another.bytes());
      answers(another);
      another.close();
      another.close();
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @Test
  public void aCancelledTrainingStopsAndLeavesNothingBehind() {
    try (Ratings ratings = SmallRatings.rated()) {
      for (int checks = 0; checks < 1 << 20; checks = 2 * checks + 1) {
        long before = Ledger.total();
        AtomicInteger left = new AtomicInteger(checks);
        Progress progress =
            new Progress() {
              @Override
              public Step step(String name, long total, String unit) {
                return Progress.none().step(name, total, unit);
              }

              @Override
              public boolean cancelled() {
                return left.decrementAndGet() < 0;
              }
            };
        try (Model<?> whole = train(ratings, Compute.defaults().progress(progress))) {
          assertThat(checks).as("a training asks at least once").isPositive();
          assertThat(whole.checksum()).isEqualTo(model.checksum());
          return;
        } catch (CancelledException e) {
          assertThat(Ledger.total()).isEqualTo(before);
        }
      }
    }
    assertThat(false).as("a training ends").isTrue();
  }

  @Test
  public void aTrainingThatCannotFitIsRefused() {
    try (Ratings ratings = SmallRatings.rated()) {
      long needed;
      try (Model<?> another = train(ratings, Compute.defaults())) {
        needed = another.bytes();
      }
      long before = Ledger.total();
      System.setProperty("simile.memory", Long.toString(before + needed - 1));
      try {
        assertThatThrownBy(() -> train(ratings, Compute.defaults()).close())
            .isInstanceOf(InsufficientMemoryException.class);
      } finally {
        System.clearProperty("simile.memory");
      }
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  // ---- other ratings ----

  @Test
  public void pairsWithoutRatingsTrainOrAreRefused() {
    try (Ratings ratings = SmallRatings.unrated()) {
      if (!unrated()) {
        assertThatThrownBy(() -> train(ratings, Compute.defaults()).close())
            .isInstanceOf(IllegalArgumentException.class);
        return;
      }
      try (Model<?> pairs = train(ratings, Compute.defaults())) {
        for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user++) {
          assertOrdered(pairs.recommend(user, ALL, Filter.all()), listed(pairs, user));
          for (int item = Ids.UNKNOWN; item < ALL; item++)
            assertThat(pairs.predict(user, item)).isFinite();
        }
        for (History history : histories(pairs))
          assertOrdered(pairs.recommend(history, ALL, Filter.all()), listed(pairs, history));
        for (Kernels kernels : Kernels.available()) {
          try (Model<?> again = train(ratings, Compute.defaults().kernels(kernels))) {
            assertThat(again.checksum()).isEqualTo(pairs.checksum());
          }
        }
      }
    }
  }

  @Test
  public void aSingleRatingIsEnough() {
    try (Ratings ratings = SmallRatings.single();
        Model<?> least = train(ratings, Compute.defaults())) {
      assertThat(least.recommend(0, 3, Filter.all()).size()).isEqualTo(recommendsZeros() ? 1 : 0);
      assertThat(least.recommend(0, 3, Filter.unseen()).size()).isZero();
      boolean listed = recommendsZeros() || least.explain(History.of(0), 0).total() != 0;
      assertThat(least.recommend(History.of(0), 3, Filter.all()).size()).isEqualTo(listed ? 1 : 0);
      assertThat(least.predict(0, 0)).isFinite();
      assertThat(least.predict(Ids.UNKNOWN, 0)).isFinite();
      assertThat(least.explain(0, 0).total()).isFinite();
    }
  }

  @Test
  public void noRatingsAtAllAreRefused() {
    long before = Ledger.total();
    try (Ratings ratings = Ratings.builder().build()) {
      assertThatThrownBy(() -> train(ratings, Compute.defaults()).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there are no ratings to train on");
    }
    assertThat(Ledger.total()).isEqualTo(before);
  }

  // ---- what the tests share ----

  private void assertFiltered(int user, Filter filter, IntPredicate allowed) {
    List<String> expected = new ArrayList<>();
    for (var one : model.recommend(user, ALL, Filter.all())) {
      if (allowed.test(one.item())) expected.add(one.toString());
    }
    for (int n : new int[] {3, ALL}) {
      Recommendations list = model.recommend(user, n, filter);
      assertThat(rows(list)).isEqualTo(expected.subList(0, Math.min(n, expected.size())));
      assertThat(list.eligible()).isEqualTo(IntStream.range(0, ALL).filter(allowed).count());
      if (list.size() < n)
        assertThat(list.shortfall())
            .containsAnyOf(Integer.toString(expected.size()), "nothing that passed");
    }
  }

  /// How many items a model can list for a user.
  private int listed(Model<?> of, int user) {
    return listed(item -> of.explain(user, item).total());
  }

  private int listed(Model<?> of, History history) {
    return listed(item -> of.explain(history, item).total());
  }

  private int listed(IntToDoubleFunction score) {
    return (int)
        IntStream.range(0, ALL)
            .filter(item -> recommendsZeros() || score.applyAsDouble(item) != 0)
            .count();
  }

  private boolean has(int user, int item) {
    if (user == Ids.UNKNOWN) return false;
    for (int i = 0; i < model.seen().count(user); i++) {
      if (model.seen().item(user, i) == item) return true;
    }
    return false;
  }

  private static void assertOrdered(Recommendations list, int size) {
    assertThat(list.size()).isEqualTo(size);
    boolean[] met = new boolean[SmallRatings.USERS + SmallRatings.ITEMS];
    for (int i = 0; i < size; i++) {
      assertThat(list.score(i)).isFinite();
      assertThat(met[list.item(i)]).as("item %d stands twice", list.item(i)).isFalse();
      met[list.item(i)] = true;
      if (i == 0) continue;
      float before = list.score(i - 1);
      boolean ordered =
          before > list.score(i) || (before == list.score(i) && list.item(i - 1) < list.item(i));
      assertThat(ordered).as("rank %d of %s", i, list).isTrue();
    }
  }

  /// Rows of a list as text, in which different bits of scores differ.
  private static List<String> rows(Recommendations list) {
    List<String> rows = new ArrayList<>();
    for (var one : list) rows.add(one.toString());
    return rows;
  }

  /// An empty history, unrated ones, rated ones, and the rows of known users.
  private static List<History> histories(Model<?> of) {
    List<History> histories = new ArrayList<>();
    histories.add(History.empty());
    histories.add(History.of(3));
    histories.add(History.of(0, 17, 42));
    histories.add(History.of(new int[] {49}, new float[] {5f}));
    histories.add(History.of(new int[] {8, 1, 30, 2}, new float[] {4.5f, 1f, 3f, .5f}));
    for (int user = 0; user < 4; user++) histories.add(History.of(of.seen(), user));
    return histories;
  }

  /// Whatever can be asked, as text.
  private List<String> answers(Model<?> of) {
    List<String> answers = new ArrayList<>();
    for (int user = Ids.UNKNOWN; user < SmallRatings.USERS; user += 3) {
      answers.add(of.recommend(user, ALL, Filter.unseen()).toString());
      for (int item = Ids.UNKNOWN; item < ALL; item += 4) {
        answers.add(of.predict(user, item) + " " + of.covers(user, item));
        if (item != Ids.UNKNOWN) answers.add(of.explain(user, item).toString());
      }
      if (similarUsers() && user != Ids.UNKNOWN) {
        Recommendations list = Recommendations.of(7);
        of.similarUsers(user, list);
        answers.add(list.toString());
      }
    }
    for (History history : histories(model)) {
      answers.add(of.recommend(history, ALL, Filter.all()).toString());
      answers.add(of.explain(history, 5).toString());
    }
    for (int item = 0; similarItems() && item < ALL; item++) {
      Recommendations list = Recommendations.of(7);
      of.similarItems(item, Filter.all(), list);
      answers.add(list.toString());
    }
    return answers;
  }
}
