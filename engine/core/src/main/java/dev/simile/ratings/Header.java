package dev.simile.ratings;

/// Whether the first line names the columns.
public enum Header {
  /// It does if it holds a known name of a user and of an item, or if columns are declared by name.
  AUTO,
  /// It does.
  YES,
  /// It is data.
  NO
}
