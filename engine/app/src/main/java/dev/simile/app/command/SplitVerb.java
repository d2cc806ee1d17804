package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile split RATINGS... -s SPLIT -o FOLDER`
@Command(
    name = "split",
    customSynopsis = "simile split RATINGS... -s SPLIT -o FOLDER [OPTION...]",
    sortOptions = false,
    description = "Parts ratings into train.csv and test.csv (folds: train-1.csv ...).")
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

  /// What a SPLIT looks like.
  static final String SPLITS =
      "name:key=value,...: holdout:share=.2,seed=1 (at random), per-user:n=1 or share=.2,"
          + " last:n=1 (by time), time:share=.2 (one cut for all)";

  @Override
  protected void check() {
    usage(() -> Splitter.parse(split));
    usage(
        () -> {
          ratings.check();
          return true;
        });
  }

  @Override
  protected void run(Session session) {
    try (Ratings read = ratings.read(session)) {
      List<Split> splits = Splitter.parse(split).split(read, session.compute());
      try {
        Split.writeAll(splits, output);
        for (Split one : splits) session.note(one.describe());
      } finally {
        splits.forEach(Split::close);
      }
    }
  }
}
