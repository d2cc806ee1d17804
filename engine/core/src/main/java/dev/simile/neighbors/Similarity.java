package dev.simile.neighbors;

/// How alike two rows x and z of ratings are: two items in item-knn (their columns are users), two
/// users in user-knn (their columns are items). Sums run over the columns that both rated, in
/// double, in the order of the columns. Logarithms are [StrictMath]'s: the same bits on every
/// machine.
///
/// A similarity that is not defined (an empty sum in the denominator) is 0, and 0 is no neighbor;
/// nor is, but for the inverse distance, a row that has too few columns in common
/// ([NeighborConfig#minSupport()]).
///
/// The similarities from Jaccard's on look at who has what, not at the ratings: n is the number of
/// common columns, a that of x, b that of z, N that of all columns. They do without [Norms].
public enum Similarity {
  /// sum x z / (|x| |z|), of the ratings as [Weighting] changes them. Which entries count in the
  /// lengths |x| and |z| says [Norms]; by default all of each row. In -1..1.
  COSINE,
  /// The cosine of deviations from the mean of each *column*: of the user in item-knn, of the item
  /// in user-knn (Sarwar, Karypis, Konstan, Riedl 2001, section 3.1.3). By default lengths run over
  /// common columns. In -1..1.
  ADJUSTED_COSINE,
  /// Pearson's correlation: the cosine of deviations from the mean of each row. By default over the
  /// common columns alone, the means too (Resnick et al. 1994); with [Norms#FULL] means and lengths
  /// are those of whole rows. In -1..1.
  PEARSON,
  /// The cosine of deviations from the baseline estimate mu + b_u + b_i, by default over the common
  /// columns and shrunk by (n - 1) / (n - 1 + 100) (Koren 2010, section 2.2; the biases are of
  /// [dev.simile.model.Biases]). In -1..1.
  PEARSON_BASELINE,
  /// 1 / (1 + msd), with the mean squared difference over the common columns (Shardanand and Maes
  /// 1995 call the difference so). In 0..1.
  MSD,
  /// 1 / (1 + d), or 1 / d ([EuclideanForm]), of the Euclidean distance d = sqrt(sum (x - z)^2). By
  /// default over the common columns (Segaran 2007, chapter 2, leaves out the root): a rating that
  /// is missing is not a rating of 0. The distance grows with the number of common columns, so
  /// support counts against a pair; [#MSD] does not have that. With [Norms#FULL] over whole rows,
  /// missing ratings 0, of rows with a common column. In 0..1; 1 / d in 0..1,000,000, as distances
  /// below 1e-6 count as 1e-6.
  EUCLIDEAN,
  /// 1 / d, with the Euclidean distance d of whole rows in which missing ratings are filled with a
  /// mean ([Imputation]), for this step only: the form of introductory examples. A distance below
  /// 1e-6 counts as 1e-6: rows that are equal have similarity 1,000,000, not infinity, and outweigh
  /// all others. Every pair of rows has a distance, so training is O(rows^2) at least. In
  /// 0..1,000,000.
  INVERSE_DISTANCE,
  /// n / (a + b - n): common columns among those that either has (Jaccard 1901). In 0..1.
  JACCARD,
  /// 2 n / (a + b) (Dice 1945). In 0..1. It orders rows as [#JACCARD] does, with more even weights.
  DICE,
  /// n / (n + alpha (a - n) + beta (b - n)): what only x has counts alpha, what only z has beta
  /// (Tversky 1977, the ratio model). In 0..1. With both 1 it is Jaccard's, with both .5 Dice's;
  /// with different ones, x is like z, but z not like x: alpha 1 and beta 0 give n / a.
  TVERSKY,
  /// n / (a b^alpha): the share of x's columns that z has, with popular z held down (Deshpande and
  /// Karypis 2004). In 0..1, alpha in 0..1. It has a direction: who has x has z. In item-knn's sums
  /// an item is therefore scored by those of the user's items in whose lists it stands, not by
  /// those in its own list, as that paper has it.
  CONDITIONAL,
  /// 1 - 1 / (1 + G^2), with the log-likelihood ratio G^2 = 2 sum k ln(k N / (row total x column
  /// total)) over the four cells n, a - n, b - n, N - a - b + n of "has x" against "has z" (Dunning
  /// 1993): how sure it is that the two are related, which frequent pairs with a weak relation are
  /// too. Rows that have less in common than chance gives, n < a b / N, get the negative of it, so
  /// by default they are no neighbors. In -1..1, 0 for independent rows; chance alone reaches G^2 =
  /// 10.83, a similarity of .9155, in one pair of 1000.
  LLR,
  /// N n / (a b): how many times as often the rows meet as chance has it (Brin et al. 1997, there
  /// "interest"). In 0..N; 1 for independent rows, so `min-similarity=1` leaves those that attract
  /// each other. It favors rare rows: use support or shrinkage with it.
  LIFT,
  /// ln(N n / (a b)), pointwise mutual information in nats, the logarithm of [#LIFT] (Church and
  /// Hanks 1990). In -inf..ln N, 0 for independent rows. By default only positive values make
  /// neighbors: positive pointwise mutual information. With a [NeighborConfig#minSimilarity()]
  /// below 0 rows that meet less often than chance has it count against each other; such that never
  /// meet, -inf, are no neighbors in any case.
  PMI,
  /// n alone. In 0..min(a, b).
  COUNT,
  /// n / min(a, b), the inclusion index or overlap coefficient (Simpson 1943). In 0..1; 1 where one
  /// row has no column that the other has not.
  INCLUSION,
  /// n / (a b), association strength (van Eck and Waltman 2009): [#LIFT] without N. In 0..1.
  /// Microsoft's SAR calls it lift.
  ASSOCIATION_STRENGTH,
  /// n ln(N n / (a b)), [#PMI] times n: lexicographers' mutual information, which does not favor
  /// rare rows (Evert 2005, there "local MI"). In -.12 N..N/e; positive and negative values as
  /// those of [#PMI].
  LEXICOGRAPHER,
  /// log2(M n / (a b)) with the number M of *rows*: what Microsoft's SAR calls mutual information.
  /// In -inf..log2 M. Another zero point and another base than [#PMI]; positive and negative values
  /// as there.
  SAR_INFORMATION;

  /// True if it looks at who has what alone.
  boolean counts() {
    return compareTo(JACCARD) >= 0;
  }

  /// True if the similarity of x to z may be another than that of z to x.
  boolean directed() {
    return this == TVERSKY || this == CONDITIONAL;
  }

  /// True if it is a quotient in whose denominator shrinkage can be added.
  boolean quotient() {
    return compareTo(PEARSON_BASELINE) <= 0;
  }

  /// True if it is in -1..1 whatever the data, [#EUCLIDEAN] as 1 / (1 + d).
  boolean bounded() {
    return switch (this) {
      case INVERSE_DISTANCE, LIFT, PMI, COUNT, LEXICOGRAPHER, SAR_INFORMATION -> false;
      default -> true;
    };
  }
}
