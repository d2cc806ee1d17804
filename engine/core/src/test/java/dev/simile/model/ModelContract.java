package dev.simile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ItemSet;
import dev.simile.Recommendations;
import dev.simile.Scores;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every model promises, whatever its family: beside its answers ([QueryContract]) its files,
/// the same bits everywhere, memory, cancellation, and what it makes of few or no ratings. A
/// family's test extends it, names the algorithm and states the facts that differ.
@SuppressWarnings("exports") // JUnit is not a module that the engine requires
public abstract class ModelContract extends QueryContract {
  /// Nothing yet: the model is trained once, before the first test.
  protected ModelContract() {}

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
      assertAllocatesNothing(
          "score(history)",
          100_000,
          i -> model.score(histories.get(i % histories.size()), scores, i % 7));
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
    // Slow queries are asked less often, but long enough to be compiled.
    long patience = System.nanoTime() + 500_000_000;
    int warm = 0;
    while (warm < times / 5 && (warm < 500 || System.nanoTime() < patience)) query.accept(warm++);
    int asked = Math.min(times, 5 * warm);
    long least = Long.MAX_VALUE;
    // A round may fall on the compiler's change from one form of the code to the next.
    for (int round = 0; round < 5 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < asked; i++) query.accept(i);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes allocated by %d times %s", asked, what).isZero();
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
}
