package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Entry;
import dev.simile.app.report.ReportData.Fact;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Part;
import dev.simile.app.report.ReportData.Segment;
import dev.simile.evaluate.Contrast;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Measure;
import dev.simile.evaluate.Metric;
import dev.simile.evaluate.Residuals;
import dev.simile.evaluate.SliceValue;
import dev.simile.evaluate.Value;
import dev.simile.evaluate.Worst;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What evaluations found, as a report tells it.
public final class Findings {
  private static final String SAMPLED =
      "Relevant items were ranked among sampled candidates only. Such figures are other metrics"
          + " than those of the whole catalogue and may put models in another order, even on"
          + " average (Krichene and Rendle 2020).";

  private final List<Evaluation> evaluations;

  private Findings(List<Evaluation> evaluations) {
    this.evaluations = evaluations;
  }

  /// The data of a report.
  ///
  /// @param evaluations one a model
  /// @param contrasts the differences between them; empty if they were not tested
  /// @param setting what was evaluated; what the evaluations know of it themselves follows
  public static ReportData of(
      List<Evaluation> evaluations, List<Contrast> contrasts, List<Fact> setting) {
    Findings findings = new Findings(evaluations);
    Set<Metric> metrics = findings.metrics();
    List<Fact> facts = new ArrayList<>(setting);
    facts.addAll(findings.facts());
    return new ReportData(
        facts,
        metrics.stream().anyMatch(Metric::sampled) ? List.of(SAMPLED) : List.of(),
        evaluations.stream().map(Evaluation::name).toList(),
        metrics.stream().map(Findings::metric).toList(),
        main(metrics),
        findings.values(),
        findings.differences(contrasts),
        findings.segments(),
        findings.residuals(),
        findings.worst());
  }

  /// All metrics, those of parts alone behind the others.
  private Set<Metric> metrics() {
    Set<Metric> metrics = new LinkedHashSet<>();
    for (Evaluation one : evaluations) metrics.addAll(one.metrics());
    for (Evaluation one : evaluations) one.values().forEach(value -> metrics.add(value.metric()));
    for (Evaluation one : evaluations)
      one.slices().forEach(slice -> metrics.add(slice.value().metric()));
    return metrics;
  }

  private static String main(Set<Metric> metrics) {
    return metrics.stream()
        .filter(metric -> metric.measure() == Measure.NDCG)
        .findFirst()
        .orElseGet(() -> metrics.iterator().next())
        .name();
  }

  private static ReportData.Metric metric(Metric metric) {
    String meaning = metric.measure().meaning();
    String sentence = Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
    if (metric.cutoff() > 0) sentence += "; K = " + metric.cutoff();
    return new ReportData.Metric(
        metric.name(), sentence + ".", kind(metric.measure()), better(metric.measure()));
  }

  private static Kind kind(Measure measure) {
    return switch (measure) {
      case TRAIN_SECONDS, SCORE_SECONDS, QUERY_MICROSECONDS, MODEL_BYTES -> Kind.TIME;
      case USER_COVERAGE, DIVERSITY, NOVELTY, SERENDIPITY, ARP, APLT, CALIBRATION -> Kind.BEYOND;
      case CATALOG_COVERAGE, GINI, ENTROPY, EXPOSURE, MERIT, DISPARITY -> Kind.BEYOND;
      default -> measure.needsRatings() ? Kind.RATING : Kind.RANKING;
    };
  }

  private static Better better(Measure measure) {
    return switch (measure) {
      case EXPOSURE, MERIT, DISPARITY -> Better.NEITHER;
      default -> measure.lowerIsBetter() ? Better.LOWER : Better.HIGHER;
    };
  }

  private static Estimate estimate(Value value) {
    return new Estimate(value.value(), value.low(), value.high());
  }

  private List<ReportData.Value> values() {
    List<ReportData.Value> values = new ArrayList<>();
    for (int model = 0; model < evaluations.size(); model++) {
      for (Value value : evaluations.get(model).values())
        values.add(new ReportData.Value(model, value.metric().name(), estimate(value)));
    }
    return values;
  }

  private List<Difference> differences(List<Contrast> contrasts) {
    List<String> names = evaluations.stream().map(Evaluation::name).toList();
    List<Difference> differences = new ArrayList<>();
    for (Contrast one : contrasts) {
      Estimate estimate = new Estimate(one.value(), one.low(), one.high());
      int first = names.indexOf(one.first());
      int second = names.lastIndexOf(one.second());
      differences.add(
          new Difference(one.metric().name(), first, second, estimate, one.p(), one.adjusted()));
    }
    return differences;
  }

  /// The slices by what they are of, then the folds.
  private List<Segment> segments() {
    Map<String, Builder> builders = new LinkedHashMap<>();
    for (int model = 0; model < evaluations.size(); model++) {
      for (SliceValue slice : evaluations.get(model).slices()) {
        String label =
            slice.detail().isEmpty() ? slice.slice() : slice.slice() + " (" + slice.detail() + ")";
        builders.computeIfAbsent(slice.by(), Builder::new).add(model, label, slice.value());
      }
    }
    Builder folds = new Builder("fold");
    for (int model = 0; model < evaluations.size(); model++) {
      List<Evaluation> parts = evaluations.get(model).folds();
      for (int fold = 0; parts.size() > 1 && fold < parts.size(); fold++) {
        for (Value value : parts.get(fold).values())
          folds.add(model, Integer.toString(fold + 1), value);
      }
    }
    List<Segment> segments = new ArrayList<>();
    for (Builder builder : builders.values()) segments.add(builder.build());
    if (!folds.parts.isEmpty()) segments.add(folds.build());
    return segments;
  }

  /// A segment in the making.
  private static final class Builder {
    private final String name;
    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();

    Builder(String name) {
      this.name = name;
    }

    void add(int model, String label, Value value) {
      int at = labels.computeIfAbsent(label, key -> labels.size());
      parts.add(new Part(model, value.metric().name(), at, estimate(value), value.users()));
    }

    Segment build() {
      boolean ordered = name.equals("user-activity") || name.equals("item-popularity");
      return new Segment(name, ordered, List.copyOf(labels.keySet()), parts);
    }
  }

  private List<ReportData.Residuals> residuals() {
    List<ReportData.Residuals> all = new ArrayList<>();
    for (int model = 0; model < evaluations.size(); model++) {
      Residuals residuals = evaluations.get(model).residuals();
      if (residuals == null || residuals.total() == 0) continue;
      if (!(residuals.high(0) > residuals.low(0))) continue; // a scale of one value has no bins
      List<Double> edges = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      for (int bin = 0; bin < residuals.size(); bin++) {
        edges.add(residuals.low(bin));
        counts.add(residuals.count(bin));
      }
      edges.add(residuals.high(residuals.size() - 1));
      all.add(new ReportData.Residuals(model, edges, counts));
    }
    return all;
  }

  private List<ReportData.Worst> worst() {
    record Key(String of, Metric metric) {}
    List<ReportData.Worst> all = new ArrayList<>();
    for (int model = 0; model < evaluations.size(); model++) {
      Map<Key, List<Worst>> lists = new LinkedHashMap<>();
      for (Worst one : evaluations.get(model).worst())
        lists.computeIfAbsent(new Key(one.of(), one.metric()), key -> new ArrayList<>()).add(one);
      int folds = evaluations.get(model).folds().size();
      for (Map.Entry<Key, List<Worst>> list : lists.entrySet())
        all.add(worst(model, list.getKey().of(), list.getKey().metric(), list.getValue(), folds));
    }
    return all;
  }

  /// The worst of all folds, as many as there are of one.
  private static ReportData.Worst worst(
      int model, String of, Metric metric, List<Worst> list, int folds) {
    Comparator<Worst> order = Comparator.comparingDouble(Worst::value);
    if (metric.measure().lowerIsBetter()) order = order.reversed();
    List<Entry> entries =
        list.stream()
            .sorted(order.thenComparing(Comparator.comparingInt(Worst::support).reversed()))
            .limit((list.size() + folds - 1) / folds)
            .map(one -> new Entry(one.id(), one.value(), one.support()))
            .toList();
    return new ReportData.Worst(model, of + "s", metric.name(), entries);
  }

  private List<Fact> facts() {
    Evaluation first = evaluations.getFirst();
    List<Fact> facts = new ArrayList<>();
    int folds = first.cases().size();
    for (int fold = 0; fold < folds; fold++) {
      String heading = folds == 1 ? "Test" : "Test " + (fold + 1);
      facts.add(new Fact(heading, first.cases().get(fold).describe() + "."));
    }
    if (evaluations.stream().anyMatch(one -> one.residuals() != null))
      facts.add(
          new Fact(
              "Predictions",
              evaluations.stream().anyMatch(Evaluation::clipped)
                  ? "Predicted ratings are clipped to the scale of the training ratings."
                  : "Predicted ratings are not clipped to the scale."));
    facts.add(
        new Fact(
            "Intervals",
            "95 % intervals by the bootstrap over users; differences between models over the same"
                + " users, corrected by Holm’s method for all pairs of models in a metric."));
    return facts;
  }
}
