package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of every splitter.
class EverySplitterTest {
  @TempDir Path folder;

  static List<String> all() {
    return List.of(
        "holdout:share=0.2,seed=1",
        "holdout:share=0.77,seed=9",
        "k-fold:k=5,seed=1",
        "k-fold:k=2,seed=8",
        "per-user:n=3,seed=2",
        "per-user:share=0.3,seed=1",
        "leave-one-out:seed=1",
        "last:n=1",
        "last:n=7",
        "time:share=0.25",
        "cold-users:share=0.1,seed=1",
        "cold-users:share=0.6,seed=3",
        "cold-items:share=0.1,seed=1",
        "cold-items:share=0.6,seed=3",
        "fold-in:users=0.1,held=0.2,seed=1",
        "fold-in:users=0.7,held=0.6,seed=5");
  }

  static Stream<String> seeded() {
    return all().stream().filter(text -> text.contains("seed="));
  }

  @Test
  void allAreHere() {
    Set<Class<?>> tested = new HashSet<>();
    for (String text : all()) tested.add(Splitter.parse(text).getClass());
    assertThat(tested).containsExactlyInAnyOrder(Splitter.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("all")
  void thePartsMakeUpTheWholeInItsOrder(String text) {
    Splitter splitter = Splitter.parse(text);
    try (Ratings whole = Parts.random(60, 90, 800)) {
      for (int fold = 0; fold < splitter.folds(); fold++) {
        try (Split split = splitter.fold(whole, fold, Compute.defaults())) {
          long count = 0;
          for (Ratings part : Parts.of(split)) {
            count += part.count();
            // No rating is in two parts: together they are as many as the whole, and all are its.
            assertThat(Parts.lines(part)).isEqualTo(among(Parts.lines(whole), Parts.lines(part)));
            assertThat(Parts.linesByItem(part))
                .isEqualTo(among(Parts.linesByItem(whole), Parts.linesByItem(part)));
            checkShape(part, whole);
          }
          Set<String> seen = new HashSet<>();
          for (Ratings part : Parts.of(split)) seen.addAll(Parts.lines(part));
          assertThat(seen).hasSize((int) whole.count());
          assertThat(count).isEqualTo(whole.count());
        }
      }
    }
  }

  private static List<String> among(List<String> lines, List<String> kept) {
    Set<String> set = new HashSet<>(kept);
    return lines.stream().filter(set::contains).toList();
  }

  private static void checkShape(Ratings part, Ratings whole) {
    part.byUser().validate();
    part.byItem().validate();
    for (int user = 0; user < part.userCount(); user++) assertThat(part.count(user)).isPositive();
    for (int item = 0; item < part.itemCount(); item++)
      assertThat(part.byItem().degree(item)).isPositive();
    assertThat(Parts.ids(whole.users())).containsSubsequence(Parts.ids(part.users()));
    assertThat(Parts.ids(whole.items())).containsSubsequence(Parts.ids(part.items()));
    for (int item = 0; item < part.itemCount(); item++)
      assertThat(part.items().indexOf(part.items().idOf(item))).isEqualTo(item);
    double sum = 0;
    for (long i = 0; i < part.count(); i++) sum += part.byUser().value(i);
    assertThat(part.mean()).isEqualTo(sum / part.count());
  }

  @ParameterizedTest
  @MethodSource("all")
  void neitherThreadsNorRepetitionChangeAnything(String text) {
    Splitter splitter = Splitter.parse(text);
    try (Ratings whole = Parts.random(60, 90, 800)) {
      for (int fold = 0; fold < splitter.folds(); fold++) {
        try (Split once = splitter.fold(whole, fold, Compute.defaults())) {
          for (int threads : new int[] {1, 2, 5}) {
            try (Workers workers = Workers.of(threads);
                Split again = splitter.fold(whole, fold, Compute.defaults().workers(workers))) {
              assertSame(again, once);
            }
          }
        }
      }
    }
  }

  private static void assertSame(Split actual, Split expected) {
    assertThat(actual.describe()).isEqualTo(expected.describe());
    for (int part = 0; part < Parts.of(expected).size(); part++) {
      Ratings one = Parts.of(actual).get(part);
      Ratings other = Parts.of(expected).get(part);
      assertThat(Parts.lines(one)).isEqualTo(Parts.lines(other));
      assertThat(Parts.linesByItem(one)).isEqualTo(Parts.linesByItem(other));
      assertThat(one.mean()).isEqualTo(other.mean());
    }
  }

  @ParameterizedTest
  @MethodSource("seeded")
  void anotherSeedPartsOtherwise(String text) {
    try (Ratings whole = Parts.random(60, 90, 800);
        Split one = Splitter.parse(text).fold(whole, 0, Compute.defaults());
        Split other =
            Splitter.parse(text.replaceAll("seed=.*", "seed=77"))
                .fold(whole, 0, Compute.defaults())) {
      assertThat(Parts.lines(other.test())).isNotEqualTo(Parts.lines(one.test()));
      assertThat(Parts.lines(other.train())).isNotEqualTo(Parts.lines(one.train()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void filesReadBackEqual(String text) throws IOException {
    Splitter splitter = Splitter.parse(text);
    int fold = splitter.folds() - 1;
    try (Ratings whole = Parts.random(60, 90, 800);
        Split split = splitter.fold(whole, fold, Compute.defaults())) {
      List<Path> files = fold == 0 ? split.write(folder) : split.write(folder, fold + 1);
      List<String> names = new ArrayList<>(List.of("train", "test", "history"));
      if (split.history() == null) names.removeLast();
      String suffix = fold == 0 ? ".csv" : "-" + (fold + 1) + ".csv";
      assertThat(files)
          .map(Path::getFileName)
          .map(Path::toString)
          .isEqualTo(names.stream().map(name -> name + suffix).toList());
      for (int part = 0; part < files.size(); part++) {
        assertThat(Files.readAllLines(files.get(part)).getFirst())
            .isEqualTo("user,item,rating,time");
        try (Ratings read = Ratings.read(files.get(part))) {
          assertThat(Parts.lines(read)).isEqualTo(Parts.lines(Parts.of(split).get(part)));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void allMemoryIsGivenBack(String text) {
    Splitter splitter = Splitter.parse(text);
    try (Ratings whole = Parts.random(60, 90, 800);
        Ratings one = Ratings.builder().add("a", "x", 1f, 1).build()) {
      long before = Ledger.total();
      splitter.fold(whole, splitter.folds() - 1, Compute.defaults()).close();
      assertThat(Ledger.total()).isEqualTo(before);
      assertThatThrownBy(() -> splitter.fold(one, 0, Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void foldsOutOfRangeAreNamed(String text) {
    Splitter splitter = Splitter.parse(text);
    try (Ratings whole = Parts.random(60, 90, 800)) {
      for (int fold : new int[] {-1, splitter.folds()})
        assertThatThrownBy(() -> splitter.fold(whole, fold, Compute.defaults()))
            .hasMessage("fold must be 0.." + (splitter.folds() - 1) + ", was " + fold);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theTextFormReadsBack(String text) {
    Splitter splitter = Splitter.parse(text);
    assertThat(splitter.text()).isEqualTo(text);
    assertThat(Splitter.parse(splitter.text())).isEqualTo(splitter);
    try (Ratings whole = Parts.random(60, 90, 800);
        Split split = splitter.fold(whole, 0, Compute.defaults())) {
      assertThat(split.name())
          .isEqualTo(splitter.folds() == 1 ? text : text + " fold 1 of " + splitter.folds());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "holdout, 'holdout:share=0.2,seed=1'",
    "'holdout:seed=7,share=.1', 'holdout:share=0.1,seed=7'",
    "k-fold, 'k-fold:k=5,seed=1'",
    "'k-fold:seed=3,k=10', 'k-fold:k=10,seed=3'",
    "per-user, 'per-user:n=1,seed=1'",
    "per-user:n=5, 'per-user:n=5,seed=1'",
    "'per-user:share=.5,seed=-3', 'per-user:share=0.5,seed=-3'",
    "leave-one-out, leave-one-out:seed=1",
    "last, last:n=1",
    "time:share=.1, time:share=0.1",
    "cold-users, 'cold-users:share=0.1,seed=1'",
    "cold-items:share=.2, 'cold-items:share=0.2,seed=1'",
    "fold-in, 'fold-in:users=0.1,held=0.2,seed=1'",
    "'fold-in:held=.5,users=.3', 'fold-in:users=0.3,held=0.5,seed=1'"
  })
  void defaultsAreFilledIn(String text, String canonical) {
    assertThat(Splitter.parse(text).text()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          holdot                 | unknown split 'holdot'; did you mean 'holdout'? Known: cold-items cold-users fold-in holdout k-fold last leave-one-out per-user time
          kfold                  | unknown split 'kfold'; did you mean 'k-fold'? Known: cold-items cold-users fold-in holdout k-fold last leave-one-out per-user time
          holdout:shares=.1      | unknown setting of holdout 'shares'; did you mean 'share'? Known: share seed
          holdout:share=1        | share must be between 0 and 1, was 1.0
          holdout:share=x        | share must be a number (between 0 and 1), was 'x'
          per-user:n=0           | n must be >= 1, was 0
          per-user:share=0       | share must be between 0 and 1, was 0.0
          per-user:n=1,share=.1  | per-user takes n or share, not both, had n=1 and share=.1
          last:n=-1              | n must be >= 1, was -1
          k-fold:k=1             | k must be 2..1000000, was 1
          k-fold:k=1000001       | k must be 2..1000000, was 1000001
          k-fold:n=3             | unknown setting of k-fold 'n'; did you mean 'k'? Known: k seed
          leave-one-out:n=1      | unknown setting of leave-one-out 'n'; known: seed
          cold-users:share=1     | share must be between 0 and 1, was 1.0
          cold-items:share=-.1   | share must be between 0 and 1, was -0.1
          cold-items:n=2         | unknown setting of cold-items 'n'; known: share seed
          fold-in:users=0        | users must be between 0 and 1, was 0.0
          fold-in:held=1         | held must be between 0 and 1, was 1.0
          fold-in:share=.1       | unknown setting of fold-in 'share'; known: users held seed
          """)
  void whatIsNoSplitIsNamed(String text, String message) {
    assertThatThrownBy(() -> Splitter.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("all")
  void nobodyOfTheHistoryIsInTraining(String text) {
    try (Ratings whole = Parts.random(60, 90, 800);
        Split split = Splitter.parse(text).fold(whole, 0, Compute.defaults())) {
      Ratings history = split.history();
      assertThat(history != null).isEqualTo(text.startsWith("fold-in"));
      if (history == null) return;
      assertThat(Parts.ids(history.users())).isEqualTo(Parts.ids(split.test().users()));
      for (String user : Parts.ids(history.users()))
        assertThat(split.train().users().indexOf(user)).isEqualTo(Ids.UNKNOWN);
    }
  }
}
