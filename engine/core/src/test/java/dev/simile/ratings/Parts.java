package dev.simile.ratings;

import dev.simile.Ids;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Ratings to split, and what is in ratings as text.
final class Parts {
  private Parts() {}

  /// A crowded corner and a long tail, with times that repeat; some users have a single rating.
  static Ratings random(int users, int items, int count) {
    Random random = new Random(5);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < count; i++)
      builder.add(
          "u" + (int) (users * Math.pow(random.nextDouble(), 2)),
          "i" + (int) (items * Math.pow(random.nextDouble(), 3)),
          1 + random.nextInt(10) / 2f,
          1_000_000 + random.nextInt(count / 3));
    for (int i = 0; i < 5; i++) builder.add("single" + i, "i" + i, i, 1_000_000 + i);
    return builder.build();
  }

  /// Every rating as a line of text, row after row.
  static List<String> lines(Ratings ratings) {
    List<String> lines = new ArrayList<>();
    Csr rows = ratings.byUser();
    for (int user = 0; user < rows.rows(); user++) {
      for (long i = rows.start(user); i < rows.end(user); i++)
        lines.add(line(ratings.users().idOf(user), ratings.items().idOf(rows.column(i)), rows, i));
    }
    return lines;
  }

  /// The same of the rows by item.
  static List<String> linesByItem(Ratings ratings) {
    List<String> lines = new ArrayList<>();
    Csr rows = ratings.byItem();
    for (int item = 0; item < rows.rows(); item++) {
      for (long i = rows.start(item); i < rows.end(item); i++)
        lines.add(line(ratings.users().idOf(rows.column(i)), ratings.items().idOf(item), rows, i));
    }
    return lines;
  }

  private static String line(String user, String item, Csr rows, long i) {
    return user
        + ' '
        + item
        + ' '
        + (rows.hasValues() ? rows.value(i) : "-")
        + ' '
        + (rows.hasTimes() ? rows.time(i) : "-");
  }

  static List<String> ids(Ids ids) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) list.add(ids.idOf(i));
    return list;
  }

  /// The parts that a split has.
  static List<Ratings> of(Split split) {
    Ratings history = split.history();
    return history == null
        ? List.of(split.train(), split.test())
        : List.of(split.train(), split.test(), history);
  }

  /// Number of ratings of a user, 0 if the part does not know them.
  static int count(Ratings part, String user) {
    int index = part.users().indexOf(user);
    return index == Ids.UNKNOWN ? 0 : part.count(index);
  }
}
