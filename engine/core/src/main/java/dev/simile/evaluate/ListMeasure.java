package dev.simile.evaluate;

/// A measure of served lists, one user's at a time. Each worker has its own.
interface ListMeasure {
  /// Looks at one user's list; called once for each, before [#value].
  void read(Served list);

  /// The figure of its first `cutoff` places; NaN where it is not defined.
  double value(int cutoff);
}
