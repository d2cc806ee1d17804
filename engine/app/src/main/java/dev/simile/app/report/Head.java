package dev.simile.app.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.page.Page;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.app.report.ReportData.Fact;
import java.util.List;

/// The top of the page: what came out, what was evaluated, which models there are.
final class Head {
  static final String TITLE = "Evaluation of recommenders";

  private Head() {}

  static void write(ReportData data, Models models, List<Section> sections, Markup to) {
    to.open("header").line().element("h1", TITLE).line();
    to.open("div", "class", "summary");
    Summary.write(data, models, to);
    to.close("div").line();
    for (String warning : data.warnings()) Page.warning(warning, to);
    Page.links(sections, to);
    to.close("header").line();
    to.open("section", "aria-labelledby", "what");
    to.element("h2", "What was evaluated", "id", "what").line();
    to.open("dl", "class", "facts").line();
    for (Fact fact : data.facts()) {
      to.element("dt", fact.heading());
      to.open("dd").element("bdi", fact.sentence()).close("dd").line();
    }
    to.close("dl").line();
    models(data, models, to);
    to.close("section").line();
  }

  private static void models(ReportData data, Models models, Markup to) {
    Tables.open("The models, the best by " + data.main() + " first", to);
    to.open("thead").open("tr");
    to.element("th", "Key", "scope", "col").element("th", "Name here", "scope", "col");
    to.element("th", "Algorithm", "scope", "col");
    to.close("tr").close("thead").line().open("tbody").line();
    for (int model : models.order()) {
      to.open("tr").open("td");
      models.style(model).writeKey(to);
      to.close("td").open("th", "scope", "row");
      to.element("bdi", models.name(model)).close("th");
      to.open("td", "class", "text").open("code").open("bdi");
      breakable(data.models().get(model), to);
      to.close("bdi").close("code").close("td").close("tr").line();
    }
    to.close("tbody");
    Tables.close(to);
  }

  /// A text that may be broken after its commas.
  private static void breakable(String text, Markup to) {
    String[] parts = text.split("(?<=,)", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) to.empty("wbr");
      to.text(parts[i]);
    }
  }
}
