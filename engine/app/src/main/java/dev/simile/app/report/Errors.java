package dev.simile.app.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Histogram;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.app.report.ReportData.Entry;
import dev.simile.app.report.ReportData.Residuals;
import dev.simile.app.report.ReportData.Worst;
import java.util.List;
import java.util.Locale;

/// How predictions err, and for whom models did worst.
record Errors(ReportData data, Models models) implements Section {
  @Override
  public String id() {
    return "errors";
  }

  @Override
  public String title() {
    return "Errors";
  }

  @Override
  public boolean isEmpty() {
    return data.residuals().isEmpty() && data.worst().isEmpty();
  }

  @Override
  public void write(Markup to) {
    residuals(to);
    for (String what : List.of("users", "items")) {
      List<Worst> lists =
          models.order().stream()
              .flatMap(model -> data.worst().stream().filter(worst -> worst.model() == model))
              .filter(worst -> worst.what().equals(what) && !worst.entries().isEmpty())
              .toList();
      if (lists.isEmpty()) continue;
      to.element("h3", "Worst " + what).line().open("div", "class", "panels").line();
      for (Worst worst : lists) worst(worst, to);
      to.close("div").line();
    }
  }

  private void residuals(Markup to) {
    List<Residuals> shown =
        models.order().stream()
            .flatMap(model -> data.residuals().stream().filter(one -> one.model() == model))
            .toList();
    if (shown.isEmpty()) return;
    to.element("h3", "Predicted minus actual rating");
    to.open("p", "class", "note");
    to.text("Share of the test ratings; right of the line the model promised too much. ");
    to.text("All pictures have the same scale of shares.").close("p").line();
    double highest = 0;
    for (Residuals one : shown) highest = Math.max(highest, Histogram.highest(one.counts()));
    to.open("div", "class", "panels").line();
    for (Residuals one : shown) {
      String name = models.name(one.model());
      Figures.open(name, "", to);
      new Histogram(
              "Residuals of " + name,
              "The figures are in the table below.",
              "predicted − actual",
              models.style(one.model()),
              one.edges(),
              one.counts(),
              highest)
          .write(to);
      to.open("details").element("summary", "Figures");
      table(one, name, to);
      to.close("details");
      Figures.close(to);
    }
    to.close("div").line();
  }

  private static void table(Residuals one, String name, Markup to) {
    Tables.open("Residuals of " + name, to);
    to.open("thead").open("tr").element("th", "Predicted − actual", "scope", "col");
    to.element("th", "Ratings", "scope", "col", "class", "number").close("tr").close("thead");
    to.line().open("tbody").line();
    Digits digits = Digits.of(one.edges().stream().map(Estimate::of).toList());
    for (int i = 0; i < one.counts().size(); i++) {
      double from = one.edges().get(i);
      double end = one.edges().get(i + 1);
      to.open("tr");
      to.element("th", digits.format(from) + " to " + digits.format(end), "scope", "row");
      to.element("td", String.format(Locale.ROOT, "%,d", one.counts().get(i)));
      to.close("tr");
    }
    to.close("tbody");
    Tables.close(to);
  }

  private void worst(Worst worst, Markup to) {
    Tables.open(models.name(worst.model()) + ": worst " + worst.what(), to);
    to.open("thead").open("tr");
    to.element("th", worst.what().equals("users") ? "User" : "Item", "scope", "col");
    to.element("th", worst.metric(), "scope", "col", "class", "number");
    to.element("th", "Rests on", "scope", "col", "class", "number");
    to.close("tr").close("thead").line().open("tbody").line();
    Digits digits =
        Digits.of(worst.entries().stream().map(entry -> Estimate.of(entry.value())).toList());
    for (Entry entry : worst.entries()) {
      to.open("tr").open("th", "scope", "row").element("bdi", entry.id()).close("th");
      to.element("td", digits.format(entry.value()));
      to.element("td", String.format(Locale.ROOT, "%,d", entry.count()));
      to.close("tr").line();
    }
    to.close("tbody");
    Tables.close(to);
  }
}
