package dev.simile.app.report;

import dev.simile.app.chart.Markup;

/// A part of the report, under a heading of its own.
sealed interface Section permits Definitions, Errors, MetricTable, Segments, SideBySide, TradeOffs {
  /// Of its heading, to lead to.
  String id();

  String title();

  /// True if there is nothing to tell.
  boolean isEmpty();

  /// All but the heading.
  void write(Markup to);
}
