package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;

/// The test part in the indexes of the training part: who is asked, and what would be right.
final class Truth {
  private final Ratings train;
  private final Ratings test;
  private final float relevance; // a float, as ratings are: 3.6 is relevant at 3.6
  private final int[] userOf; // by test user: the training user, or UNKNOWN
  private final int[] itemOf; // by test item: the catalogue's item, or UNKNOWN
  private final int[] asked; // test users with a relevant item
  private final int newUsers;
  private long relevant;
  private long newItems;
  private long repeated;

  Truth(Ratings train, Ratings test, double relevance) {
    this.train = train;
    this.test = test;
    this.relevance = (float) relevance;
    userOf = indexes(test.userMap(), train.userMap());
    itemOf = indexes(test.itemMap(), train.itemMap());
    int[] users = new int[test.userCount()];
    int[] stamps = new int[train.itemCount()]; // 1 + the test user who has the item in training
    int size = 0;
    int unknown = 0;
    for (int user = 0; user < users.length; user++) {
      stampSeen(user, stamps);
      if (!count(user, stamps)) continue;
      users[size++] = user;
      if (userOf[user] == Ids.UNKNOWN) unknown++;
    }
    asked = Arrays.copyOf(users, size);
    newUsers = unknown;
  }

  private void stampSeen(int testUser, int[] stamps) {
    int user = userOf[testUser];
    if (user == Ids.UNKNOWN) return;
    Csr rows = train.byUser();
    for (long i = rows.start(user); i < rows.end(user); i++) stamps[rows.column(i)] = testUser + 1;
  }

  /// Counts a test user's relevant items; true if there are any.
  private boolean count(int testUser, int[] stamps) {
    Csr rows = test.byUser();
    long before = relevant;
    for (long i = rows.start(testUser); i < rows.end(testUser); i++) {
      if (!isRelevant(i)) continue;
      int item = itemOf[rows.column(i)];
      if (item != Ids.UNKNOWN && stamps[item] == testUser + 1) {
        repeated++;
        continue;
      }
      relevant++;
      if (item == Ids.UNKNOWN) newItems++;
    }
    return relevant > before;
  }

  Ratings train() {
    return train;
  }

  Ratings test() {
    return test;
  }

  /// Number of users who are asked for a list.
  int asked() {
    return asked.length;
  }

  /// The test user of one who is asked.
  int askedUser(int i) {
    return asked[i];
  }

  /// The training user of a test user, or [Ids#UNKNOWN].
  int user(int testUser) {
    return userOf[testUser];
  }

  /// The catalogue's item of a test item, or [Ids#UNKNOWN].
  int item(int testItem) {
    return itemOf[testItem];
  }

  /// True if the rating at `position` of the test part's rows by user counts as relevant.
  boolean isRelevant(long position) {
    return test.byUser().value(position) >= relevance;
  }

  /// Number of items that a test user can be recommended.
  int candidates(int testUser) {
    int user = userOf[testUser];
    return train.itemCount() - (user == Ids.UNKNOWN ? 0 : train.count(user));
  }

  Cases cases(int longest) {
    int full = 0;
    for (int user : asked) full += candidates(user) >= longest ? 1 : 0;
    return new Cases(
        test.count(),
        test.userCount(),
        asked.length,
        newUsers,
        relevant,
        newItems,
        repeated,
        train.itemCount(),
        longest,
        full);
  }

  private static int[] indexes(IdMap from, IdMap to) {
    int[] indexes = new int[from.size()];
    for (int i = 0; i < indexes.length; i++) {
      long start = from.offsets().at(i);
      indexes[i] = to.indexOf(from.bytes(), start, from.offsets().at(i + 1L) - start);
    }
    return indexes;
  }
}
