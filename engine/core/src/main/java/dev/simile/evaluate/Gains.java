package dev.simile.evaluate;

import java.util.Arrays;

/// What relevant items are worth, by the conventions that metrics have for it, in columns. Scratch;
/// not thread-safe.
final class Gains {
  /// Grades from there on make 2^g - 1 meaningless: counts are no grades.
  static final double MAX_GRADE = 64;

  private double[] exponentials = new double[64];
  private double[] ratings = new double[64];
  private double[] values = new double[64];

  /// Makes room for `count`.
  void reserve(int count) {
    if (count <= ratings.length) return;
    int length = Math.max(count, 2 * ratings.length);
    exponentials = Arrays.copyOf(exponentials, length);
    ratings = Arrays.copyOf(ratings, length);
    values = Arrays.copyOf(values, length);
  }

  /// The worth of an item with that test rating and value.
  void set(int i, float rating, double value) {
    double grade = Math.max(rating, 0);
    exponentials[i] = powerOfTwo(Math.min(grade, MAX_GRADE)) - 1;
    ratings[i] = grade;
    values[i] = value;
  }

  /// Whole grades are the common ones, and exact.
  private static double powerOfTwo(double grade) {
    int whole = (int) grade;
    return whole == grade ? Math.scalb(1.0, whole) : StrictMath.pow(2, grade);
  }

  /// Nothing.
  void clear(int i) {
    exponentials[i] = 0;
    ratings[i] = 0;
    values[i] = 0;
  }

  /// Adds what an item of `other` is worth.
  void add(int i, Gains other, int at) {
    exponentials[i] += other.exponentials[at];
    ratings[i] += other.ratings[at];
    values[i] += other.values[at];
  }

  /// `2^g - 1`.
  double exponential(int i) {
    return exponentials[i];
  }

  /// `g`.
  double rating(int i) {
    return ratings[i];
  }

  /// The value.
  double value(int i) {
    return values[i];
  }
}
