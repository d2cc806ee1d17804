package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Part;
import dev.simile.app.report.ReportData.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The figures of one segment, to be looked up.
final class Parts {
  private record Key(int model, String metric, int label) {}

  private final Segment segment;
  private final Map<Key, Part> parts = new HashMap<>();

  Parts(Segment segment) {
    this.segment = segment;
    for (Part part : segment.parts())
      parts.put(new Key(part.model(), part.metric(), part.label()), part);
  }

  /// Those of `metrics` that have a figure here.
  List<Metric> known(List<Metric> metrics) {
    Set<String> names =
        segment.parts().stream()
            .filter(part -> part.estimate().isKnown())
            .map(Part::metric)
            .collect(Collectors.toSet());
    return metrics.stream().filter(metric -> names.contains(metric.name())).toList();
  }

  Estimate value(int model, Metric metric, int label) {
    Part part = parts.get(new Key(model, metric.name(), label));
    return part == null ? Estimate.of(Double.NaN) : part.estimate();
  }

  /// A model's figures on all parts.
  List<Estimate> values(int model, Metric metric) {
    List<Estimate> values = new ArrayList<>();
    for (int label = 0; label < segment.labels().size(); label++)
      values.add(value(model, metric, label));
    return values;
  }

  /// The figures of all models on all parts.
  List<Estimate> all(Models models, Metric metric) {
    return models.order().stream().flatMap(model -> values(model, metric).stream()).toList();
  }

  /// How many the figures of that part are means over; the most of any model.
  long count(Metric metric, int label) {
    return segment.parts().stream()
        .filter(part -> part.label() == label && part.metric().equals(metric.name()))
        .mapToLong(Part::count)
        .max()
        .orElse(0);
  }

  /// A label without its parenthesis.
  static String brief(String label) {
    int parenthesis = label.indexOf(" (");
    return parenthesis > 0 ? label.substring(0, parenthesis) : label;
  }
}
