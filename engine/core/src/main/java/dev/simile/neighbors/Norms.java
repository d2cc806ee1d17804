package dev.simile.neighbors;

/// Which entries of two rows count in their lengths (of Pearson, in their means too) and in the
/// Euclidean distance.
public enum Norms {
  /// What the similarity is known by: [#FULL] for the cosine, [#COMMON] for adjusted cosine,
  /// Pearson, Pearson-baseline and Euclidean.
  AUTO,
  /// Only entries in columns that both rows have. Two rows with one common column have a cosine of
  /// 1, so use support or shrinkage with it.
  COMMON,
  /// Every entry of each row; missing ones count as 0 (of deviations: as the mean).
  FULL
}
