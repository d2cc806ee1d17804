package dev.simile.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.Metric;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
  private static final Space NEIGHBORS =
      Space.parse("item-knn:neighbors=1..60,similarity=cosine|jaccard,shrinkage=0..50");
  private static final Ratings RATINGS = ratings(400, 90);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  /// Users of six tastes, half stars.
  private static Ratings ratings(int users, int items) {
    Random random = new Random(3);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < users; user++) {
      for (int item = 0; item < items; item++) {
        boolean liked = user % 6 == item % 6;
        if (random.nextDouble() < (liked ? .5 : .1))
          builder.add("u" + user, "i" + item, (liked ? 4 : 2) + random.nextInt(3) / 2f);
      }
    }
    return builder.build();
  }

  private static Tuned tune(Tuning tuning, Compute compute, Journal journal, Space... spaces) {
    return Tuner.tune(RATINGS, List.of(spaces), tuning, journal, note -> {}, compute);
  }

  private static Tuned tune(Tuning tuning, Space... spaces) {
    return tune(tuning, Compute.defaults(), Journal.none(), spaces);
  }

  /// Without what a clock and the order of the threads say.
  private static List<String> rows(Tuned tuned) {
    return tuned.trials().stream()
        .map(
            trial ->
                trial.algorithm()
                    + " "
                    + trial.share()
                    + " "
                    + trial.value()
                    + " "
                    + trial.low()
                    + " "
                    + trial.high()
                    + " "
                    + trial.users()
                    + " "
                    + trial.bytes()
                    + trial.failure())
        .toList();
  }

  @Test
  void everyValueIsThatOfItsModelAndTheBestIsFirst() {
    Tuning tuning = Tuning.defaults().trials(12);
    Tuned tuned = tune(tuning, NEIGHBORS);
    assertThat(tuned.trials()).hasSize(12);
    assertThat(tuned.taken()).isZero();
    Set<String> points = new HashSet<>(NEIGHBORS.draw(12, 1));
    try (Split split = tuning.validation().fold(RATINGS, 0, Compute.defaults())) {
      double last = Double.POSITIVE_INFINITY;
      for (Trial trial : tuned.trials()) {
        assertThat(points.remove(trial.algorithm())).isTrue();
        try (Model<?> model =
            Algorithms.train(trial.algorithm(), split.train(), Compute.defaults())) {
          assertThat(trial.bytes()).isEqualTo(model.bytes());
          Evaluation evaluation = Evaluator.on(split).metrics("ndcg@10").evaluate(model);
          assertThat(trial.value()).isEqualTo(evaluation.value("ndcg@10"));
        }
        assertThat(trial.low()).isLessThan(trial.value());
        assertThat(trial.high()).isGreaterThan(trial.value());
        assertThat(trial.share()).isEqualTo(1);
        assertThat(trial.trainSeconds()).isPositive();
        assertThat(trial.value()).isLessThanOrEqualTo(last);
        last = trial.value();
      }
    }
    assertThat(points).isEmpty();
  }

  @Test
  void lessIsBetterOfErrorsAndFoldsCountByTheirMean() {
    Tuning tuning =
        Tuning.defaults()
            .trials(5)
            .metric(Metric.parse("rmse"))
            .validation(Splitter.parse("k-fold:k=3"));
    Space space = Space.parse("baseline:user-regularization=0..30,item-regularization=0..30");
    Tuned tuned = tune(tuning, space);
    List<Double> values = tuned.trials().stream().map(Trial::value).toList();
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    assertThat(values).isEqualTo(sorted);
    double sum = 0;
    for (int fold = 0; fold < 3; fold++) {
      try (Split split = tuning.validation().fold(RATINGS, fold, Compute.defaults());
          Model<?> model =
              Algorithms.train(tuned.best().algorithm(), split.train(), Compute.defaults())) {
        sum += Evaluator.on(split).metrics("rmse").evaluate(model).value("rmse");
      }
    }
    assertThat(tuned.best().value()).isCloseTo(sum / 3, within(1e-12));
  }

  @Test
  void threadsAndKernelsChangeNothing() {
    for (Search search : Search.values()) {
      Tuning tuning = Tuning.defaults().trials(27).search(search);
      List<String> expected = rows(tune(tuning, NEIGHBORS));
      for (int threads : new int[] {1, 2, 5}) {
        for (Kernels kernels : Kernels.available()) {
          try (Workers workers = Workers.of(threads)) {
            Compute compute = new Compute(kernels, workers, Progress.none());
            assertThat(rows(tune(tuning, compute, Journal.none(), NEIGHBORS))).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void halvingTriesAllOnFewUsersAndTheBestOnAll() {
    try (Ratings many = ratings(2000, 60)) {
      List<String> notes = new ArrayList<>();
      Tuning tuning = Tuning.defaults().trials(30).search(Search.HALVING);
      Space reference = Space.parse("popular");
      Tuned tuned =
          Tuner.tune(
              many,
              List.of(NEIGHBORS, reference),
              tuning,
              Journal.none(),
              notes::add,
              Compute.defaults());
      assertThat(tuned.trials()).hasSize(31);
      assertThat(tuned.trials().stream().map(Trial::algorithm)).doesNotHaveDuplicates();
      double ninth = 1 / 9.;
      assertThat(tuned.trials().stream().map(Trial::share).distinct())
          .containsExactly(1., 1 / 3., ninth);
      // Four of the neighbors and the only point of the reference.
      assertThat(tuned.trials().stream().filter(t -> t.share() == 1)).hasSize(5);
      assertThat(tuned.trials().stream().filter(t -> t.share() == 1 / 3.)).hasSize(6);
      assertThat(tuned.trials().stream().filter(t -> t.share() == ninth)).hasSize(20);
      Trial worst = tuned.trials().getLast();
      assertThat(worst.users()).isLessThan(2000 / 9 + 1);
      assertThat(notes).anyMatch(note -> note.startsWith("validation by holdout:share=0.2"));
      // What was put out on a share was worse there than what stayed.
      Tuned whole =
          Tuner.tune(
              many,
              List.of(NEIGHBORS),
              Tuning.defaults().trials(30),
              Journal.none(),
              note -> {},
              Compute.defaults());
      assertThat(tuned.best().value()).isGreaterThan(whole.trials().get(10).value());
    }
  }

  /// A search that ends at any moment and is begun again, with whatever of its journal is left,
  /// comes to the same.
  @Test
  void aStoppedSearchGoesOnToTheSameResult() throws IOException {
    Tuning tuning = Tuning.defaults().trials(20).search(Search.HALVING);
    List<String> expected = rows(tune(tuning, NEIGHBORS));
    Path file = folder.resolve("journal");
    int before = 0;
    for (int checks : new int[] {12, 40, 90}) {
      AtomicInteger left = new AtomicInteger(checks);
      try (Journal journal = Journal.open(file)) {
        assertThatThrownBy(
                () ->
                    tune(tuning, Compute.defaults().progress(cancelling(left)), journal, NEIGHBORS))
            .isInstanceOf(CancelledException.class);
      }
      int lines = Files.readAllLines(file).size();
      assertThat(lines).isGreaterThanOrEqualTo(before);
      before = lines;
    }
    assertThat(before).as("some results were there").isGreaterThan(2);
    try (Journal journal = Journal.open(file)) {
      Tuned tuned = tune(tuning, Compute.defaults(), journal, NEIGHBORS);
      assertThat(rows(tuned)).isEqualTo(expected);
      assertThat(tuned.taken()).isEqualTo(before - 1);
    }
    try (Journal journal = Journal.open(file)) {
      Tuned again = tune(tuning, Compute.defaults(), journal, NEIGHBORS);
      assertThat(rows(again)).isEqualTo(expected);
      assertThat(again.taken()).isEqualTo(Files.readAllLines(file).size() - 1);
    }
  }

  private static Progress cancelling(AtomicInteger left) {
    return new Progress() {
      @Override
      public Step step(String name, long total, String unit) {
        return Progress.none().step(name, total, unit);
      }

      @Override
      public boolean cancelled() {
        return left.decrementAndGet() < 0;
      }
    };
  }

  @Test
  void aLongerSearchUsesWhatIsKnownAndOneOnOtherRatingsDoesNot() {
    Path file = folder.resolve("journal");
    try (Journal journal = Journal.open(file)) {
      tune(Tuning.defaults().trials(5), Compute.defaults(), journal, NEIGHBORS);
    }
    try (Journal journal = Journal.open(file)) {
      Tuned longer = tune(Tuning.defaults().trials(9), Compute.defaults(), journal, NEIGHBORS);
      assertThat(longer.taken()).isEqualTo(5);
      assertThat(rows(longer)).isEqualTo(rows(tune(Tuning.defaults().trials(9), NEIGHBORS)));
    }
    try (Ratings others = ratings(401, 90);
        Journal journal = Journal.open(file)) {
      assertThatThrownBy(
              () ->
                  Tuner.tune(
                      others,
                      List.of(NEIGHBORS),
                      Tuning.defaults(),
                      journal,
                      note -> {},
                      Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("it is the journal of another search, of ratings ");
    }
  }

  @Test
  void whatFailsIsToldAndTheSearchGoesOn() {
    List<String> notes = new ArrayList<>();
    Space space =
        Space.parse("item-knn:similarity=cosine|pearson,weighting=none|tf-idf,neighbors=20");
    Tuned tuned =
        Tuner.tune(
            RATINGS,
            List.of(space),
            Tuning.defaults(),
            Journal.none(),
            notes::add,
            Compute.defaults());
    Trial last = tuned.trials().getLast();
    assertThat(tuned.trials()).hasSize(4);
    assertThat(last.algorithm())
        .isEqualTo("item-knn:similarity=pearson,weighting=tf-idf,neighbors=20");
    assertThat(last.failure())
        .isEqualTo("weighting must be none with similarity=pearson, was tf-idf");
    assertThat(last.value()).isNaN();
    assertThat(notes)
        .contains("failed: " + last.algorithm() + ": " + last.failure())
        .contains(space + " has 4 points, all of which are tried");
    assertThat(tuned.trials().subList(0, 3)).allMatch(Trial::succeeded);

    Space bad = Space.parse("item-knn:similarity=pearson,weighting=tf-idf|bm25");
    assertThatThrownBy(() -> tune(Tuning.defaults(), bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "every trial failed, item-knn:similarity=pearson,weighting=tf-idf because: weighting"
                + " must be none with similarity=pearson, was tf-idf");
  }

  @Test
  void whatLacksMemoryBesideOthersIsTriedAlone() {
    long before = Ledger.total();
    List<String> expected = rows(tune(Tuning.defaults().trials(6), NEIGHBORS));
    assertThat(Ledger.total()).isEqualTo(before);
    // Little more than one trial at a time has room.
    System.setProperty("simile.memory", Long.toString(before + (3 << 20)));
    try {
      assertThat(rows(tune(Tuning.defaults().trials(6), NEIGHBORS))).isEqualTo(expected);
      System.setProperty("simile.memory", Long.toString(before + (250 << 10)));
      Path file = folder.resolve("journal");
      try (Journal journal = Journal.open(file)) {
        assertThatThrownBy(() -> tune(Tuning.defaults(), Compute.defaults(), journal, NEIGHBORS))
            .isInstanceOf(RuntimeException.class)
            .hasMessageContaining("needs");
      }
    } finally {
      System.clearProperty("simile.memory");
    }
    assertThat(Ledger.total()).isEqualTo(before);
  }

  @Test
  void whatCannotBeTunedIsRefusedBeforeTheFirstTrial() {
    assertThatThrownBy(() -> tune(Tuning.defaults(), Space.parse("mf")))
        .hasMessage(
            "there is nothing to choose in 'mf': give a setting a range, as mf:key=low..high,"
                + " log:low..high or a|b|c");
    assertThatThrownBy(() -> tune(Tuning.defaults())).hasMessage("there must be an algorithm");
    assertThatThrownBy(() -> Tuning.defaults().trials(0))
        .hasMessage("trials must be 1..100000, was 0");
    try (Ratings pairs = Ratings.builder().add("a", "x").add("a", "y").add("b", "x").build()) {
      assertThatThrownBy(
              () ->
                  Tuner.tune(
                      pairs,
                      List.of(NEIGHBORS),
                      Tuning.defaults().metric(Metric.parse("rmse")),
                      Journal.none(),
                      note -> {},
                      Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rmse needs ratings");
    }
  }
}
