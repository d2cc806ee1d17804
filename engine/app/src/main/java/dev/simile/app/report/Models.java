package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.SeriesStyle;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Value;
import dev.simile.evaluate.Contrast;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The models of a report: their names, looks and order, and which is best in what.
final class Models {
  private record Key(int model, String metric) {}

  private final ReportData data;
  private final List<String> names;
  private final Map<Key, Estimate> values = new HashMap<>();
  private final List<Integer> order = new ArrayList<>();

  Models(ReportData data) {
    this.data = data;
    names = ShortNames.of(data.models());
    for (Value value : data.values())
      values.put(new Key(value.model(), value.metric()), value.estimate());
    for (int model = 0; model < names.size(); model++) order.add(model);
    Metric main = main();
    order.sort(Comparator.comparingDouble(model -> rank(model, main)));
  }

  /// True if the models differ by more than chance.
  static boolean isSignificant(Difference difference) {
    return difference.adjusted() <= Contrast.LEVEL;
  }

  /// All models, the best in the main metric first; those without a figure last.
  List<Integer> order() {
    return order;
  }

  int count() {
    return names.size();
  }

  String name(int model) {
    return names.get(model);
  }

  SeriesStyle style(int model) {
    return new SeriesStyle(model);
  }

  /// The metric by which models are put in order.
  Metric main() {
    return data.metrics().stream()
        .filter(metric -> metric.name().equals(data.main()))
        .findFirst()
        .orElseThrow();
  }

  Estimate value(int model, Metric metric) {
    return values.getOrDefault(new Key(model, metric.name()), Estimate.of(Double.NaN));
  }

  /// The figures of all models.
  List<Estimate> values(Metric metric) {
    return order.stream().map(model -> value(model, metric)).toList();
  }

  Digits digits(Metric metric) {
    return Digits.of(values(metric));
  }

  /// The best model, the first in order of several equal ones; -1 if there is none or nothing is
  /// better.
  int best(Metric metric) {
    if (metric.better() == Better.NEITHER) return -1;
    int best = -1;
    for (int model : order) {
      if (!value(model, metric).isKnown()) continue;
      if (best < 0 || rank(model, metric) < rank(best, metric)) best = model;
    }
    return best;
  }

  /// True of the best model and those with the same figure.
  boolean isBest(int model, Metric metric) {
    int best = best(metric);
    return best >= 0 && value(model, metric).value() == value(best, metric).value();
  }

  /// The difference `first - second`, if it was tested.
  @Nullable Difference difference(int first, int second, Metric metric) {
    for (Difference one : data.differences()) {
      if (!one.metric().equals(metric.name())) continue;
      if (one.first() == first && one.second() == second) return one;
      if (one.first() == second && one.second() == first) return reversed(one);
    }
    return null;
  }

  private static Difference reversed(Difference one) {
    Estimate estimate = one.estimate();
    return new Difference(
        one.metric(),
        one.second(),
        one.first(),
        new Estimate(-estimate.value(), -estimate.high(), -estimate.low()),
        one.p(),
        one.adjusted());
  }

  /// Ascending from the best; unknown is last.
  private double rank(int model, Metric metric) {
    double value = value(model, metric).value();
    if (!Double.isFinite(value)) return Double.POSITIVE_INFINITY;
    return metric.better() == Better.LOWER ? value : -value;
  }
}
