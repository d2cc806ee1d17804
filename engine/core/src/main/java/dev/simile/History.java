package dev.simile;

import java.util.Arrays;

/// What somebody without a place in the model has taken so far: item indexes, each at most once,
/// with optional ratings. Immutable.
public final class History {
  private static final History EMPTY = new History(new int[0], new float[0], false);

  private final int[] items;
  private final float[] ratings;
  private final boolean rated;

  private History(int[] items, float[] ratings, boolean rated) {
    this.items = items;
    this.ratings = ratings;
    this.rated = rated;
  }

  /// Nothing taken yet.
  public static History empty() {
    return EMPTY;
  }

  /// Items without ratings. Models of counts take each as 1; models of ratings as rated with the
  /// item's mean, but matrix factorization as liked: one standard deviation above what a stranger
  /// would give.
  ///
  /// @throws IllegalArgumentException if an item is negative or stands twice
  public static History of(int... items) {
    float[] ones = new float[items.length];
    Arrays.fill(ones, 1f);
    return new History(checked(items), ones, false);
  }

  /// Items with ratings.
  ///
  /// @throws IllegalArgumentException if the lengths differ, an item is negative or stands twice,
  ///   or a rating is not finite
  public static History of(int[] items, float[] ratings) {
    if (items.length != ratings.length)
      throw new IllegalArgumentException(
          "items and ratings must be equally many, were "
              + items.length
              + " and "
              + ratings.length);
    for (float rating : ratings) {
      if (!Float.isFinite(rating))
        throw new IllegalArgumentException("rating must be finite, was " + rating);
    }
    return new History(checked(items), ratings.clone(), true);
  }

  /// The row of a known user of `ratings` as a history.
  public static History of(UserItems ratings, int user) {
    int[] items = new int[ratings.count(user)];
    float[] values = new float[items.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = ratings.item(user, i);
      values[i] = ratings.rating(user, i);
    }
    return of(items, values);
  }

  /// Number of items.
  public int size() {
    return items.length;
  }

  /// Item number `i`.
  public int item(int i) {
    return items[i];
  }

  /// Rating of item number `i`; 1 if none were given.
  public float rating(int i) {
    return ratings[i];
  }

  /// True if ratings were given.
  public boolean rated() {
    return rated;
  }

  private static int[] checked(int[] items) {
    int[] sorted = items.clone();
    Arrays.sort(sorted);
    if (sorted.length > 0 && sorted[0] < 0)
      throw new IllegalArgumentException("item must be >= 0, was " + sorted[0]);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1])
        throw new IllegalArgumentException(
            "an item may stand in a history once, item " + sorted[i] + " twice");
    }
    return items.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof History h
        && rated == h.rated
        && Arrays.equals(items, h.items)
        && Arrays.equals(ratings, h.ratings);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(items) + Arrays.hashCode(ratings);
  }

  @Override
  public String toString() {
    return "History[" + items.length + (rated ? " rated items]" : " items]");
  }
}
