package dev.simile.evaluate;

import dev.simile.Ids;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// One user's relevant items: those that can be ranked, by score ascending, and the gains of all.
/// Scratch, filled for user after user; not thread-safe.
final class Relevant {
  private final Truth truth;
  private final boolean gained;
  private final Worth worth;
  private final Gains gains = new Gains();
  private long[] keys = new long[64]; // of reachable ones: score, then place in gains
  private int[] items = new int[64]; // by place in gains: the item, or UNKNOWN
  private final Entries test = new Entries();
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

  /// Collects a user's, and ranks them.
  ///
  /// @param itemOf the item that is ranked, by test item, or [Ids#UNKNOWN]
  /// @param seen by item, a bit: what the user has seen is left out
  /// @param allowed by item, a bit: what can be ranked
  /// @param scores by item, in the order of the ranking's scores
  void read(int testUser, int[] itemOf, long[] seen, long[] allowed, int[] scores) {
    collect(testUser, itemOf, item -> Pool.has(seen, item));
    for (int place = 0; place < total; place++) {
      int item = items[place];
      if (item != Ids.UNKNOWN && Pool.has(allowed, item)) reach(place, scores[item]);
    }
    Arrays.sort(keys, 0, reachable);
  }

  /// Collects a user's; none can be ranked before it is [reached][#reach].
  ///
  /// @param itemOf the item that is ranked, by test item, or [Ids#UNKNOWN]
  /// @param seen whether the user has seen an item: it is left out
  void collect(int testUser, int[] itemOf, IntPredicate seen) {
    test.read(truth.test().byUser(), testUser);
    reserve(test.size());
    total = 0;
    reachable = 0;
    for (int i = 0; i < test.size(); i++) {
      float rating = test.value(i);
      if (!truth.isRelevant(rating)) continue;
      int item = itemOf[test.column(i)];
      if (item != Ids.UNKNOWN && seen.test(item)) continue;
      if (gained) gains.set(total, rating, worth.of(test.column(i), rating));
      items[total++] = item;
    }
  }

  private void reserve(int count) {
    gains.reserve(count);
    if (count <= items.length) return;
    items = new int[Math.max(count, 2 * items.length)];
    keys = new long[items.length];
  }

  /// Says that the one at a place can be ranked; to be called by ascending score.
  void reach(int place, int score) {
    keys[reachable++] = (long) score << 32 | place;
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
