package dev.simile.evaluate;

import dev.simile.statistics.Part;
import org.jspecify.annotations.Nullable;

/// Sums by [Cells], one numerator and one denominator for each column: all that is kept of the
/// users. Different cells may be added to by different threads.
final class Tally {
  private final double[][] numerators;
  private final double[][] denominators;
  private final int[][] users;

  Tally(int columns) {
    numerators = new double[columns][Cells.COUNT];
    denominators = new double[columns][Cells.COUNT];
    users = new int[columns][Cells.COUNT];
  }

  /// Bytes of one.
  static long estimate(int columns) {
    return (long) columns * Cells.COUNT * (2 * Double.BYTES + Integer.BYTES);
  }

  /// Adds what a user or a pair is worth; nothing, if the numerator is NaN or the denominator 0.
  void add(int column, int cell, double numerator, double denominator) {
    if (Double.isNaN(numerator) || denominator == 0) return;
    numerators[column][cell] += numerator;
    denominators[column][cell] += denominator;
  }

  /// Adds, also where one of the two is 0.
  void addBoth(int column, int cell, double numerator, double denominator) {
    numerators[column][cell] += numerator;
    denominators[column][cell] += denominator;
  }

  /// Counts a user in a column.
  void count(int column, int cell) {
    users[column][cell]++;
  }

  /// The sums of a column, for a figure that is their ratio; null if there is nothing in it.
  @Nullable Part part(int column) {
    return shareOf(this, column);
  }

  /// The numerators of a column over another's denominators; null if there is nothing in those.
  @Nullable Part shareOf(Tally whole, int column) {
    for (double denominator : whole.denominators[column]) {
      if (denominator != 0) return new Part(numerators[column], whole.denominators[column]);
    }
    return null;
  }

  /// Users of a column.
  int users(int column) {
    int sum = 0;
    for (int count : users[column]) sum += count;
    return sum;
  }
}
