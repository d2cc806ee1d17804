package dev.simile.statistics;

/// One fold's sums over the users of every group; what a user contributed is in one group only, the
/// same in all folds and figures. The arrays are not copied: they must not change while they are in
/// use, and arrays that several figures share are read once for all of them.
public final class Part {
  private final double[] numerators;
  private final double[] denominators;

  /// A part of those sums.
  ///
  /// @param numerators one finite sum a group
  /// @param denominators one finite sum >= 0 a group
  /// @throws IllegalArgumentException if the lengths differ or a value is out of its range
  public Part(double[] numerators, double[] denominators) {
    if (numerators.length != denominators.length)
      throw new IllegalArgumentException(
          "numerators and denominators must be as many, were "
              + numerators.length
              + " and "
              + denominators.length);
    for (int g = 0; g < numerators.length; g++) {
      if (!Double.isFinite(numerators[g]))
        throw new IllegalArgumentException(
            "numerators[" + g + "] must be finite, was " + numerators[g]);
      if (!(denominators[g] >= 0 && denominators[g] < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException(
            "denominators[" + g + "] must be finite and >= 0, was " + denominators[g]);
    }
    this.numerators = numerators;
    this.denominators = denominators;
  }

  double[] numerators() {
    return numerators;
  }

  double[] denominators() {
    return denominators;
  }

  int groups() {
    return numerators.length;
  }

  boolean isEmpty(int group) {
    return numerators[group] == 0 && denominators[group] == 0;
  }

  /// The sum of numerators over the sum of denominators, both in the order of groups; NaN if
  /// nothing is in any group.
  double ratio() {
    double above = 0;
    double below = 0;
    for (int g = 0; g < numerators.length; g++) {
      above += numerators[g];
      below += denominators[g];
    }
    return above / below;
  }
}
