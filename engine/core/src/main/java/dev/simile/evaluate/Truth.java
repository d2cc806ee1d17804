package dev.simile.evaluate;

import dev.simile.History;
import dev.simile.Ids;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The test part in the indexes of the training part: who is asked, what they have seen, and what
/// would be right. Users stand in the order of their [Cells].
final class Truth {
  private final Ratings train;
  private final Ratings test;
  private final @Nullable Ratings history;
  private final float relevance; // a float, as ratings are: 3.6 is relevant at 3.6
  private final int[] userOf; // by test user: the training user, or UNKNOWN
  private final int[] itemOf; // by test item: the catalogue's item, or UNKNOWN
  private final int[] historyOf; // by test user: the row of the history, or UNKNOWN
  private final int[] historyItemOf; // by item of the history: the catalogue's item, or UNKNOWN
  private final Cells cells;
  private final int[] asked; // test users with a relevant item, in the order of the cells
  private final Cases cases;

  Truth(Ratings train, Ratings test, @Nullable Ratings history, double relevance) {
    this.train = train;
    this.test = test;
    this.history = history;
    this.relevance = (float) relevance;
    userOf = indexes(test.userMap(), train.userMap());
    itemOf = indexes(test.itemMap(), train.itemMap());
    historyOf = new int[test.userCount()];
    Arrays.fill(historyOf, Ids.UNKNOWN);
    if (history != null) {
      int[] rows = indexes(test.userMap(), history.userMap());
      for (int user = 0; user < rows.length; user++)
        if (userOf[user] == Ids.UNKNOWN) historyOf[user] = rows[user];
    }
    historyItemOf = history == null ? new int[0] : indexes(history.itemMap(), train.itemMap());
    cells = Cells.of(test.userMap());
    Count count = new Count();
    asked = count.asked();
    cases = count.cases();
  }

  /// One pass over the test part.
  private final class Count {
    private final int[] stamps = new int[train.itemCount()]; // 1 + the test user who has seen it
    private final Entries entries = new Entries();
    private long relevant;
    private long newItems;
    private long repeated;
    private int newUsers;
    private int histories;
    private long newInHistories;

    int[] asked() {
      int[] users = new int[test.userCount()];
      int size = 0;
      for (int i = 0; i < users.length; i++) {
        int user = cells.user(i);
        if (!anyRelevant(user)) continue;
        users[size++] = user;
        if (userOf[user] != Ids.UNKNOWN) continue;
        if (historyOf[user] == Ids.UNKNOWN) newUsers++;
        else addHistory(historyOf[user]);
      }
      return Arrays.copyOf(users, size);
    }

    private void addHistory(int row) {
      histories++;
      Csr rows = Objects.requireNonNull(history).byUser();
      for (long i = rows.start(row); i < rows.end(row); i++)
        if (historyItemOf[rows.column(i)] == Ids.UNKNOWN) newInHistories++;
    }

    private boolean anyRelevant(int testUser) {
      int stamp = testUser + 1;
      readSeen(testUser, entries);
      for (int i = 0; i < entries.size(); i++)
        if (entries.column(i) != Ids.UNKNOWN) stamps[entries.column(i)] = stamp;
      entries.read(test.byUser(), testUser);
      int all = 0;
      int fresh = 0;
      int again = 0;
      for (int i = 0; i < entries.size(); i++) {
        if (!isRelevant(entries.value(i))) continue;
        int item = itemOf[entries.column(i)];
        all++;
        if (item == Ids.UNKNOWN) fresh++;
        else if (stamps[item] == stamp) again++;
      }
      relevant += all - again;
      newItems += fresh;
      repeated += again;
      return all > again;
    }

    Cases cases() {
      return new Cases(
          test.count(),
          test.userCount(),
          asked.length,
          newUsers,
          histories,
          relevant,
          newItems,
          repeated,
          train.itemCount(),
          history == null ? null : unused(history),
          null);
    }

    private HistoryCases unused(Ratings history) {
      int[] known = indexes(history.userMap(), train.userMap());
      int[] tested = indexes(history.userMap(), test.userMap());
      int inTraining = 0;
      int others = 0;
      for (int row = 0; row < known.length; row++) {
        if (known[row] != Ids.UNKNOWN) inTraining++;
        else if (tested[row] == Ids.UNKNOWN) others++;
      }
      return new HistoryCases(inTraining, others, newInHistories);
    }
  }

  /// What is done with an item.
  @FunctionalInterface
  interface ItemVisitor {
    void visit(int item);
  }

  /// What is done with an item and its rating, 1 where there are no ratings.
  @FunctionalInterface
  interface RatingVisitor {
    void visit(int item, float rating);
  }

  /// Visits the items of the catalogue that a test user has seen: in training or, if training does
  /// not have the user, in the history.
  void forEachSeen(int testUser, ItemVisitor visitor) {
    forEachRating(testUser, (item, rating) -> visitor.visit(item));
  }

  /// Visits the same with their ratings.
  void forEachRating(int testUser, RatingVisitor visitor) {
    int user = userOf[testUser];
    if (user != Ids.UNKNOWN) {
      Csr rows = train.byUser();
      for (long i = rows.start(user); i < rows.end(user); i++)
        visitor.visit(rows.column(i), rows.value(i));
    } else if (history != null && historyOf[testUser] != Ids.UNKNOWN) {
      Csr rows = history.byUser();
      int row = historyOf[testUser];
      for (long i = rows.start(row); i < rows.end(row); i++) {
        int item = historyItemOf[rows.column(i)];
        if (item != Ids.UNKNOWN) visitor.visit(item, rows.value(i));
      }
    }
  }

  /// Visits the items of the catalogue whose test rating by a test user counts as relevant, those
  /// that the user has seen included.
  void forEachRelevant(int testUser, ItemVisitor visitor) {
    Csr rows = test.byUser();
    for (long i = rows.start(testUser); i < rows.end(testUser); i++) {
      int item = itemOf[rows.column(i)];
      if (item != Ids.UNKNOWN && isRelevant(rows.value(i))) visitor.visit(item);
    }
  }

  /// Reads what [#forEachSeen] visits.
  ///
  /// @param into its columns are items of the catalogue, or [Ids#UNKNOWN]
  void readSeen(int testUser, Entries into) {
    int user = userOf[testUser];
    if (user != Ids.UNKNOWN) {
      into.read(train.byUser(), user);
    } else if (history != null && historyOf[testUser] != Ids.UNKNOWN) {
      into.read(history.byUser(), historyOf[testUser]);
      into.rename(historyItemOf);
    } else {
      into.clear();
    }
  }

  /// True if training has neither any user nor any item of the test part.
  boolean strange() {
    return Arrays.stream(userOf).allMatch(user -> user == Ids.UNKNOWN)
        && Arrays.stream(itemOf).allMatch(item -> item == Ids.UNKNOWN);
  }

  Ratings train() {
    return train;
  }

  Ratings test() {
    return test;
  }

  Cells cells() {
    return cells;
  }

  Cases cases() {
    return cases;
  }

  /// The test users who are asked for a list, in the order of the cells.
  int[] asked() {
    return asked;
  }

  /// True if a test rating counts as relevant.
  boolean isRelevant(float rating) {
    return rating >= relevance;
  }

  /// The training user of a test user, or [Ids#UNKNOWN].
  int user(int testUser) {
    return userOf[testUser];
  }

  /// The catalogue's item of a test item, or [Ids#UNKNOWN].
  int item(int testItem) {
    return itemOf[testItem];
  }

  /// The catalogue's items of all test items.
  int[] items() {
    return itemOf;
  }

  /// How many users of the test part training does not have but a history shows, whether or not
  /// anything is relevant to them.
  int shown() {
    int shown = 0;
    for (int row : historyOf) shown += row == Ids.UNKNOWN ? 0 : 1;
    return shown;
  }

  /// What a test user whom training does not have shows before being asked; null if nothing.
  @Nullable History history(int testUser) {
    int row = historyOf[testUser];
    if (history == null || row == Ids.UNKNOWN) return null;
    Csr rows = history.byUser();
    int[] items = new int[rows.degree(row)];
    float[] ratings = new float[items.length];
    int size = 0;
    for (long i = rows.start(row); i < rows.end(row); i++) {
      int item = historyItemOf[rows.column(i)];
      if (item == Ids.UNKNOWN) continue;
      items[size] = item;
      ratings[size++] = rows.value(i);
    }
    items = Arrays.copyOf(items, size);
    return history.rated() ? History.of(items, Arrays.copyOf(ratings, size)) : History.of(items);
  }

  static int[] indexes(IdMap from, IdMap to) {
    int[] indexes = new int[from.size()];
    for (int i = 0; i < indexes.length; i++) {
      long start = from.offsets().at(i);
      indexes[i] = to.indexOf(from.bytes(), start, from.offsets().at(i + 1L) - start);
    }
    return indexes;
  }
}
