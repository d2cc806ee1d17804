package dev.simile.app.report;

import dev.simile.app.chart.DotChart;
import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import java.util.ArrayList;
import java.util.List;

/// A small picture for each metric: the models as dots with their intervals.
record SideBySide(ReportData data, Models models) implements Section {
  @Override
  public String id() {
    return "side-by-side";
  }

  @Override
  public String title() {
    return "Side by side";
  }

  @Override
  public boolean isEmpty() {
    return shown().isEmpty();
  }

  private List<Metric> shown() {
    return data.metrics().stream()
        .filter(metric -> metric.kind() != Kind.TIME)
        .filter(metric -> models.values(metric).stream().anyMatch(Estimate::isKnown))
        .toList();
  }

  @Override
  public void write(Markup to) {
    to.open("p", "class", "note");
    to.text("Lines are 95 % intervals, the shaded band is that of the best. Intervals that ");
    to.text("overlap may still belong to models that differ: they are compared on the same users.");
    to.close("p").line();
    for (Kind kind : Kind.values()) {
      List<Metric> metrics = shown().stream().filter(metric -> metric.kind() == kind).toList();
      if (metrics.isEmpty()) continue;
      to.element("h3", kind.title()).line().open("div", "class", "panels").line();
      for (Metric metric : metrics) {
        Figures.open(metric.name(), Metrics.better(metric), to);
        chart(metric).write(to);
        Figures.close(to);
      }
      to.close("div").line();
    }
  }

  private DotChart chart(Metric metric) {
    Digits digits = models.digits(metric);
    int best = models.best(metric);
    List<DotChart.Row> rows = new ArrayList<>();
    for (int model : models.order()) {
      Estimate estimate = models.value(model, metric);
      String words = models.name(model) + ": " + digits.both(estimate);
      rows.add(
          new DotChart.Row(
              models.name(model),
              List.of(
                  new DotChart.Dot(
                      models.style(model), estimate, digits.format(estimate.value()), words))));
    }
    String description =
        best < 0
            ? "The figures are in the table above."
            : "Best is "
                + models.name(best)
                + " with "
                + digits.both(models.value(best, metric))
                + ". The figures are in the table above.";
    return new DotChart(
        metric.name() + " of every model",
        description,
        "",
        rows,
        best < 0 || models.count() == 1 ? Estimate.of(Double.NaN) : models.value(best, metric));
  }
}
