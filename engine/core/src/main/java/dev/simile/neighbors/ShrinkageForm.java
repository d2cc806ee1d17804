package dev.simile.neighbors;

/// How shrinkage b pulls the similarity s of two rows with n common columns towards 0.
public enum ShrinkageForm {
  /// [#DEGREES] for Pearson-baseline, [#SUPPORT] for all others.
  AUTO,
  /// s n / (n + b).
  SUPPORT,
  /// s (n - 1) / (n - 1 + b), the form of Koren 2010; at least 2 common columns are needed.
  DEGREES,
  /// b is added to the denominator, sum x z / (|x| |z| + b + 1e-6): for cosines and correlations
  /// only.
  DENOMINATOR
}
