package dev.simile.neighbors;

/// By what items are ranked.
public enum Scoring {
  /// The sum of similarity x rating (1 where the data has no ratings), over the items that the user
  /// has among the item's nearest (item-knn; Deshpande and Karypis 2004), or over those of the
  /// user's nearest users who have the item (user-knn). Not divided by the similarities: many
  /// neighbors count more than few, which is what top-N lists need.
  SUM,
  /// The predicted rating.
  RATING
}
