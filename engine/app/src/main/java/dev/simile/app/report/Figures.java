package dev.simile.app.report;

import dev.simile.app.chart.Markup;

/// Charts with their captions.
final class Figures {
  private Figures() {}

  /// Begins a figure.
  ///
  /// @param name in strong letters
  /// @param aside behind it, weaker; may be empty
  static void open(String name, String aside, Markup to) {
    to.open("figure").open("figcaption").open("b").element("bdi", name).close("b");
    if (!aside.isEmpty()) to.text(" ").element("span", aside, "class", "weak");
    to.close("figcaption").line();
  }

  static void close(Markup to) {
    to.close("figure").line();
  }
}
