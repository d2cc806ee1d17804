package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.output.Column;
import dev.simile.app.output.EvaluationTable;
import dev.simile.app.output.Format;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Cases;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.Metric;
import dev.simile.evaluate.Value;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.Split;
import dev.simile.ratings.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile evaluate RATINGS... -a ALGORITHM... --split SPLIT` or `--test FILE`
@Command(
    name = "evaluate",
    customSynopsis = {
      "simile evaluate RATINGS... -a ALGORITHM... (--split SPLIT | --test FILE)",
      "                       [OPTION...]"
    },
    sortOptions = false,
    description = {
      "How well algorithms that learn from one part of the ratings do on the other: every item of"
          + " the catalogue that the user has not rated is ranked, equal scores count as they would"
          + " on average."
    })
public final class EvaluateVerb extends Verb {
  @Mixin private RatingsArguments ratings = new RatingsArguments();

  @Option(
      names = {"-a", "--algorithm"},
      paramLabel = "ALGORITHM",
      required = true,
      description = "name or name:key=value,key=value; may be repeated; see: simile algorithms")
  private List<String> algorithms = new ArrayList<>();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private On on = new On();

  @Option(
      names = "--cutoff",
      paramLabel = "K,K",
      split = ",",
      description = "Lengths of the lists that count; default 10")
  private List<Integer> cutoffs = new ArrayList<>(List.of(10));

  @Option(
      names = "--metrics",
      paramLabel = "NAME,NAME",
      split = ",",
      description = "Such as ndcg,recall@20,rmse; default the usual ones")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--relevance",
      paramLabel = "RATING",
      description = "Test ratings from there on count as relevant; default all")
  private double relevance = Double.NEGATIVE_INFINITY;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File for the result; it appears when it is whole")
  private @Nullable Path output;

  /// On what.
  static final class On {
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
  }

  @Override
  protected void check() {
    for (String algorithm : algorithms) usage(() -> Algorithms.canonical(algorithm));
    String split = on.split;
    if (split != null) usage(() -> Splitter.parse(split));
    usage(() -> Metric.list(metrics, cutoffs));
    if (Double.isNaN(relevance)) throw wrong("--relevance must be a number");
    if (Path.of("-").equals(on.test))
      throw wrong("--test must be a file; - (stdin) is for RATINGS");
    usage(
        () -> {
          ratings.check();
          ratings.checkOutput("-o", output);
          return true;
        });
  }

  @Override
  protected void run(Session session) {
    List<Evaluation> evaluations = new ArrayList<>();
    try (Ratings read = ratings.read(session)) {
      String split = on.split;
      if (split != null) {
        Splitter splitter = Splitter.parse(split);
        for (int i = 0; i < splitter.folds(); i++) {
          try (Split one = splitter.fold(read, i, session.compute())) {
            session.note(one.describe());
            String fold = splitter.folds() == 1 ? "" : " fold " + (i + 1);
            evaluate(one.train(), one.test(), fold, evaluations, session);
          }
        }
      } else {
        Path file = on.test;
        if (file == null) throw wrong("--split or --test must be given");
        try (Ratings test = ratings.read(file, session)) {
          evaluate(read, test, "", evaluations, session);
        }
      }
    }
    write(evaluations, session);
  }

  private void evaluate(
      Ratings train, Ratings test, String fold, List<Evaluation> evaluations, Session session) {
    Evaluator evaluator =
        Evaluator.on(train, test)
            .cutoff(cutoffs.stream().mapToInt(Integer::intValue).toArray())
            .metrics(metrics.toArray(String[]::new))
            .relevance(relevance)
            .compute(session.compute());
    for (String algorithm : algorithms) {
      long start = System.nanoTime();
      try (Model<?> model = Algorithms.train(algorithm, train, session.compute())) {
        double seconds = (System.nanoTime() - start) / 1e9;
        evaluations.add(evaluator.evaluate(algorithm + fold, model, seconds));
      }
    }
    for (Cases cases : evaluations.getLast().cases()) session.note(cases.describe());
    if (evaluations.getLast().clipped())
      session.note("predicted ratings are clipped to the scale of the training ratings");
  }

  private void write(List<Evaluation> evaluations, Session session) {
    if (session.format(output) == Format.TABLE) {
      session.writeText(
          output, EvaluationTable.of(evaluations, true, output == null ? session.width() : 80));
      return;
    }
    session.write(
        output,
        List.of(
            Column.text("algorithm"),
            Column.text("metric"),
            Column.number("value"),
            Column.number("low"),
            Column.number("high"),
            Column.number("users")),
        rows -> {
          for (Evaluation evaluation : evaluations) {
            for (Value value : evaluation.values())
              rows.row(
                  evaluation.name(),
                  value.metric().name(),
                  value.value(),
                  value.low(),
                  value.high(),
                  value.users());
          }
        });
  }
}
