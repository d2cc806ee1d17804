package dev.simile.evaluate;

import java.util.Arrays;

/// How far a list's categories are from those of what the user rated, see [Measure#CALIBRATION].
/// Ratings below 0 count as 0. NaN where the user or the list has no category. O(the user's ratings
/// + K + categories) a user.
final class Calibration implements ListMeasure {
  private static final double MIXED = .01; // of p in q, so that no category of p has q = 0

  private final Truth truth;
  private final ItemCategories.Members members;
  private final double[] profile; // by category: weights, not yet divided by their sum
  private final double[] shown;
  private double profileSum;

  Calibration(Truth truth, ItemCategories.Members members) {
    this.truth = truth;
    this.members = members;
    this.profile = new double[members.categories()];
    this.shown = new double[members.categories()];
  }

  @Override
  public void begin(Served list) {
    Arrays.fill(profile, 0);
    profileSum = 0;
    truth.forEachRating(
        list.testUser(), (item, rating) -> profileSum += add(profile, item, Math.max(0, rating)));
  }

  @Override
  public double value(Served list, int cutoff) {
    Arrays.fill(shown, 0);
    double shownSum = 0;
    for (int rank = 0; rank < list.size(cutoff); rank++) {
      int item = list.item(rank);
      if (item < members.items()) shownSum += add(shown, item, 1);
    }
    if (profileSum == 0 || shownSum == 0) return Double.NaN;
    double divergence = 0;
    for (int category = 0; category < profile.length; category++) {
      if (profile[category] == 0) continue;
      double p = profile[category] / profileSum;
      double q = shown[category] / shownSum;
      divergence += p * StrictMath.log(p / ((1 - MIXED) * q + MIXED * p));
    }
    return divergence;
  }

  /// Adds an item's weight, in equal parts, to its categories.
  ///
  /// @return the weight, 0 if the item has no category
  private double add(double[] to, int item, double weight) {
    int from = members.start(item);
    int end = members.end(item);
    for (int at = from; at < end; at++) to[members.category(at)] += weight / (end - from);
    return end == from ? 0 : weight;
  }
}
