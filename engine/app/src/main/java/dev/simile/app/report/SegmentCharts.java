package dev.simile.app.report;

import dev.simile.app.chart.DotChart;
import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Extent;
import dev.simile.app.chart.LineChart;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Figures;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Segment;
import java.util.ArrayList;
import java.util.List;

/// Pictures of a segment: a few models in one, many in one each, with the others faintly behind.
record SegmentCharts(Segment segment, Parts parts, Models models) {
  private static final int CROWD = 4;

  /// True if all models share a picture.
  boolean together() {
    return models.count() <= CROWD;
  }

  void write(Metric metric, Markup to) {
    String weak = Metrics.better(metric);
    if (together()) {
      Figures.open(metric.name(), weak, to);
      chart(shown(metric), metric, to);
      Figures.close(to);
      return;
    }
    to.open("p", "class", "over").element("b", metric.name()).text(" ");
    to.element("span", weak, "class", "weak").close("p").line();
    to.open("div", "class", "panels").line();
    for (int model : shown(metric)) {
      Figures.open(models.name(model), "", to);
      chart(List.of(model), metric, to);
      Figures.close(to);
    }
    to.close("div").line();
  }

  /// The models that have a figure on some part.
  private List<Integer> shown(Metric metric) {
    return models.order().stream()
        .filter(model -> parts.values(model, metric).stream().anyMatch(Estimate::isKnown))
        .toList();
  }

  private void chart(List<Integer> shown, Metric metric, Markup to) {
    if (segment.ordered()) lines(shown, metric).write(to);
    else dots(shown, metric).write(to);
  }

  private LineChart lines(List<Integer> shown, Metric metric) {
    List<LineChart.Series> series = new ArrayList<>();
    Extent range = new Extent();
    for (int model : models.order()) {
      parts.values(model, metric).forEach(!together() ? range::add : value -> {});
      if (!together() && !shown.contains(model)) series.add(series(model, "", metric));
    }
    for (int model : shown) series.add(series(model, models.name(model), metric));
    return new LineChart(
        title(shown, metric),
        "The figures are in the table below.",
        segment.name().replace('-', ' '),
        places().stream()
            .map(label -> label < 0 ? "" : Parts.brief(segment.labels().get(label)))
            .toList(),
        series,
        range,
        false);
  }

  /// The labels from left to right; -1, a gap, before one that is out of the order: `new`.
  private List<Integer> places() {
    List<Integer> places = new ArrayList<>();
    for (int label = 0; label < segment.labels().size(); label++) {
      if (label > 0 && Parts.brief(segment.labels().get(label)).equals("new")) places.add(-1);
      places.add(label);
    }
    return places;
  }

  private LineChart.Series series(int model, String name, Metric metric) {
    List<String> words = new ArrayList<>();
    List<Estimate> points = new ArrayList<>();
    for (int label : places()) {
      points.add(parts.value(model, metric, label));
      words.add(label < 0 ? "" : words(model, metric, label));
    }
    return new LineChart.Series(models.style(model), name, points, words);
  }

  private DotChart dots(List<Integer> shown, Metric metric) {
    Digits digits = Digits.of(parts.all(models, metric));
    List<DotChart.Row> rows = new ArrayList<>();
    for (int label = 0; label < segment.labels().size(); label++) {
      List<DotChart.Dot> dots = new ArrayList<>();
      for (int model : shown) {
        Estimate estimate = parts.value(model, metric, label);
        dots.add(
            new DotChart.Dot(
                models.style(model),
                estimate,
                digits.format(estimate.value()),
                words(model, metric, label)));
      }
      rows.add(new DotChart.Row(Parts.brief(segment.labels().get(label)), dots));
    }
    return new DotChart(
        title(shown, metric),
        "The figures are in the table below.",
        "",
        rows,
        Estimate.of(Double.NaN));
  }

  private String title(List<Integer> shown, Metric metric) {
    String of = shown.size() == 1 ? " of " + models.name(shown.getFirst()) : "";
    return metric.name() + of + " by " + segment.name().replace('-', ' ');
  }

  private String words(int model, Metric metric, int label) {
    Digits digits = Digits.of(parts.all(models, metric));
    return models.name(model)
        + ", "
        + segment.labels().get(label)
        + ": "
        + digits.both(parts.value(model, metric, label));
  }
}
