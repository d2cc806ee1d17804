package dev.simile.evaluate;

import dev.simile.Ids;
import java.util.ArrayList;
import java.util.List;

/// The sums of one evaluation: of the test as a whole, and of each slice.
final class Sums {
  private final Plan plan;
  private final Tally total;
  private final List<Slices> slices;
  private final List<Tally[]> sliced;
  private final List<Tally> bases; // by slicing: of all items together

  private Sums(
      Plan plan, Tally total, List<Slices> slices, List<Tally[]> sliced, List<Tally> bases) {
    this.plan = plan;
    this.total = total;
    this.slices = slices;
    this.sliced = sliced;
    this.bases = bases;
  }

  Sums(Plan plan, List<Slices> slices) {
    this(plan, new Tally(plan.metrics().size()), slices, new ArrayList<>(), new ArrayList<>());
    for (Slices each : slices) {
      Tally[] tallies = new Tally[each.size()];
      for (int i = 0; i < tallies.length; i++) tallies[i] = new Tally(columns(plan, each));
      sliced.add(tallies);
      bases.add(new Tally(each.ofItems() ? plan.ofItems().size() : 0));
    }
  }

  private static int columns(Plan plan, Slices slices) {
    return slices.ofItems() ? plan.ofItems().size() : plan.metrics().size();
  }

  /// Bytes of what would be kept.
  static long estimate(Plan plan, List<Slices> slices) {
    long bytes = Tally.estimate(plan.metrics().size());
    for (Slices each : slices) bytes += each.size() * Tally.estimate(columns(plan, each));
    return bytes;
  }

  /// The same for reading alone, without who is in which slice: what is kept of an evaluation does
  /// not grow with the users.
  Sums told() {
    return new Sums(plan, total, slices.stream().map(Slices::labelsOnly).toList(), sliced, bases);
  }

  /// Adds what a test user is worth in a metric: as a whole, and in the user's slices.
  void add(int metric, int cell, int testUser, double numerator, double denominator) {
    if (Double.isNaN(numerator) || denominator == 0) return;
    add(total, metric, cell, numerator, denominator);
    for (int s = 0; s < slices.size(); s++) {
      Slices each = slices.get(s);
      if (each.ofItems()) continue;
      for (int at = each.start(testUser); at < each.end(testUser); at++)
        add(sliced.get(s)[each.at(at)], metric, cell, numerator, denominator);
    }
  }

  private static void add(Tally tally, int column, int cell, double numerator, double denominator) {
    tally.add(column, cell, numerator, denominator);
    tally.count(column, cell);
  }

  /// Adds to the slices of an item, to each its share.
  ///
  /// @param s number of the slicing
  void spread(int s, int column, int cell, int item, double numerator, double denominator) {
    Slices items = slices.get(s);
    int index = item == Ids.UNKNOWN || item >= items.items() ? items.items() : item;
    int from = items.start(index);
    int to = items.end(index);
    for (int at = from; at < to; at++)
      sliced.get(s)[items.at(at)].addBoth(
          column, cell, numerator / (to - from), denominator / (to - from));
  }

  /// Adds the error of a predicted rating to the slices of its item.
  void addPair(int column, int cell, int item, double error) {
    for (int s = 0; s < slices.size(); s++) {
      if (slices.get(s).ofItems()) spread(s, column, cell, item, error, 1);
    }
  }

  Plan plan() {
    return plan;
  }

  Tally total() {
    return total;
  }

  List<Slices> slices() {
    return slices;
  }

  /// The sums of all items together, which a slice of items has a share of, of slicing number `s`.
  Tally base(int s) {
    return bases.get(s);
  }

  /// The sums of the slices of slicing number `s`.
  Tally[] sliced(int s) {
    return sliced.get(s);
  }
}
