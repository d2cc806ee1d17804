package dev.simile.app.page;

import dev.simile.app.chart.Markup;

/// A part of a page, under a heading of its own.
public interface Section {
  /// Of its heading, to lead to.
  String id();

  /// Its heading.
  String title();

  /// True if there is nothing to tell.
  boolean isEmpty();

  /// All but the heading.
  void write(Markup to);
}
