package dev.simile.neighbors;

/// What stands for a rating r in the cosine; predictions and scores use the ratings as they are.
/// With N rows, n_y ratings in column y:
public enum Weighting {
  /// r.
  NONE,
  /// sqrt(r) ln(N / (1 + n_y)): whoever rates everything says little.
  TF_IDF,
  /// r (k + 1) / (k (1 - b + b |x| / mean |x|) + r) ln(N / (1 + n_y)) with k = 1.2, b = .75 and the
  /// length |x| = sum of the row (Robertson and Zaragoza 2009, equation 3.15).
  BM25
}
