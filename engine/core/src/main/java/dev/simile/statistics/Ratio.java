package dev.simile.statistics;

import java.util.List;

/// A mean over folds of a ratio of sums, such as the mean of a metric over users (denominator: the
/// users of the group) or a rating error (denominator: its ratings): `mean over f of (sum over g of
/// numerators[f][g]) / (sum over g of denominators[f][g])`, or of the square roots of these ratios.
///
/// @param folds at least one, all of the same number of groups
/// @param root whether the square root of each fold's ratio is taken, as in RMSE; its numerators
///   must not be negative
public record Ratio(List<Part> folds, boolean root) implements Figure {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there is no fold, their groups differ in number, or a root
  ///   would be one of a negative number
  public Ratio {
    folds = List.copyOf(folds);
    if (folds.isEmpty()) throw new IllegalArgumentException("folds must be at least 1, were none");
    for (Part fold : folds) {
      if (fold.groups() != folds.getFirst().groups())
        throw new IllegalArgumentException(
            "groups must be as many in all folds, were "
                + folds.getFirst().groups()
                + " and "
                + fold.groups());
      if (!root) continue;
      for (double numerator : fold.numerators()) {
        if (numerator < 0)
          throw new IllegalArgumentException(
              "numerators under a root must be >= 0, was " + numerator);
      }
    }
  }

  /// A single ratio without root.
  public static Ratio of(double[] numerators, double[] denominators) {
    return new Ratio(List.of(new Part(numerators, denominators)), false);
  }

  int groups() {
    return folds.getFirst().groups();
  }

  /// NaN if a fold has nothing in any group: leave such a fold out if the mean is to be over the
  /// others.
  @Override
  public double value() {
    double mean = 0;
    for (Part fold : folds) {
      double ratio = fold.ratio();
      mean += (root ? Math.sqrt(ratio) : ratio) / folds.size();
    }
    return mean;
  }
}
