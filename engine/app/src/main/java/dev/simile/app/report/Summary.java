package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Difference;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import java.util.ArrayList;
import java.util.List;

/// In a few sentences: which model is best, and how sure that is.
final class Summary {
  private Summary() {}

  static void write(ReportData data, Models models, Markup to) {
    Metric main = models.main();
    about(main, models, to);
    for (Metric metric : data.metrics()) {
      if (metric.kind() != Kind.RATING || main.kind() == Kind.RATING) continue;
      if (metric.better() != Better.LOWER || models.best(metric) < 0) continue;
      about(metric, models, to);
      break;
    }
  }

  private static void about(Metric metric, Models models, Markup to) {
    int best = models.best(metric);
    to.open("p");
    if (best < 0) {
      to.text("No model has a figure for ").element("b", metric.name()).text(".").close("p").line();
      return;
    }
    Digits digits = models.digits(metric);
    Estimate estimate = models.value(best, metric);
    to.text("By ").element("b", metric.name()).text(", ");
    name(models, best, to);
    to.text(models.count() == 1 ? " reaches " : " is best with ");
    to.element("b", digits.format(estimate.value()));
    if (estimate.hasInterval()) to.text(" (95 % interval " + digits.interval(estimate) + ")");
    to.text(".");
    if (models.count() > 1) against(best, metric, models, to);
    to.close("p").line();
  }

  private static void against(int best, Metric metric, Models models, Markup to) {
    List<Integer> worse = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    List<Integer> untested = new ArrayList<>();
    for (int model : models.order()) {
      if (model == best || !models.value(model, metric).isKnown()) continue;
      Difference difference = models.difference(best, model, metric);
      if (difference == null || !Double.isFinite(difference.adjusted())) untested.add(model);
      else if (Models.isSignificant(difference)) worse.add(model);
      else open.add(model);
    }
    if (!worse.isEmpty()) {
      to.text(" Its lead is significant over ");
      names(worse, models, to);
      to.text(" (paired over users, level 0.05 after Holm’s correction).");
    }
    if (!open.isEmpty()) {
      to.text(" Not significant is its lead over ");
      for (int i = 0; i < open.size(); i++) {
        if (i > 0) to.text(i == open.size() - 1 ? " and " : ", ");
        name(models, open.get(i), to);
        Difference difference = models.difference(best, open.get(i), metric);
        if (difference != null) to.text(" (" + words(difference, models.digits(metric)) + ")");
      }
      to.text(".");
    }
    if (!untested.isEmpty()) {
      to.text(" Whether it differs from ");
      names(untested, models, to);
      to.text(" by more than chance was not tested.");
    }
  }

  /// Such as `difference 0.002, −0.001 to 0.005, p = 0.210`.
  static String words(Difference difference, Digits digits) {
    Estimate estimate = difference.estimate();
    String interval = estimate.hasInterval() ? ", " + digits.interval(estimate) : "";
    String p = Digits.probability(difference.adjusted());
    return "difference "
        + digits.format(estimate.value())
        + interval
        + (p.startsWith("<") ? ", p " : ", p = ")
        + p;
  }

  private static void names(List<Integer> chosen, Models models, Markup to) {
    for (int i = 0; i < chosen.size(); i++) {
      if (i > 0) to.text(i == chosen.size() - 1 ? " and " : ", ");
      name(models, chosen.get(i), to);
    }
  }

  private static void name(Models models, int model, Markup to) {
    to.open("b").element("bdi", models.name(model)).close("b");
  }
}
