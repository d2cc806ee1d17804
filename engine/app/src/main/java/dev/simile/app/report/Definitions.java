package dev.simile.app.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.page.Section;
import dev.simile.app.report.ReportData.Metric;

/// What each metric means.
record Definitions(ReportData data) implements Section {
  @Override
  public String id() {
    return "definitions";
  }

  @Override
  public String title() {
    return "What the metrics mean";
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  /// The id of a metric's definition.
  static String anchor(ReportData data, Metric metric) {
    return "m" + data.metrics().indexOf(metric);
  }

  @Override
  public void write(Markup to) {
    to.open("dl", "class", "facts").line();
    for (Metric metric : data.metrics()) {
      to.element("dt", metric.name(), "id", anchor(data, metric));
      to.open("dd").text(metric.definition());
      to.element("span", " " + sentence(metric), "class", "weak").close("dd").line();
    }
    to.close("dl").line();
  }

  private static String sentence(Metric metric) {
    String better = Metrics.better(metric);
    return Character.toUpperCase(better.charAt(0)) + better.substring(1) + ".";
  }
}
