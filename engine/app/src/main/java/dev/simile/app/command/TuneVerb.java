package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Format;
import dev.simile.app.output.TuneRows;
import dev.simile.evaluate.Metric;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import dev.simile.tune.Journal;
import dev.simile.tune.Search;
import dev.simile.tune.Space;
import dev.simile.tune.Tuned;
import dev.simile.tune.Tuner;
import dev.simile.tune.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile tune RATINGS... -a NAME:key=low..high,...`
@Command(
    name = "tune",
    customSynopsis = {
      "simile tune RATINGS... -a NAME:key=low..high,... [-s SPLIT | --test FILE]",
      "                   [OPTION...]"
    },
    sortOptions = false,
    description = {
      "Finds settings that do well: tries some on one part of the training ratings and measures"
          + " them on the other. The test part, if there is one, takes no part in it: evaluate what"
          + " was found on it once, at the end."
    },
    footer = {
      "",
      "CSV and JSON have a row for each point, the best first:"
          + " rank,algorithm,metric,value,low,high,users,share,train-seconds,score-seconds,bytes,failure,"
          + " where share is that of the users it was tried on, and low and high are the 95 %%"
          + " interval.",
      "",
      "Example: simile tune ratings.csv -s last:n=1",
      "-a mf:factors=16|32|64,epochs=5..30,regularization=log:.001..1",
      "--trials 40 --search halving --journal tune.log"
    })
public final class TuneVerb extends Verb {
  @Mixin private RatingsArguments ratings = new RatingsArguments();

  @Option(
      names = {"-a", "--algorithm"},
      paramLabel = "SPACE",
      required = true,
      description =
          "An algorithm whose settings may be ranges, low..high, log:low..high (on the logarithmic"
              + " scale) or a|b|c; may be repeated; see: simile algorithms")
  private List<String> algorithms = new ArrayList<>();

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Points to try of each algorithm; default 20")
  private int trials = 20;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "What decides, such as ndcg@10 (default), recall@20, rmse; see: simile metrics")
  private String metric = "ndcg@10";

  @Option(
      names = {"-s", "--split"},
      paramLabel = "SPLIT",
      description =
          "Tune on the training part of this split alone, as evaluate makes it; default on all of"
              + " RATINGS")
  private @Nullable String split;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "The file that evaluate will test on: it is not read, nor written over")
  private @Nullable Path test;

  @Option(
      names = "--validation",
      paramLabel = "SPLIT",
      description =
          "How the training part is parted into what is trained on and what decides; default as"
              + " --split, else holdout:share=.2,seed=1. Of k-fold the mean decides")
  private @Nullable String validation;

  @Option(
      names = "--search",
      paramLabel = "SEARCH",
      description =
          "random (default): every point on all users; halving: all points on a share of the users,"
              + " the best third of them on three times as many, and so on")
  private Search search = Search.RANDOM;

  @Option(
      names = "--relevance",
      paramLabel = "RATING",
      description = "Ratings from there on count as relevant; default all")
  private double relevance = Double.NEGATIVE_INFINITY;

  @Option(names = "--seed", paramLabel = "SEED", description = "Of the draws; default 1")
  private long seed = 1;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Keeps each result as soon as it is there; a search that was stopped goes on with it, and"
              + " one with more trials or other ranges uses what is known")
  private @Nullable Path journal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  @Override
  protected void check() {
    FilePlan plan = new FilePlan();
    usage(
        () -> {
          ratings.check();
          ratings.addTo(plan);
          plan.reads("--test", test).writes("--journal", journal).writes("-o", output);
          plan.checkApart();
          Tuner.check(spaces());
          return tuning();
        });
    plan.checkReach();
  }

  private List<Space> spaces() {
    return algorithms.stream().map(Space::parse).toList();
  }

  private Tuning tuning() {
    String parting = split;
    if (parting != null && test != null)
      throw new IllegalArgumentException("--split and --test exclude each other");
    if (parting != null && Splitter.parse(parting).folds() > 1)
      throw new IllegalArgumentException(
          "--split must give one training part, "
              + parting
              + " gives "
              + Splitter.parse(parting).folds());
    String inner = validation;
    if (inner == null) inner = parting == null ? "holdout:share=.2,seed=1" : parting;
    return new Tuning(
        trials,
        Metric.list(List.of(metric), List.of(10)).getFirst(),
        relevance,
        search,
        seed,
        Splitter.parse(inner));
  }

  @Override
  protected void run(Session session) {
    Path file = journal;
    // Opened before the ratings are read: what is wrong with it is said soon.
    try (Journal kept = file == null ? Journal.none() : Journal.open(file);
        Ratings read = ratings.read(session)) {
      String parting = split;
      if (parting == null) {
        write(tune(read, kept, session), session);
        return;
      }
      try (Split one = Splitter.parse(parting).fold(read, 0, session.compute())) {
        session.note(one.describe());
        write(tune(one.train(), kept, session), session);
      }
    }
  }

  private Tuned tune(Ratings train, Journal kept, Session session) {
    return Tuner.tune(train, spaces(), tuning(), kept, session::note, session.compute());
  }

  private void write(Tuned tuned, Session session) {
    if (tuned.taken() > 0)
      session.note(tuned.taken() + " of the results were in the journal " + journal);
    Path file = output;
    if (session.format(file) == Format.TABLE)
      session.writeText(file, TuneRows.table(tuned, file == null ? session.width() : 80));
    else session.write(file, TuneRows.columns(), rows -> TuneRows.write(tuned, rows));
    if (session.format(file) != Format.TABLE || file != null)
      session.note("best: " + tuned.best().algorithm());
  }
}
