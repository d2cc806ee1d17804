package dev.simile.evaluate;

/// A measure of served lists, one user's at a time. Each worker has its own.
interface ListMeasure {
  /// Begins with a user's list, before the first [#value] of it.
  default void begin(Served list) {}

  /// The figure of the first `cutoff` places of the list that it began with; NaN where it is not
  /// defined.
  double value(Served list, int cutoff);
}
