package dev.simile.evaluate;

import dev.simile.Recommendations;

/// One user's list as it is served, best first. Filled for user after user; not thread-safe.
final class Served {
  private final Recommendations list;
  private final long[] relevant; // a bit an item
  private int testUser;

  /// Lists of at most `longest` of `items` items.
  Served(int longest, int items) {
    list = Recommendations.of(longest);
    relevant = new long[(items + 63) >>> 6];
  }

  /// Begins with a user of the test part; the list is then filled.
  Recommendations begin(int testUser) {
    this.testUser = testUser;
    list.begin(0, false);
    return list;
  }

  /// Says that an item is, or is no longer, relevant.
  void relevant(int item, boolean is) {
    if (is) relevant[item >> 6] |= 1L << item;
    else relevant[item >> 6] &= ~(1L << item);
  }

  /// The user of the test part.
  int testUser() {
    return testUser;
  }

  /// Number of places of the first `cutoff` that hold an item.
  int size(int cutoff) {
    return Math.min(cutoff, list.size());
  }

  /// The item at `rank`, from 0.
  int item(int rank) {
    return list.item(rank);
  }

  /// True if the item at `rank`, from 0, is relevant to the user.
  boolean hit(int rank) {
    int item = list.item(rank);
    return (relevant[item >> 6] >>> item & 1) != 0;
  }
}
