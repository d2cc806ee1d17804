package dev.simile.neighbors;

/// What a predicted rating is made of: with x the row (item in item-knn, user in user-knn), y the
/// column, z the neighbors of x that have a rating in y, s their similarities.
public enum Center {
  /// [#MEAN], or [#NONE] with [Similarity#INVERSE_DISTANCE].
  AUTO,
  /// sum s r_zy / sum |s|; without neighbors the mean of all ratings.
  NONE,
  /// mean_x + sum s (r_zy - mean_z) / sum |s|; without neighbors mean_x.
  MEAN,
  /// mean_x + sd_x sum s (r_zy - mean_z) / sd_z / sum |s|; without neighbors mean_x. The deviation
  /// is that of the population; where it is 0, that of all ratings stands in.
  Z_SCORE,
  /// b_xy + sum s (r_zy - b_zy) / sum |s| with the baseline b = mu + b_u + b_i (Koren 2010,
  /// equation 3); without neighbors b_xy, and for somebody or something unknown the known parts of
  /// it.
  BASELINE
}
