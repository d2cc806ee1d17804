package dev.simile.neighbors;

/// How alike two rows x and z of ratings are: two items in item-knn (their columns are users), two
/// users in user-knn (their columns are items). Sums run over the columns that both rated, in
/// double, in the order of the columns; the result is rounded to float.
///
/// A similarity that is not defined (an empty sum in the denominator) is 0, and 0 is no neighbor.
public enum Similarity {
  /// sum x z / (|x| |z|), of the ratings as [Weighting] changes them. Which entries count in the
  /// lengths |x| and |z| says [Norms]; by default all of each row.
  COSINE,
  /// The cosine of deviations from the mean of each *column*: of the user in item-knn, of the item
  /// in user-knn (Sarwar, Karypis, Konstan, Riedl 2001, section 3.1.3). By default lengths run over
  /// common columns.
  ADJUSTED_COSINE,
  /// Pearson's correlation: the cosine of deviations from the mean of each row. By default over the
  /// common columns alone, the means too (Resnick et al. 1994); with [Norms#FULL] means and lengths
  /// are those of whole rows.
  PEARSON,
  /// The cosine of deviations from the baseline estimate mu + b_u + b_i, by default over the common
  /// columns and shrunk by (n - 1) / (n - 1 + 100) (Koren 2010, section 2.2; the biases are of
  /// [dev.simile.model.Biases]).
  PEARSON_BASELINE,
  /// 1 / (1 + msd), with the mean squared difference over the common columns (Shardanand and Maes
  /// 1995 call the difference so).
  MSD,
  /// 1 / d, with the Euclidean distance d of whole rows in which missing ratings are filled with a
  /// mean ([Imputation]), for this step only: the form of introductory examples. A distance below
  /// 1e-6 counts as 1e-6: rows that are equal have similarity 1,000,000, not infinity, and outweigh
  /// all others. Every pair of rows has a distance, so training is O(rows^2) at least.
  INVERSE_DISTANCE
}
