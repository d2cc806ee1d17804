package dev.simile.neighbors;

/// With which mean [Similarity#INVERSE_DISTANCE] fills a missing rating.
public enum Imputation {
  /// The mean of the row's own ratings: of the item in item-knn, of the user in user-knn.
  ROW,
  /// The mean of the column's ratings: of the user in item-knn, of the item in user-knn.
  COLUMN,
  /// The mean of all ratings.
  GLOBAL
}
