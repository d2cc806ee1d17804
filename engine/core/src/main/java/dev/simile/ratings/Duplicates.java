package dev.simile.ratings;

/// What becomes of several ratings of one item by one user. The survivor keeps the place of the
/// first.
public enum Duplicates {
  /// The latest by time, of equal times (or without times) the last in the input. The default.
  LAST,
  /// The earliest by time, of equal times (or without times) the first in the input.
  FIRST,
  /// The sum, added in double in the order of the input; the latest time.
  SUM,
  /// The largest; its time, of equals the earliest.
  MAX,
  /// The arithmetic mean, added in double in the order of the input; the latest time.
  MEAN,
  /// Not allowed: the second one is an error.
  ERROR
}
