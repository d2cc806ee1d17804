package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile split RATINGS... -s SPLIT -o FOLDER`
@Command(
    name = "split",
    customSynopsis = "simile split RATINGS... -s SPLIT -o FOLDER [OPTION...]",
    sortOptions = false,
    description =
        "Parts ratings into train.csv and test.csv (folds: train-1.csv ...; fold-in: history.csv"
            + " too).")
public final class SplitVerb extends Verb {
  @Mixin private RatingsArguments ratings = new RatingsArguments();

  @Option(
      names = {"-s", "--split"},
      paramLabel = "SPLIT",
      required = true,
      description = SPLITS)
  private String split = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      required = true,
      description = "The folder; made if it is absent")
  private Path output = Path.of("");

  /// The files of splits.
  private static final Pattern PART =
      Pattern.compile("(train|test|history)(?:-([1-9]\\d{0,8}))?\\.csv");

  /// What a SPLIT looks like.
  static final String SPLITS =
      "name:key=value,...: holdout:share=.2,seed=1 (at random), k-fold:k=5, per-user:n=1 or"
          + " share=.2, leave-one-out, last:n=1 (by time), time:share=.2 (one cut for all),"
          + " cold-users:share=.1, cold-items:share=.1, fold-in:users=.1,held=.2 (users who are not"
          + " in training and show the rest of their ratings, history.csv, at query time); the"
          + " random ones take seed=1 too";

  @Override
  protected void check() {
    usage(
        () -> {
          int folds = Splitter.parse(split).folds();
          ratings.check();
          ratings.checkFolder("-o", output, name -> isPart(name, folds));
          return true;
        });
  }

  /// True if a file of this name may be written.
  private static boolean isPart(String name, int folds) {
    Matcher part = PART.matcher(name);
    if (!part.matches()) return false;
    String number = part.group(2);
    return folds == 1 ? number == null : number != null && Long.parseLong(number) <= folds;
  }

  @Override
  protected void run(Session session) throws IOException {
    Set<Path> written = new HashSet<>();
    try (Ratings read = ratings.read(session)) {
      Splitter splitter = Splitter.parse(split);
      for (int fold = 0; fold < splitter.folds(); fold++) {
        try (Split one = splitter.fold(read, fold, session.compute())) {
          written.addAll(splitter.folds() == 1 ? one.write(output) : one.write(output, fold + 1));
          session.note(one.describe());
        }
      }
    }
    noteOthers(written, session);
  }

  /// Parts that lie in the folder from another split would be taken for parts of this one.
  private void noteOthers(Set<Path> written, Session session) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      String others =
          files
              .filter(file -> !written.contains(file))
              .map(file -> file.getFileName().toString())
              .filter(name -> PART.matcher(name).matches())
              .sorted()
              .collect(Collectors.joining(" "));
      if (!others.isEmpty()) session.note(output + " has files of another split: " + others);
    }
  }
}
