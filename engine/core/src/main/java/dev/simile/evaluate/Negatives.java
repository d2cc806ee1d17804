package dev.simile.evaluate;

import dev.simile.ratings.IdMap;
import java.util.Arrays;

/// A user's relevant items and `n` others, drawn uniformly without replacement from those that the
/// user has not seen and that are not relevant; all of those if there are no more.
///
/// Every pair of user and item has a random number, a hash of the two ids and of the seed, and the
/// `n` items with the smallest are drawn: so the sample depends on which items there are, but not
/// on their order, on other users, threads or models, and hardly changes from fold to fold. A draw
/// takes O(items + n log n).
final class Negatives implements Pools {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final Truth truth;
  private final int n;
  private final long seed;
  private final long[] itemKeys; // by item
  private final PoolCases.Sampled cases;

  Negatives(Truth truth, int n, long seed) {
    this.truth = truth;
    this.n = n;
    this.seed = Cells.mix(seed + GAMMA);
    IdMap items = truth.train().itemMap();
    itemKeys = new long[items.size()];
    for (int item = 0; item < itemKeys.length; item++) itemKeys[item] = Cells.hash(items, item);
    cases = new PoolCases.Sampled(n, seed, fewer());
  }

  /// The users who are asked and for whom there are fewer than `n`.
  private int fewer() {
    Sample sample = new Sample();
    long[] others = new long[(itemKeys.length + 63) >>> 6];
    int fewer = 0;
    for (int testUser : truth.asked()) {
      sample.others(testUser, others);
      if (Pool.size(others) < n) fewer++;
    }
    return fewer;
  }

  @Override
  public Pool pool() {
    return new Sample();
  }

  @Override
  public PoolCases.Sampled cases() {
    return cases;
  }

  /// Draws for one worker.
  private final class Sample implements Pool {
    private final Pool catalog = Pool.catalog(truth);
    private final long mask = (Long.highestOneBit(Math.max(1, itemKeys.length)) << 1) - 1;
    private long[] drawn = new long[64]; // a random number above the mask, the item below
    private int[] relevant = new int[64]; // to the user, and unseen
    private int relevantCount;

    @Override
    public void allow(int testUser, long[] allowed) {
      others(testUser, allowed);
      int others = Pool.size(allowed);
      if (others > n) draw(testUser, others, allowed);
      for (int i = 0; i < relevantCount; i++) allowed[relevant[i] >> 6] |= 1L << relevant[i];
    }

    /// Allows what the user has not seen and is not relevant, and collects what is relevant.
    private void others(int testUser, long[] allowed) {
      catalog.allow(testUser, allowed);
      relevantCount = 0;
      truth.forEachRelevant(
          testUser,
          item -> {
            if (!Pool.has(allowed, item)) return; // seen
            if (relevantCount == relevant.length)
              relevant = Arrays.copyOf(relevant, 2 * relevantCount);
            relevant[relevantCount++] = item;
            allowed[item >> 6] &= ~(1L << item);
          });
    }

    private void draw(int testUser, int others, long[] allowed) {
      long userKey = Cells.mix(Cells.hash(truth.test().userMap(), testUser) ^ seed);
      // A share that mostly holds n of the numbers, so that few have to be sorted.
      double share = (n + 16 + 4 * Math.sqrt(n)) / others;
      int size = below(share, userKey, allowed);
      while (size < n) size = below(share *= 2, userKey, allowed);
      Arrays.sort(drawn, 0, size);
      Arrays.fill(allowed, 0);
      for (int i = 0; i < n; i++) {
        int item = (int) (drawn[i] & mask);
        allowed[item >> 6] |= 1L << item;
      }
    }

    /// Collects the allowed items whose number is in the lowest `share` of all numbers.
    private int below(double share, long userKey, long[] allowed) {
      long[] itemKeys = Negatives.this.itemKeys;
      long bound = (long) (share * 0x1p63); // at most Long.MAX_VALUE
      int size = 0;
      for (int item = 0; item < itemKeys.length; item++) {
        long number = Cells.mix(userKey ^ itemKeys[item]) >>> 1;
        if (number > bound || !Pool.has(allowed, item)) continue;
        if (size == drawn.length) drawn = Arrays.copyOf(drawn, 2 * size);
        drawn[size++] = (number & ~mask) | item;
      }
      return size;
    }
  }
}
