package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.IdMap;
import dev.simile.sparse.Csr;
import java.util.concurrent.atomic.AtomicLong;

/// Ranked lists in the indexes of a [Truth]: the users are those who are asked, the items those of
/// the catalogue, and after them those that only the lists have. Thread-safe.
final class AskedLists {
  private final Csr rows;
  private final int[] rowOf; // by test user: the list, or UNKNOWN
  private final int[] itemOf; // by item of the lists
  private final int[] relevantOf; // by test item: the item, or UNKNOWN
  private final int items;
  private final int longest;
  private final PoolCases.Lists users; // without what is counted on the way
  private final AtomicLong newItems = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();

  AskedLists(RankedLists lists, Truth truth) {
    rows = lists.byUser();
    rowOf = Truth.indexes(truth.test().userMap(), lists.users());
    itemOf = Truth.indexes(lists.items(), truth.train().itemMap());
    int next = truth.train().itemCount();
    for (int i = 0; i < itemOf.length; i++) if (itemOf[i] == Ids.UNKNOWN) itemOf[i] = next++;
    items = next;
    relevantOf = relevant(truth, lists.items());
    int known = 0;
    for (int row : rowOf) known += row == Ids.UNKNOWN ? 0 : 1;
    int asked = 0;
    int longest = 0;
    for (int testUser : truth.asked()) {
      if (rowOf[testUser] == Ids.UNKNOWN) continue;
      asked++;
      longest = Math.max(longest, rows.degree(rowOf[testUser]));
    }
    this.longest = longest;
    users =
        new PoolCases.Lists(
            asked, truth.asked().length - asked, known - asked, rows.rows() - known, 0, 0);
  }

  private int[] relevant(Truth truth, IdMap listed) {
    int[] relevant = truth.items().clone();
    int[] inLists = Truth.indexes(truth.test().itemMap(), listed);
    for (int i = 0; i < relevant.length; i++) {
      if (relevant[i] == Ids.UNKNOWN && inLists[i] != Ids.UNKNOWN) relevant[i] = itemOf[inLists[i]];
    }
    return relevant;
  }

  /// Number of items: those of the catalogue, and those that only the lists have.
  int items() {
    return items;
  }

  /// The most places that a list of a user who is asked has.
  int longest() {
    return longest;
  }

  /// The item of each test item, or [Ids#UNKNOWN] of one that neither catalogue nor lists have.
  int[] relevant() {
    return relevantOf;
  }

  /// Reads the list of a test user, best first; empty if the user has none.
  ///
  /// @param into its columns are those of the lists: [#item] says which items they are
  void read(int testUser, Entries into) {
    int row = rowOf[testUser];
    if (row == Ids.UNKNOWN) into.clear();
    else into.read(rows, row);
  }

  /// The item of a column of the lists.
  int item(int column) {
    return itemOf[column];
  }

  /// Counts places of lists that were read.
  void count(long newItems, long seen) {
    this.newItems.addAndGet(newItems);
    this.seen.addAndGet(seen);
  }

  /// What became of the lists, once all were read.
  PoolCases cases() {
    return new PoolCases.Lists(
        users.lists(),
        users.without(),
        users.idle(),
        users.otherUsers(),
        newItems.get(),
        seen.get());
  }
}
