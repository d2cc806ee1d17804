package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import java.util.List;

/// Every metric of every model, with intervals and marks of significance; as many models side by
/// side as fit on paper, the others below.
record MetricTable(ReportData data, Models models) implements Section {
  private static final int WIDEST = 6;

  @Override
  public String id() {
    return "figures";
  }

  @Override
  public String title() {
    return "All figures";
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public void write(Markup to) {
    to.open("p", "class", "note");
    to.text("Below each figure its 95 % interval, where it has one. ");
    to.element("span", "Shaded", "class", "best").text(": the best. ");
    if (!data.differences().isEmpty()) {
      to.element("b", "†").text(" significantly worse than the best, ");
      to.element("b", "≈").text(" not significantly different from it");
      to.text(" (paired over users, level 0.05 after Holm’s correction).");
    }
    to.close("p").line();
    List<Integer> order = models.order();
    int blocks = (order.size() + WIDEST - 1) / WIDEST;
    int wide = (order.size() + blocks - 1) / blocks;
    for (int from = 0; from < order.size(); from += wide) {
      int last = Math.min(order.size(), from + wide);
      String which =
          blocks == 1 ? "" : ", models " + (from + 1) + " to " + last + " of " + order.size();
      Tables.open("Metrics and models" + which, to);
      block(order.subList(from, last), to);
      Tables.close(to);
    }
  }

  private void block(List<Integer> shown, Markup to) {
    to.open("thead").open("tr").element("th", "Metric", "scope", "col");
    for (int model : shown) ModelKeys.head(models, model, to);
    to.close("tr").close("thead").line();
    for (Kind kind : Kind.values()) {
      List<Metric> metrics =
          Metrics.of(data, kind).stream().filter(metric -> !ofPartsAlone(metric)).toList();
      if (metrics.isEmpty()) continue;
      to.open("tbody").open("tr", "class", "kind");
      to.element(
              "th", kind.title(), "scope", "rowgroup", "colspan", String.valueOf(shown.size() + 1))
          .close("tr")
          .line();
      for (Metric metric : metrics) row(metric, shown, to);
      to.close("tbody").line();
    }
  }

  /// True of a metric that only parts of the data have.
  private boolean ofPartsAlone(Metric metric) {
    return models.values(metric).stream().noneMatch(Estimate::isKnown)
        && data.segments().stream()
            .flatMap(segment -> segment.parts().stream())
            .anyMatch(part -> part.metric().equals(metric.name()) && part.estimate().isKnown());
  }

  private void row(Metric metric, List<Integer> shown, Markup to) {
    Digits digits = models.digits(metric);
    int best = models.best(metric);
    to.open("tr").open("th", "scope", "row");
    to.element("a", metric.name(), "href", "#" + Definitions.anchor(data, metric));
    if (metric.better() != Better.NEITHER) {
      to.text("\u00a0");
      to.element(
          "span",
          metric.better() == Better.HIGHER ? "↑" : "↓",
          "class",
          "way",
          "title",
          Metrics.better(metric));
    }
    to.close("th");
    for (int model : shown) {
      Estimate estimate = models.value(model, metric);
      boolean leads = models.count() > 1 && models.isBest(model, metric);
      if (leads) to.open("td", "class", "best");
      else to.open("td");
      to.text(digits.format(estimate.value()));
      if (best >= 0 && !leads && model != best && estimate.isKnown()) mark(best, model, metric, to);
      if (leads) to.element("span", " best", "class", "aside");
      if (estimate.hasInterval()) to.element("small", digits.interval(estimate));
      to.close("td");
    }
    to.close("tr").line();
  }

  private void mark(int best, int model, Metric metric, Markup to) {
    Difference difference = models.difference(model, best, metric);
    if (difference == null || !Double.isFinite(difference.adjusted())) return;
    boolean significant = Models.isSignificant(difference);
    String words =
        (significant ? "significantly worse than the best: " : "not significantly different: ")
            + Summary.words(difference, models.digits(metric));
    to.element(
        "span",
        significant ? "†" : "≈",
        "class",
        "mark",
        "role",
        "img",
        "aria-label",
        words,
        "title",
        words);
  }
}
