package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;

/// One user's relevant items: those that can be ranked, by score ascending, and the gains of all.
/// Scratch, filled for user after user; not thread-safe.
final class Relevant {
  private final Truth truth;
  private final boolean gained;
  private final Worth worth;
  private final Gains gains = new Gains();
  private long[] keys = new long[64]; // of reachable ones: score, then place in gains
  private int[] items = new int[64]; // by place in gains: the item, or UNKNOWN
  private int reachable;
  private int total;

  /// What a test user's relevant item is worth to whoever recommends it.
  @FunctionalInterface
  interface Worth {
    double of(int testItem, float rating);
  }

  /// @param gained whether gains are needed
  Relevant(Truth truth, boolean gained, Worth worth) {
    this.truth = truth;
    this.gained = gained;
    this.worth = worth;
  }

  /// Collects a user's.
  ///
  /// @param itemOf the item that is ranked, by test item, or [Ids#UNKNOWN]
  /// @param seen by item, a bit: what the user has seen is left out
  /// @param allowed by item, a bit: what can be ranked
  /// @param scores by item, in the order of the ranking's scores
  void read(int testUser, int[] itemOf, long[] seen, long[] allowed, int[] scores) {
    Ratings test = truth.test();
    Csr ratings = test.byUser();
    total = 0;
    reachable = 0;
    for (long i = ratings.start(testUser); i < ratings.end(testUser); i++) {
      if (!truth.isRelevant(i)) continue;
      int item = itemOf[ratings.column(i)];
      if (item != Ids.UNKNOWN && Pool.has(seen, item)) continue;
      if (total == items.length) {
        items = Arrays.copyOf(items, 2 * total);
        keys = Arrays.copyOf(keys, 2 * total);
      }
      gains.reserve(total + 1);
      if (gained) {
        float rating = ratings.value(i);
        gains.set(total, rating, worth.of(ratings.column(i), rating));
      }
      items[total] = item;
      if (item != Ids.UNKNOWN && Pool.has(allowed, item))
        keys[reachable++] = (long) scores[item] << 32 | total;
      total++;
    }
    Arrays.sort(keys, 0, reachable);
  }

  /// Number of relevant items.
  int total() {
    return total;
  }

  /// How many of them can be ranked.
  int reachable() {
    return reachable;
  }

  /// The gains of all, if they are needed.
  Gains gains() {
    return gains;
  }

  /// The score of reachable item number `i`, by ascending score.
  int score(int i) {
    return (int) (keys[i] >> 32);
  }

  /// Its place in [#gains] and [#item].
  int place(int i) {
    return (int) keys[i];
  }

  /// The item at a place, or [Ids#UNKNOWN].
  int item(int place) {
    return items[place];
  }
}
