package dev.simile.app.report;

import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Choices among the metrics of a report.
final class Metrics {
  private Metrics() {}

  static List<Metric> of(ReportData data, Kind kind) {
    return data.metrics().stream().filter(metric -> metric.kind() == kind).toList();
  }

  static String better(Metric metric) {
    return switch (metric.better()) {
      case HIGHER -> "higher is better";
      case LOWER -> "lower is better";
      case NEITHER -> "neither end is better";
    };
  }

  /// The metric called `name`, or `name@K`, with the cutoff of `like` if there are several.
  static @Nullable Metric named(String name, Metric like, ReportData data) {
    int at = like.name().indexOf('@');
    String cutoff = at < 0 ? "" : like.name().substring(at);
    Metric found = null;
    for (Metric metric : data.metrics()) {
      String known = metric.name().replaceFirst("^sampled-", "");
      if (known.equals(name + cutoff)) return metric;
      if (found == null && (known.equals(name) || known.startsWith(name + '@'))) found = metric;
    }
    return found;
  }
}
