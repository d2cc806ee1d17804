package dev.simile.ratings;

/// How the lines of an input are laid out.
public enum Input {
  /// Recognized by the first line: `::`, a tab, a comma, or blanks with lines of different lengths.
  /// What could be read in two ways is refused.
  AUTO,
  /// Separated by commas. A field may stand in double quotes, in which `""` means one quote; it
  /// ends on its own line.
  CSV,
  /// Separated by tabs, without quoting.
  TSV,
  /// Separated by `::`, as MovieLens does, without quoting.
  MOVIELENS,
  /// A user and the items they took, separated by blanks: `user item item ...`.
  BASKET
}
