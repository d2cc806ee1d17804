package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.input.AttributeFiles;
import dev.simile.app.output.EvaluationRows;
import dev.simile.app.output.EvaluationTable;
import dev.simile.app.output.Format;
import dev.simile.app.output.Numbers;
import dev.simile.app.output.Outcome;
import dev.simile.app.report.Findings;
import dev.simile.app.report.Report;
import dev.simile.app.report.ReportData.Fact;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Contrast;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Evaluator;
import dev.simile.evaluate.ItemValues;
import dev.simile.evaluate.Measure;
import dev.simile.evaluate.Metric;
import dev.simile.evaluate.Slicing;
import dev.simile.ratings.Ratings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `simile evaluate RATINGS... -a ALGORITHM...` with `--split SPLIT` or `--test FILE`, or with
/// `--fold TRAIN TEST` instead of RATINGS.
@Command(
    name = "evaluate",
    customSynopsis = {
      "simile evaluate RATINGS... -a ALGORITHM... (--split SPLIT | --test FILE)",
      "                       [OPTION...]",
      "       simile evaluate -a ALGORITHM... --fold TRAIN TEST... [OPTION...]"
    },
    sortOptions = false,
    description = {
      "How well algorithms that learn from one part of the ratings do on the other: every item of"
          + " the catalogue that the user has not rated is ranked, equal scores count as they would"
          + " on average. Of several folds each figure is the mean."
    },
    footer = {
      "",
      "CSV and JSON have a row for each algorithm and metric: algorithm,metric,value,low,high,users,"
          + " where low and high are the 95 %% interval and users those it rests on. With --by,"
          + " --worst or --residuals there are further rows, and three columns more, empty of the"
          + " test as a whole: by is the division (a NAME of --by, worst-user, worst-item,"
          + " residual), group the part of it (a tenth, a value, an id, the lower end of a range),"
          + " detail what that is. A residual is predicted minus actual rating, its value a count."
    })
public final class EvaluateVerb extends Verb {
  @Mixin private TestOptions on = new TestOptions();

  @Option(
      names = {"-a", "--algorithm"},
      paramLabel = "ALGORITHM",
      description = "name or name:key=value,key=value; may be repeated; see: simile algorithms")
  private List<String> algorithms = new ArrayList<>();

  @Mixin private ListOptions lists = new ListOptions();

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
      description = "Such as ndcg,recall@20,rmse; all for every one; default the usual ones")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--relevance",
      paramLabel = "RATING",
      description = "Test ratings from there on count as relevant; default all")
  private double relevance = Double.NEGATIVE_INFINITY;

  @Mixin private PoolOptions pool = new PoolOptions();
  @Mixin private BreakdownOptions breakdown = new BreakdownOptions();
  @Mixin private ResultOptions result = new ResultOptions();

  @Override
  protected void check() {
    usage(
        () -> {
          on.check();
          checkModels();
          checkMetrics();
          pool.check();
          checkLists();
          breakdown.check(on.folds());
          result.check(algorithms.size() + lists.names().size());
          return true;
        });
    FilePlan plan = new FilePlan();
    on.addTo(plan);
    plan.reads("--candidates", pool.candidates());
    lists.addTo(plan);
    breakdown.addTo(plan);
    result.addTo(plan);
    usage(
        () -> {
          plan.checkApart();
          return true;
        });
    plan.checkReach();
  }

  private void checkModels() {
    if (algorithms.isEmpty() && lists.names().isEmpty())
      throw new IllegalArgumentException("Missing required option: '--algorithm=ALGORITHM'");
    Set<String> names = new HashSet<>(lists.names());
    for (String algorithm : algorithms) {
      Algorithms.canonical(algorithm);
      if (!names.add(algorithm))
        throw new IllegalArgumentException(
            "a model must be called otherwise than the others, two are '" + algorithm + "'");
    }
  }

  private void checkLists() {
    if (lists.names().isEmpty()) return;
    if (on.folds() > 1)
      throw new IllegalArgumentException(
          "--lists needs one test part, there are " + on.folds() + " folds");
    if (!pool.isWhole())
      throw new IllegalArgumentException(
          "--lists are measured as they are, not among --candidates or --negatives");
    if (algorithms.isEmpty() && breakdown.residuals())
      throw new IllegalArgumentException("--residuals needs -a: lists predict no ratings");
  }

  private void checkMetrics() {
    List<Metric> named =
        Metric.list(metrics.stream().filter(name -> !name.equals(Evaluator.ALL)).toList(), cutoffs);
    if (Double.isNaN(relevance)) throw new IllegalArgumentException("--relevance must be a number");
    boolean all = metrics.isEmpty() || metrics.contains(Evaluator.ALL);
    if (breakdown.residuals() && !all && named.stream().noneMatch(m -> m.measure().needsRatings()))
      throw new IllegalArgumentException(
          "--residuals needs a metric of predicted ratings, such as rmse, in --metrics");
  }

  @Override
  protected void run(Session session) {
    AttributeFiles files = breakdown.read();
    List<Slicing> slicings = breakdown.slicings(files);
    checkCategories(slicings);
    Path candidates = pool.candidates();
    try (Ratings pairs = candidates == null ? null : on.reading().readPairs(candidates, session);
        ListOptions.Read others = lists.read(on.reading(), session)) {
      UnaryOperator<Evaluator> told =
          evaluator -> {
            ItemValues values = files.values();
            Evaluator one =
                pool.apply(evaluator, pairs)
                    .cutoff(cutoffs.stream().mapToInt(Integer::intValue).toArray())
                    .metrics(metrics.toArray(String[]::new))
                    .relevance(relevance)
                    .by(slicings.toArray(Slicing[]::new))
                    .worst(breakdown.worst())
                    .compute(session.compute());
            return values == null ? one : one.values(values);
          };
      Trials trials = new Trials(algorithms, others.lists(), files, told, session);
      on.forEachFold(session, trials);
      List<Evaluation> evaluations = trials.evaluations();
      if (breakdown.residuals() && evaluations.stream().allMatch(e -> e.residuals() == null))
        session.note("no residuals: the training part has no ratings, only pairs");
      write(evaluations, session);
    }
  }

  private void checkCategories(List<Slicing> slicings) {
    boolean asked = metrics.stream().anyMatch(name -> name.startsWith(Measure.CALIBRATION.label()));
    if (asked && slicings.stream().noneMatch(Slicing.Items.class::isInstance))
      throw wrong("calibration needs --items, and a column of it in --by that has the categories");
  }

  private void write(List<Evaluation> evaluations, Session session) {
    Path differences = result.differences();
    Path report = result.report();
    boolean table = session.format(result.output()) == Format.TABLE;
    List<Contrast> contrasts =
        table || differences != null || report != null ? Outcome.contrasts(evaluations) : List.of();
    Outcome outcome =
        new Outcome(
            evaluations,
            contrasts,
            breakdown.byFold(),
            breakdown.worst(),
            breakdown.residuals(),
            breakdown.parts());
    if (differences != null)
      session.write(
          differences,
          differences.toString().endsWith(".json") ? Format.JSON : Format.CSV,
          EvaluationRows.differenceColumns(),
          rows -> EvaluationRows.writeDifferences(contrasts, rows));
    if (report != null)
      session.writeText(report, Report.html(Findings.of(evaluations, contrasts, setting())));
    Path output = result.output();
    if (table)
      session.writeText(output, EvaluationTable.of(outcome, output == null ? session.width() : 80));
    else
      session.write(
          output,
          EvaluationRows.columns(outcome.parts()),
          rows -> EvaluationRows.write(outcome, rows));
  }

  /// What was evaluated, for the report.
  private List<Fact> setting() {
    List<Fact> facts = new ArrayList<>(on.facts());
    if (relevance > Double.NEGATIVE_INFINITY)
      facts.add(
          new Fact(
              "Relevance",
              "Test ratings of at least " + Numbers.brief(relevance) + " count as relevant."));
    return facts;
  }
}
