package dev.simile.bench;

import dev.simile.app.output.Target;
import dev.simile.bench.data.PlantedRatings;
import dev.simile.bench.data.RatingsCsv;
import dev.simile.parallel.Workers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `simile bench generate`
@Command(
    name = "generate",
    customSynopsis = "simile bench generate --users N --items N --ratings N [OPTION...]",
    sortOptions = false,
    description =
        "Made-up ratings as CSV: activity and popularity by Zipf's law, stars out of planted"
            + " factors, biases and noise. The same numbers give the same bytes everywhere.")
final class GenerateCommand implements Callable<Integer> {
  @ParentCommand private @Nullable BenchCommand bench;

  @Option(names = "--users", paramLabel = "N", required = true, description = "Number of users")
  private int users;

  @Option(names = "--items", paramLabel = "N", required = true, description = "Number of items")
  private int items;

  @Option(
      names = "--ratings",
      paramLabel = "N",
      required = true,
      description = "Number of ratings, one a user to a quarter of users x items")
  private long ratings;

  @Option(names = "--seed", paramLabel = "N", description = "Default 1")
  private long seed = 1;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to; default stdout")
  private @Nullable Path output;

  @Override
  public Integer call() {
    BenchCommand parent = bench;
    if (parent == null) throw new IllegalStateException("it needs its program");
    PlantedRatings planted = parent.usage(() -> new PlantedRatings(users, items, ratings, seed));
    try (Target target = Target.open(output, parent.program().streams().out())) {
      RatingsCsv.write(planted, Workers.shared(), parent.progress(), target.stream());
      target.publish();
    }
    return 0;
  }
}
