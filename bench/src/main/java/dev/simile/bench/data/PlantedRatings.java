package dev.simile.bench.data;

import org.agrona.collections.IntHashSet;

/// Made-up ratings, user after user, in which there is something to learn: a mean, biases of users
/// and items, eight factors, and noise, rounded to half stars from 0.5 to 5. Users' activity and
/// items' popularity follow Zipf's law; no user rates an item twice.
///
/// Every user's ratings depend on the seed and the user alone: so they are made in any order, on
/// any number of threads, and are the same on every machine. Immutable and thread-safe. Holds about
/// 50 bytes an item and 4 a user.
public final class PlantedRatings {
  /// The most items a user has rated, as a share of all.
  public static final double MOST = .25;

  private static final int FACTORS = 8;
  private static final double FACTOR_DEVIATION = .45;
  private static final double USER_DEVIATION = .35;
  private static final double ITEM_DEVIATION = .4;
  private static final double NOISE = .6;
  private static final double MEAN = 3.5;
  private static final double USER_EXPONENT = .7;
  private static final double ITEM_EXPONENT = .9;
  private static final double OFFSET = 20;
  private static final long FIRST_TIME = 1_000_000_000;
  private static final int TIMES = 600_000_000;

  // What a stream of random numbers is for.
  private static final int USER_RANKS = 1;
  private static final int ITEM_RANKS = 2;
  private static final int ITEM = 3;
  private static final int USER = 4;

  private final int items;
  private final long ratings;
  private final long seed;
  private final int[] counts;
  private final Zipf.Draw popularity;
  private final float[] itemFactors;
  private final float[] itemBias;

  /// Takes one rating.
  @FunctionalInterface
  public interface Sink {
    /// Takes it.
    ///
    /// @param user 0..users-1
    /// @param item 0..items-1
    /// @param rating 0.5, 1, ... 5
    /// @param time seconds since 1970
    void rating(int user, int item, float rating, long time);
  }

  /// Plans the ratings.
  ///
  /// @param users at least 1
  /// @param items at least 4
  /// @param ratings at least one a user, and so few that no user need rate more than a quarter of
  ///   the items
  /// @throws IllegalArgumentException if a number is out of its range
  public PlantedRatings(int users, int items, long ratings, long seed) {
    if (users < 1) throw new IllegalArgumentException("users must be at least 1, was " + users);
    if (items < 4) throw new IllegalArgumentException("items must be at least 4, was " + items);
    int cap = (int) (items * MOST);
    if (ratings < users || ratings > (long) users * cap)
      throw new IllegalArgumentException(
          "ratings must be "
              + users
              + ".."
              + (long) users * cap
              + " (one a user to a quarter of users x items), was "
              + ratings);
    this.items = items;
    this.ratings = ratings;
    this.seed = seed;
    counts =
        Zipf.shares(
            Zipf.weights(users, USER_EXPONENT, OFFSET, new SplitMix(seed, USER_RANKS, 0)),
            ratings,
            cap);
    popularity =
        new Zipf.Draw(
            Zipf.weights(items, ITEM_EXPONENT, OFFSET, new SplitMix(seed, ITEM_RANKS, 0)));
    itemFactors = new float[Math.multiplyExact(items, FACTORS)];
    itemBias = new float[items];
    for (int item = 0; item < items; item++) {
      SplitMix random = new SplitMix(seed, ITEM, item);
      itemBias[item] = (float) (ITEM_DEVIATION * random.normal());
      for (int k = 0; k < FACTORS; k++)
        itemFactors[item * FACTORS + k] = (float) (FACTOR_DEVIATION * random.normal());
    }
  }

  /// Number of users.
  public int users() {
    return counts.length;
  }

  /// Number of items there are; the rarest may have no rating.
  public int items() {
    return items;
  }

  /// Number of ratings.
  public long ratings() {
    return ratings;
  }

  /// Number of ratings of `user`.
  public int count(int user) {
    return counts[user];
  }

  /// Gives the ratings of users `from..to-1` to `sink`, user after user.
  public void rate(int from, int to, Sink sink) {
    IntHashSet rated = new IntHashSet();
    float[] factors = new float[FACTORS];
    for (int user = from; user < to; user++) {
      SplitMix random = new SplitMix(seed, USER, user);
      double base = MEAN + USER_DEVIATION * random.normal();
      for (int k = 0; k < FACTORS; k++) factors[k] = (float) (FACTOR_DEVIATION * random.normal());
      rated.clear();
      while (rated.size() < counts[user]) {
        int item = popularity.next(random);
        if (!rated.add(item)) continue;
        double rating = base + itemBias[item] + NOISE * random.normal();
        for (int k = 0; k < FACTORS; k++) rating += factors[k] * itemFactors[item * FACTORS + k];
        float stars = (float) Math.clamp(Math.rint(rating * 2) / 2, .5, 5);
        sink.rating(user, item, stars, FIRST_TIME + random.below(TIMES));
      }
    }
  }
}
