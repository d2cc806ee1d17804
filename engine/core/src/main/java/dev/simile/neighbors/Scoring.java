package dev.simile.neighbors;

/// By what items are ranked.
public enum Scoring {
  /// The sum of similarity x rating (1 where the data has no ratings), over the items that the user
  /// has among the item's nearest (item-knn; Deshpande and Karypis 2004), or over those of the
  /// user's nearest users who have the item (user-knn). Not divided by the similarities: many
  /// neighbors count more than few, which is what top-N lists need.
  SUM,
  /// The same sum with each similarity divided by the sum of the absolute values of all that its
  /// row has among its nearest, whether the user has them or not: the share of an item's neighbors
  /// that the user has (item-knn; Gantner, Rendle, Freudenthaler, Schmidt-Thieme 2011, MyMediaLite
  /// 3). It favors items whose few neighbors the user has. In user-knn it orders items as [#SUM]
  /// does.
  SHARE,
  /// The predicted rating.
  RATING;

  /// True if items are ranked by sums, not by predicted ratings.
  boolean sums() {
    return this != RATING;
  }
}
