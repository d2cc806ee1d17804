package dev.simile.model;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Random;

/// Small seeded ratings for tests of models: 60 users x 50 items with tastes in four groups, half
/// stars, times that are not in order; and the odd ones: a user who rated everything, one who rated
/// a single thing, one who gives everything the same, and an item that only one user has.
final class SmallRatings {
  static final int USERS = 60;
  static final int ITEMS = 50;

  /// The user who rated every item but the one of [#RARE].
  static final String ALL = "u0";

  /// The user who rated one item only.
  static final String ONE = "u1";

  /// The user who gives every item three stars.
  static final String SAME = "u2";

  /// The item that one user has.
  static final String RARE = "i49";

  private SmallRatings() {}

  /// With ratings and times.
  static Ratings rated() {
    return build(true);
  }

  /// The same pairs without ratings and times.
  static Ratings unrated() {
    return build(false);
  }

  /// One user, one item.
  static Ratings single() {
    return Ratings.builder().add("u", "i", 4f, 1_000_000_000L).build();
  }

  private static Ratings build(boolean rated) {
    Random random = new Random(20_240_607);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < USERS; user++) {
      for (int item = 0; item < ITEMS; item++) {
        boolean chosen = random.nextDouble() < (user % 4 == item % 4 ? .5 : .15);
        int halves = 5 + (user % 4 == item % 4 ? 3 : 0) + random.nextInt(5) - 2;
        long time = 1_000_000_000L + random.nextInt(50_000_000);
        if (user == 0) chosen = item != 49;
        if (user == 1) chosen = item == 7;
        if (user == 2) halves = 6;
        if (item == 49) chosen = user == 3;
        if (!chosen) continue;
        if (rated) builder.add("u" + user, "i" + item, Math.clamp(halves, 1, 10) / 2f, time);
        else builder.add("u" + user, "i" + item);
      }
    }
    return builder.build();
  }
}
