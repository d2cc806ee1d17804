package dev.simile.bench.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.chart.SeriesStyle;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// The look of each series, the same in every chart of a page.
final class Looks {
  private final Map<String, SeriesStyle> styles = new LinkedHashMap<>();

  SeriesStyle of(String series) {
    return styles.computeIfAbsent(series, name -> new SeriesStyle(styles.size()));
  }

  /// What the looks mean.
  void keys(Collection<String> series, Markup to) {
    to.open("ul", "class", "keys");
    for (String name : series) {
      to.open("li");
      of(name).writeKey(to);
      to.element("bdi", name).close("li");
    }
    to.close("ul").line();
  }
}
