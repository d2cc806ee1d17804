package dev.simile.app.report;

import dev.simile.app.chart.Markup;

/// How models look, beside their names.
final class ModelKeys {
  private ModelKeys() {}

  /// A model's name over a column.
  static void head(Models models, int model, Markup to) {
    to.open("th", "scope", "col", "class", "model");
    models.style(model).writeKey(to);
    to.element("bdi", models.name(model)).close("th");
  }

  /// What the looks of marks and lines mean.
  static void list(Models models, Markup to) {
    to.open("ul", "class", "keys");
    for (int model : models.order()) {
      to.open("li");
      models.style(model).writeKey(to);
      to.element("bdi", models.name(model)).close("li");
    }
    to.close("ul").line();
  }
}
