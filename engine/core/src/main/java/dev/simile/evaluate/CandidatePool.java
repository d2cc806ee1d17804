package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;

/// The items that are listed for each user and that training has, without those that the user has
/// seen. The ids of the list are looked up once; what is held grows with its users and items, not
/// with its pairs. Thread-safe: one serves all workers.
final class CandidatePool implements Pool, Pools {
  private final Truth truth;
  private final Csr rows;
  private final int[] rowOf; // by test user: the row of the list, or UNKNOWN
  private final int[] itemOf; // by item of the list: the catalogue's item, or UNKNOWN
  private final PoolCases.Listed cases;

  CandidatePool(Truth truth, Ratings pairs) {
    this.truth = truth;
    rows = pairs.byUser();
    rowOf = Truth.indexes(truth.test().userMap(), pairs.userMap());
    itemOf = Truth.indexes(pairs.itemMap(), truth.train().itemMap());
    cases = count();
  }

  private PoolCases.Listed count() {
    int others = rows.rows() - known(rowOf);
    int newItems = itemOf.length - known(itemOf);
    int without = 0;
    long seen = 0;
    long[] missed = new long[1];
    long[] allowed = new long[(truth.train().itemCount() + 63) >>> 6];
    long[] unseen = new long[allowed.length];
    Pool catalog = Pool.catalog(truth);
    for (int testUser : truth.asked()) {
      catalog.allow(testUser, unseen);
      list(testUser, allowed);
      for (int i = 0; i < allowed.length; i++) {
        seen += Long.bitCount(allowed[i] & ~unseen[i]);
        allowed[i] &= unseen[i];
      }
      if (Pool.size(allowed) == 0) without++;
      truth.forEachRelevant(
          testUser,
          item -> {
            if (Pool.has(unseen, item) && !Pool.has(allowed, item)) missed[0]++;
          });
    }
    return new PoolCases.Listed(without, others, newItems, seen, missed[0]);
  }

  private static int known(int[] indexes) {
    int known = 0;
    for (int index : indexes) known += index == Ids.UNKNOWN ? 0 : 1;
    return known;
  }

  @Override
  public void allow(int testUser, long[] allowed) {
    list(testUser, allowed);
    truth.forEachSeen(testUser, item -> allowed[item >> 6] &= ~(1L << item));
  }

  private void list(int testUser, long[] allowed) {
    Arrays.fill(allowed, 0);
    int row = rowOf[testUser];
    if (row == Ids.UNKNOWN) return;
    for (long i = rows.start(row); i < rows.end(row); i++) {
      int item = itemOf[rows.column(i)];
      if (item != Ids.UNKNOWN) allowed[item >> 6] |= 1L << item;
    }
  }

  @Override
  public Pool pool() {
    return this;
  }

  @Override
  public PoolCases.Listed cases() {
    return cases;
  }
}
