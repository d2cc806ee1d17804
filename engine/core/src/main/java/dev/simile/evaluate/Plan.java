package dev.simile.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is measured in one evaluation: the metrics of the test as a whole and of a slice of its
/// users, which have a column of sums each, and those of a slice of items.
///
/// @param metrics as they are told
/// @param ofItems of a slice of items
record Plan(List<Metric> metrics, List<Metric> ofItems) {
  /// @param sliced whether items are sliced
  static Plan of(List<Metric> metrics, boolean sliced) {
    if (!sliced) return new Plan(List.copyOf(metrics), List.of());
    Set<Metric> ofItems = new LinkedHashSet<>();
    for (Metric metric : metrics) {
      if (metric.cutoff() > 0) {
        ofItems.add(new Metric(Measure.RECALL, metric.cutoff(), metric.sampled()));
        ofItems.add(new Metric(Measure.EXPOSURE, metric.cutoff(), metric.sampled()));
        ofItems.add(new Metric(Measure.DISPARITY, metric.cutoff(), metric.sampled()));
      }
    }
    if (!ofItems.isEmpty()) ofItems.add(Metric.of(Measure.MERIT));
    for (Metric metric : metrics) {
      if (metric.measure() == Measure.RMSE || metric.measure() == Measure.MAE) ofItems.add(metric);
    }
    return new Plan(List.copyOf(metrics), List.copyOf(ofItems));
  }

  /// The metrics that rankings are needed for, those of item slices included.
  List<Metric> ranking() {
    List<Metric> ranking = new ArrayList<>();
    for (Metric metric : metrics) if (!metric.measure().needsRatings()) ranking.add(metric);
    for (Metric metric : ofItems) if (!metric.measure().needsRatings()) ranking.add(metric);
    return ranking;
  }

  /// True if predicted ratings are needed.
  boolean predicts() {
    return metrics.stream().anyMatch(metric -> metric.measure().needsRatings());
  }
}
