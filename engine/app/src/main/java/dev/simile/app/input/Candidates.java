package dev.simile.app.input;

import dev.simile.Ids;
import dev.simile.UserItems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/// For each user the items to rank, from a file of [Pairs]: items ascending, each once.
public final class Candidates implements UserItems {
  private final TextFile file;
  private final Ids userIds;
  private final Ids itemIds;
  private int[] users = new int[1024];
  private int[] items = new int[1024];
  private int size;
  private long pairs;
  private long unknownUsers;
  private long unknownItems;
  private long repeated;
  private final int[] starts;

  private Candidates(TextFile file, Ids userIds, Ids itemIds) {
    this.file = file;
    this.userIds = userIds;
    this.itemIds = itemIds;
    starts = new int[userIds.size() + 1];
    Pairs.forEach(file, this::add);
    sort();
    if (size == 0)
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: at least one of its %,d pairs must have a user of the test and an item of the"
                  + " catalogue, none had",
              file.path(),
              pairs));
  }

  /// Reads `path`; pairs with an unknown user or item are left out and counted.
  ///
  /// @param users those who are asked
  /// @param items the catalogue
  /// @throws FileFormatException as [Pairs#read] does
  /// @throws IllegalArgumentException if no pair has a known user and a known item
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static Candidates read(Path path, Ids users, Ids items) {
    return new Candidates(TextFile.read(path), users, items);
  }

  private void add(String userId, String itemId) {
    pairs++;
    int user = userIds.indexOf(userId);
    int item = itemIds.indexOf(itemId);
    if (user == Ids.UNKNOWN) unknownUsers++;
    else if (item == Ids.UNKNOWN) unknownItems++;
    if (user == Ids.UNKNOWN || item == Ids.UNKNOWN) return;
    if (size == users.length) {
      users = Arrays.copyOf(users, 2 * size);
      items = Arrays.copyOf(items, 2 * size);
    }
    users[size] = user;
    items[size++] = item;
  }

  /// Puts the items in rows by user, each row ascending and without repetitions.
  private void sort() {
    int[] next = new int[starts.length];
    for (int i = 0; i < size; i++) next[users[i] + 1]++;
    for (int user = 0; user + 1 < next.length; user++) next[user + 1] += next[user];
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) rows[next[users[i]]++] = items[i];
    int kept = 0;
    int from = 0;
    for (int user = 0; user + 1 < starts.length; user++) {
      int to = next[user];
      Arrays.sort(rows, from, to);
      starts[user] = kept;
      for (int i = from; i < to; i++) {
        if (i == from || rows[i] != rows[i - 1]) rows[kept++] = rows[i];
      }
      from = to;
    }
    starts[starts.length - 1] = kept;
    repeated = (long) size - kept;
    items = Arrays.copyOf(rows, kept);
    users = new int[0];
  }

  @Override
  public int userCount() {
    return userIds.size();
  }

  @Override
  public int itemCount() {
    return itemIds.size();
  }

  @Override
  public int count(int user) {
    return starts[user + 1] - starts[user];
  }

  @Override
  public int item(int user, int i) {
    return items[starts[user] + Objects.checkIndex(i, count(user))];
  }

  @Override
  public float rating(int user, int i) {
    Objects.checkIndex(i, count(user));
    return 1;
  }

  /// What came of reading, in one line: how many pairs there are, and which were left out.
  public String describe() {
    int without = 0;
    for (int user = 0; user < userIds.size(); user++) without += count(user) == 0 ? 1 : 0;
    return String.format(
            Locale.ROOT,
            "%s: %,d candidates of %,d users",
            file.path(),
            items.length,
            userIds.size() - without)
        + Counted.of(
            unknownUsers,
            "pair left out: its user is not in the test",
            "pairs left out: their users are not in the test")
        + Counted.of(
            unknownItems,
            "pair left out: its item is not in the catalogue",
            "pairs left out: their items are not in the catalogue")
        + Counted.of(repeated, "pair repeats another", "pairs repeat others")
        + Counted.of(without, "user of the test has none", "users of the test have none")
        + file.encodingNote();
  }
}
