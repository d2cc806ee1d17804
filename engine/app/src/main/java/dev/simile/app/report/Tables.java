package dev.simile.app.report;

import dev.simile.app.chart.Markup;

/// Tables that scroll where the page is too narrow for them.
final class Tables {
  private Tables() {}

  static void open(String caption, Markup to) {
    to.open("div", "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
    to.open("table").element("caption", caption).line();
  }

  static void close(Markup to) {
    to.close("table").close("div").line();
  }

  /// A model's name over a column.
  static void head(Models models, int model, Markup to) {
    to.open("th", "scope", "col", "class", "model");
    models.style(model).writeKey(to);
    to.element("bdi", models.name(model)).close("th");
  }

  /// What the looks of marks and lines mean.
  static void keys(Models models, Markup to) {
    to.open("ul", "class", "keys");
    for (int model : models.order()) {
      to.open("li");
      models.style(model).writeKey(to);
      to.element("bdi", models.name(model)).close("li");
    }
    to.close("ul").line();
  }
}
