package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.report.ReportData.Fact;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is trained on, and what is tested on: a split of RATINGS, RATINGS and a test file, or folds
/// that were made elsewhere.
final class TestOptions {
  @Parameters(
      paramLabel = "RATINGS",
      arity = "0..*",
      description =
          "Files of ratings, read as one; - is stdin; gzip is recognized. None with --fold")
  private List<Path> ratings = new ArrayList<>();

  @Mixin private RatingsOptions reading = new RatingsOptions();

  @Option(
      names = {"-s", "--split"},
      paramLabel = "SPLIT",
      description = SplitVerb.SPLITS)
  private @Nullable String split;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Ratings to test on; RATINGS are all trained on")
  private @Nullable Path test;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "With --test: ratings that users who are not in RATINGS show before they are asked; the"
              + " fold-in split has its own")
  private @Nullable Path history;

  @Option(
      names = "--fold",
      arity = "2",
      paramLabel = "TRAIN TEST",
      hideParamSyntax = true,
      description = "Ratings to train on and to test on, instead of RATINGS; may be repeated")
  private List<Path> folds = new ArrayList<>();

  /// What is done with one fold.
  interface Visitor {
    /// Takes a fold, which is closed afterwards.
    ///
    /// @param fold its number from 0
    void visit(int fold, Ratings train, Ratings test, @Nullable Ratings history);
  }

  /// Checks what the parser cannot.
  ///
  /// @throws IllegalArgumentException if it is not said, or said twice, what to test on
  void check() {
    int ways = (split == null ? 0 : 1) + (test == null ? 0 : 1) + (folds.isEmpty() ? 0 : 1);
    if (ways != 1)
      throw new IllegalArgumentException(
          "exactly one of --split, --test and --fold must be given, were "
              + (ways == 0 ? "none" : ways));
    if (folds.isEmpty() && ratings.isEmpty())
      throw new IllegalArgumentException("Missing required parameter: RATINGS");
    if (!folds.isEmpty() && !ratings.isEmpty())
      throw new IllegalArgumentException(
          "RATINGS must not be given with --fold, were " + ratings.getFirst());
    if (history != null && test == null)
      throw new IllegalArgumentException("--history needs --test");
    if (ratings.size() > 1 && ratings.contains(RatingsOptions.STDIN))
      throw new IllegalArgumentException("- (stdin) must be the only RATINGS");
    checkFile("--test", test);
    checkFile("--history", history);
    for (Path file : folds) checkFile("--fold", file);
    String text = split;
    if (text != null) Splitter.parse(text);
    reading.read();
  }

  private static void checkFile(String option, @Nullable Path file) {
    if (RatingsOptions.STDIN.equals(file))
      throw new IllegalArgumentException(
          option + " must be a file; - (stdin) is for RATINGS alone");
  }

  /// Adds the files that are read and written.
  void addTo(FilePlan plan) {
    for (Path file : ratings) plan.reads("the ratings", file);
    for (Path file : folds) plan.reads("a part of --fold", file);
    plan.reads("--test", test).reads("--history", history);
    plan.writes("--rejects", reading.rejects());
  }

  /// How ratings are read.
  RatingsOptions reading() {
    return reading;
  }

  /// Number of folds.
  int folds() {
    String text = split;
    if (text != null) return Splitter.parse(text).folds();
    return test == null ? folds.size() / 2 : 1;
  }

  /// What is trained and tested on, for people.
  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    String text = split;
    if (!ratings.isEmpty()) facts.add(new Fact("Data", names(ratings) + "."));
    if (text != null) facts.add(new Fact("Split", Splitter.parse(text).text() + "."));
    else if (test != null) facts.add(new Fact("Test part", names(List.of(test)) + "."));
    else facts.add(new Fact("Folds", names(folds) + ", each a training and a test part."));
    if (history != null) facts.add(new Fact("History", names(List.of(history)) + "."));
    return facts;
  }

  private static String names(List<Path> files) {
    return files.stream()
        .map(file -> file.equals(RatingsOptions.STDIN) ? "stdin" : file.toString())
        .collect(Collectors.joining(", "));
  }

  /// Reads and parts the ratings, one fold in memory at a time.
  void forEachFold(Session session, Visitor visitor) {
    if (!folds.isEmpty()) {
      for (int i = 0; i < folds.size(); i += 2) {
        try (Ratings train = reading.read(List.of(folds.get(i)), session);
            Ratings tested = reading.read(List.of(folds.get(i + 1)), session)) {
          visitor.visit(i / 2, train, tested, null);
        }
      }
      return;
    }
    try (Ratings read = reading.read(ratings, session)) {
      String text = split;
      if (text != null) split(Splitter.parse(text), read, session, visitor);
      else test(read, session, visitor);
    }
  }

  private static void split(Splitter splitter, Ratings ratings, Session session, Visitor visitor) {
    for (int fold = 0; fold < splitter.folds(); fold++) {
      try (Split one = splitter.fold(ratings, fold, session.compute())) {
        session.note(one.describe());
        visitor.visit(fold, one.train(), one.test(), one.history());
      }
    }
  }

  private void test(Ratings train, Session session, Visitor visitor) {
    Path testFile = test;
    Path historyFile = history;
    if (testFile == null) throw new IllegalStateException("checked before");
    try (Ratings tested = reading.read(List.of(testFile), session);
        Ratings shown = historyFile == null ? null : reading.read(List.of(historyFile), session)) {
      visitor.visit(0, train, tested, shown);
    }
  }
}
