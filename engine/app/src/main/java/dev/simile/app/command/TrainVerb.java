package dev.simile.app.command;

import dev.simile.Compute;
import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.Format;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.StepTimes;
import dev.simile.catalog.Algorithms;
import dev.simile.memory.Ledger;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile train RATINGS... -a ALGORITHM -o MODEL`
@Command(
    name = "train",
    customSynopsis = "simile train RATINGS... -a ALGORITHM -o MODEL [OPTION...]",
    sortOptions = false,
    description = {
      "Trains a model and writes it as one self-contained file.",
      "With --format csv or json: key,value of the model and of the time that it took, each step of"
          + " the training by itself."
    })
public final class TrainVerb extends Verb {
  @Mixin private RatingsArguments ratings = new RatingsArguments();

  @Option(
      names = {"-a", "--algorithm"},
      paramLabel = "ALGORITHM",
      required = true,
      description = "name or name:key=value,key=value; see: simile algorithms")
  private String algorithm = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      required = true,
      description = "The model's file; an old one stays until the new one is whole")
  private Path output = Path.of("");

  @Option(
      names = "--warm-start",
      paramLabel = "MODEL",
      description =
          "Start from the rows of a model of the same algorithm instead of random ones (ials, als);"
              + " users and items are matched by their ids")
  private @Nullable Path warmStart;

  @Option(
      names = "--without-ratings",
      description =
          "Leave the ratings out of the file: it tells nothing of what a user rated, and cannot"
              + " leave out what they have seen")
  private boolean withoutRatings;

  @Override
  protected void check() {
    usage(() -> Algorithms.canonical(algorithm));
    usage(
        () -> {
          ratings.check();
          ratings.checkOutput("-o", output);
          return true;
        });
  }

  @Override
  protected void run(Session session) throws IOException {
    // Said before the work, not after it.
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder))
      throw new FileNotFoundException(output + ": there is no folder " + folder);
    if (Files.isDirectory(output))
      throw new FileNotFoundException(output + ": it is a folder; name a file in it");
    StepTimes times = new StepTimes(session.compute().progress());
    try (Ratings read = ratings.read(session)) {
      long start = System.nanoTime();
      try (Model<?> model = train(read, session.compute().progress(times))) {
        double seconds = (System.nanoTime() - start) / 1e9;
        session.compute().progress().check();
        long saving = System.nanoTime();
        long checksum = withoutRatings ? model.saveWithoutRatings(output) : model.save(output);
        double saved = (System.nanoTime() - saving) / 1e9;
        long size = Files.size(output);
        session.note("trained " + model.algorithm());
        session.note(
            String.format(
                Locale.ROOT,
                "in %s on %s with %s kernels; wrote %s, %s, checksum %016x",
                Numbers.seconds(seconds),
                Numbers.count(session.compute().workers().threads(), "thread"),
                session.compute().kernels().name(),
                output,
                Ledger.format(size),
                checksum));
        if (session.format(null) != Format.TABLE)
          session.write(
              null,
              List.of(Column.text("key"), Column.title("value")),
              rows -> {
                rows.row("algorithm", model.algorithm());
                rows.row("users", model.users().size());
                rows.row("items", model.items().size());
                rows.row("ratings", read.count());
                rows.row("threads", session.compute().workers().threads());
                rows.row("kernels", session.compute().kernels().name());
                rows.row("read-seconds", read.summary().seconds());
                rows.row("train-seconds", seconds);
                times.tell(rows::row);
                rows.row("save-seconds", saved);
                rows.row("file-bytes", size);
                rows.row("checksum", String.format(Locale.ROOT, "%016x", checksum));
              });
      }
    }
  }

  private Model<?> train(Ratings read, Compute compute) {
    if (warmStart == null) return Algorithms.train(algorithm, read, compute);
    try (Model<?> from = Algorithms.load(warmStart, compute)) {
      return Algorithms.train(algorithm, read, compute, from);
    }
  }
}
