package dev.simile.evaluate;

import dev.simile.parallel.Workers;
import dev.simile.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// How one model did on one test or on several folds. Intervals are computed when they are first
/// asked for. Thread-safe.
public final class Evaluation {
  private final String name;
  private final List<Run> runs;
  private final Workers workers;
  private @Nullable List<Value> values;
  private @Nullable List<SliceValue> slices;

  Evaluation(String name, List<Run> runs, Workers workers) {
    this.name = name;
    this.runs = List.copyOf(runs);
    this.workers = workers;
  }

  /// One model's evaluations on several folds as one: every figure is the mean of the folds'
  /// figures, and its interval takes into account that the folds have users in common.
  ///
  /// @throws IllegalArgumentException if there are none, or their names or metrics differ
  public static Evaluation join(List<Evaluation> folds) {
    if (folds.isEmpty()) throw new IllegalArgumentException("there must be a fold");
    Evaluation first = folds.getFirst();
    List<Run> runs = new ArrayList<>();
    for (Evaluation fold : folds) {
      if (!fold.name.equals(first.name))
        throw new IllegalArgumentException(
            "folds must be of one model, were of " + first.name + " and " + fold.name);
      if (!fold.metrics().equals(first.metrics()))
        throw new IllegalArgumentException(
            "folds must have the same metrics, had " + first.metrics() + " and " + fold.metrics());
      runs.addAll(fold.runs);
    }
    return new Evaluation(first.name, runs, first.workers);
  }

  /// What the model is called: its algorithm with all settings, unless the caller named it.
  public String name() {
    return name;
  }

  /// What was measured, without what the model costs.
  public List<Metric> metrics() {
    return runs.getFirst().sums().plan().metrics();
  }

  /// Every metric's figure, in the order asked for, then what the model costs: time and memory.
  public synchronized List<Value> values() {
    List<Value> known = values;
    if (known == null) {
      known = new ArrayList<>(Summary.values(runs, workers));
      addMean(known, Measure.TRAIN_SECONDS, Run::trainSeconds);
      addMean(known, Measure.SCORE_SECONDS, Run::scoreSeconds);
      addMean(known, Measure.QUERY_MICROSECONDS, Run::queryMicroseconds);
      addMean(known, Measure.MODEL_BYTES, Run::bytes);
      values = known = List.copyOf(known);
    }
    return known;
  }

  private void addMean(List<Value> to, Measure measure, ToDoubleFunction<Run> figure) {
    double mean = 0;
    for (Run run : runs) mean += figure.applyAsDouble(run) / runs.size();
    if (!Double.isNaN(mean)) to.add(Value.figure(Metric.of(measure), mean, 0));
  }

  /// The figure of a metric, named as `ndcg@10`, `auc` or `score-seconds`.
  ///
  /// @throws IllegalArgumentException if it was not measured
  public double value(String metric) {
    for (Value value : values()) {
      if (value.metric().name().equals(metric)) return value.value();
    }
    throw new IllegalArgumentException(
        "metric '"
            + metric
            + "' was not measured, but "
            + String.join(" ", values().stream().map(value -> value.metric().name()).toList()));
  }

  /// The figures of each slice that was asked for with [Evaluator#by] and has any.
  public synchronized List<SliceValue> slices() {
    List<SliceValue> known = slices;
    if (known == null) slices = known = List.copyOf(Summary.slices(runs, workers));
    return known;
  }

  /// Each fold by itself.
  public List<Evaluation> folds() {
    return runs.stream().map(run -> new Evaluation(name, List.of(run), workers)).toList();
  }

  /// What each fold rests on.
  public List<Cases> cases() {
    return runs.stream().map(Run::cases).toList();
  }

  /// What must be known before the figures are compared with others', in sentences without a full
  /// stop: that metrics are [sampled][Evaluator#negatives].
  public List<String> notes() {
    return cases().stream()
        .map(Cases::pool)
        .filter(PoolCases.Sampled.class::isInstance)
        .map(pool -> ((PoolCases.Sampled) pool).warning())
        .distinct()
        .toList();
  }

  /// True if predicted ratings were clipped to the scale of the training ratings.
  public boolean clipped() {
    return runs.stream().anyMatch(Run::clipped);
  }

  /// Users, over all folds, who got fewer items than the largest cutoff: the model knows of nothing
  /// more for them, or the catalogue has no more.
  public int shortLists() {
    return runs.stream().mapToInt(Run::shortLists).sum();
  }

  /// The residuals of all predicted ratings; null if none were predicted.
  public @Nullable Residuals residuals() {
    List<Residuals> parts = new ArrayList<>();
    for (Run run : runs) {
      Residuals part = run.residuals();
      if (part != null) parts.add(part);
    }
    return parts.isEmpty() ? null : Residuals.sum(parts);
  }

  /// The users and items for whom the model does worst, as many as [Evaluator#worst] says, fold by
  /// fold.
  public List<Worst> worst() {
    return runs.stream().flatMap(run -> run.worst().stream()).toList();
  }

  /// Seconds of the whole evaluation, on the clock.
  public double seconds() {
    return runs.stream().mapToDouble(Run::seconds).sum();
  }

  Workers workers() {
    return workers;
  }

  /// A metric as a ratio of sums over users; null if it is none, or was not measured.
  @Nullable Ratio ratio(Metric metric) {
    int column = metrics().indexOf(metric);
    boolean mean = metric.measure().kind() != Measure.Kind.CATALOG;
    return column >= 0 && mean ? Summary.ratio(runs, column) : null;
  }

  int runs() {
    return runs.size();
  }
}
