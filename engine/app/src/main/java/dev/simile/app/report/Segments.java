package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import dev.simile.app.report.ReportData.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The same metrics on parts of the data: by the users' activity, the items' popularity, groups,
/// folds.
record Segments(ReportData data, Models models) implements Section {
  private static final int MOST_CHARTS = 3;

  @Override
  public String id() {
    return "parts";
  }

  @Override
  public String title() {
    return "Where it is better and where worse";
  }

  @Override
  public boolean isEmpty() {
    return data.segments().isEmpty();
  }

  @Override
  public void write(Markup to) {
    for (Segment segment : data.segments()) {
      Parts parts = new Parts(segment);
      to.open("h3").text("By ").element("bdi", segment.name().replace('-', ' ')).close("h3");
      String note = note(segment.name());
      if (!note.isEmpty()) to.element("p", note, "class", "note");
      to.line();
      List<Metric> known = parts.known(data.metrics());
      SegmentCharts charts = new SegmentCharts(segment, parts, models);
      if (charts.together() && !segment.ordered()) ModelKeys.list(models, to);
      if (charts.together()) to.open("div", "class", "panels").line();
      for (Metric metric : charted(known, charts.together())) charts.write(metric, to);
      if (charts.together()) to.close("div").line();
      to.open("details").element("summary", "Figures by " + segment.name().replace('-', ' '));
      to.line();
      for (Metric metric : known) table(segment, parts, metric, to);
      to.close("details").line();
    }
  }

  private static String note(String name) {
    return switch (name) {
      case "user-activity" ->
          "Users in tenths, from those with the fewest ratings in training (1) to those with the"
              + " most (10).";
      case "item-popularity" ->
          "Items in tenths, from those with the fewest ratings in training (1) to those with the"
              + " most (10).";
      case "fold" -> "Each fold is a test of its own: how far do they agree?";
      default -> "";
    };
  }

  /// The main metric and the first about ratings, then others while there is room; all are in the
  /// tables.
  private List<Metric> charted(List<Metric> known, boolean together) {
    List<Metric> chosen = new ArrayList<>();
    known.stream().filter(metric -> metric.name().equals(data.main())).forEach(chosen::add);
    known.stream()
        .filter(metric -> metric.kind() == Kind.RATING && !chosen.contains(metric))
        .limit(1)
        .forEach(chosen::add);
    int most = together ? MOST_CHARTS : Math.max(1, chosen.size());
    known.stream()
        .filter(metric -> !chosen.contains(metric) && metric.kind() != Kind.TIME)
        .limit(most - chosen.size())
        .forEach(chosen::add);
    return chosen;
  }

  private void table(Segment segment, Parts parts, Metric metric, Markup to) {
    Tables.open(metric.name() + " by " + segment.name().replace('-', ' '), to);
    to.open("thead").open("tr").element("th", "Part", "scope", "col");
    to.element("th", "Count", "scope", "col", "class", "number");
    for (int model : models.order())
      to.open("th", "scope", "col", "class", "number")
          .element("bdi", models.name(model))
          .close("th");
    to.close("tr").close("thead").line().open("tbody").line();
    Digits digits = Digits.of(parts.all(models, metric));
    for (int label = 0; label < segment.labels().size(); label++) {
      to.open("tr").open("th", "scope", "row").element("bdi", segment.labels().get(label));
      to.close("th");
      to.element("td", String.format(Locale.ROOT, "%,d", parts.count(metric, label)));
      for (int model : models.order()) {
        Estimate estimate = parts.value(model, metric, label);
        to.open("td").text(digits.format(estimate.value()));
        if (estimate.hasInterval()) to.element("small", digits.interval(estimate));
        to.close("td");
      }
      to.close("tr").line();
    }
    to.close("tbody");
    Tables.close(to);
  }
}
