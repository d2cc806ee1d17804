package dev.simile.app.page;

import dev.simile.app.chart.Markup;

/// Tables that scroll where the page is too narrow for them.
public final class Tables {
  private Tables() {}

  /// Begins a table.
  public static void open(String caption, Markup to) {
    to.open("div", "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
    to.open("table").element("caption", caption).line();
  }

  /// Ends it.
  public static void close(Markup to) {
    to.close("table").close("div").line();
  }
}
