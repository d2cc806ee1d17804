package dev.simile.app.page;

import dev.simile.app.chart.Markup;

/// Charts with their captions.
public final class Figures {
  private Figures() {}

  /// Begins a figure.
  ///
  /// @param name in strong letters
  /// @param aside behind it, weaker; may be empty
  public static void open(String name, String aside, Markup to) {
    to.open("figure").open("figcaption").open("b").element("bdi", name).close("b");
    if (!aside.isEmpty()) to.text(" ").element("span", aside, "class", "weak");
    to.close("figcaption").line();
  }

  /// Ends it.
  public static void close(Markup to) {
    to.close("figure").line();
  }
}
