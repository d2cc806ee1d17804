package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The parts that a [Slicing] makes of one test: each test user is in one slice or in none, each
/// item in some.
final class Slices {
  private static final int TENTHS = 10;
  private static final String NEW = "new";

  private final Slicing slicing;
  private final List<String> labels;
  private final List<String> details; // what a label stands for here, or ""
  private final int[] starts; // by test user or item: where its slices start
  private final int[] slices;

  private Slices(
      Slicing slicing, List<String> labels, List<String> details, int[] starts, int[] slices) {
    this.slicing = slicing;
    this.labels = labels;
    this.details = details;
    this.starts = starts;
    this.slices = slices;
  }

  static Slices of(Slicing slicing, Truth truth) {
    return switch (slicing) {
      case Slicing.UserActivity activity -> {
        Tenths tenths = Tenths.of(truth.train().byUser());
        int[] of = new int[truth.test().userCount()];
        for (int user = 0; user < of.length; user++) {
          int known = truth.user(user);
          of[user] = known == Ids.UNKNOWN ? TENTHS : tenths.of[known];
        }
        yield tenths.slices(activity, of);
      }
      case Slicing.ItemPopularity popularity -> {
        Tenths tenths = Tenths.of(truth.train().byItem());
        int[] of = Arrays.copyOf(tenths.of, tenths.of.length + 1);
        of[tenths.of.length] = TENTHS; // stands for all items that training does not have
        yield tenths.slices(popularity, of);
      }
      case Slicing.Users users -> {
        UserGroups.Members members = users.groups().of(truth.test().users());
        int[] of = new int[truth.test().userCount()];
        for (int user = 0; user < of.length; user++) of[user] = members.group(user);
        yield single(users, users.groups().labels(), none(users.groups().labels()), of);
      }
      case Slicing.Items items -> byCategory(items, truth.train());
    };
  }

  private static Slices byCategory(Slicing.Items items, Ratings train) {
    ItemCategories.Members members = items.categories().of(train.items());
    int[] starts = new int[train.itemCount() + 2]; // the last stands for items not in training
    for (int item = 0; item < train.itemCount(); item++)
      starts[item + 1] = starts[item] + members.end(item) - members.start(item);
    starts[train.itemCount() + 1] = starts[train.itemCount()];
    int[] slices = new int[starts[train.itemCount()]];
    for (int item = 0; item < train.itemCount(); item++) {
      for (int at = members.start(item); at < members.end(item); at++)
        slices[starts[item] + at - members.start(item)] = members.category(at);
    }
    List<String> labels = items.categories().labels();
    return new Slices(items, labels, none(labels), starts, slices);
  }

  /// One slice each, none where negative.
  private static Slices single(
      Slicing slicing, List<String> labels, List<String> details, int[] of) {
    int[] starts = new int[of.length + 1];
    int[] slices = new int[of.length];
    int size = 0;
    for (int i = 0; i < of.length; i++) {
      if (of[i] >= 0) slices[size++] = of[i];
      starts[i + 1] = size;
    }
    return new Slices(slicing, labels, details, starts, slices);
  }

  private static List<String> none(List<String> labels) {
    return labels.stream().map(label -> "").toList();
  }

  /// The tenths of rows by their number of ratings.
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Tenths(int[] of, List<String> ranges) {
    static Tenths of(Csr rows) {
      long[] keys = new long[rows.rows()];
      for (int row = 0; row < keys.length; row++) keys[row] = (long) rows.degree(row) << 32 | row;
      Arrays.sort(keys);
      int[] of = new int[keys.length];
      int[] least = new int[TENTHS];
      int[] most = new int[TENTHS];
      Arrays.fill(least, Integer.MAX_VALUE);
      int from = 0;
      while (from < keys.length) {
        int degree = (int) (keys[from] >> 32);
        int to = from;
        while (to < keys.length && keys[to] >> 32 == degree) to++;
        // The middle of those with equally many decides for all of them.
        int tenth = (int) ((from + (long) to - 1) * TENTHS / (2L * keys.length));
        for (int i = from; i < to; i++) of[(int) keys[i]] = tenth;
        least[tenth] = Math.min(least[tenth], degree);
        most[tenth] = degree;
        from = to;
      }
      List<String> ranges = new ArrayList<>();
      for (int tenth = 0; tenth < TENTHS; tenth++) ranges.add(range(least[tenth], most[tenth]));
      return new Tenths(of, ranges);
    }

    private static String range(int least, int most) {
      if (least > most) return "";
      if (least == most)
        return String.format(Locale.ROOT, most == 1 ? "%,d rating" : "%,d ratings", most);
      return String.format(Locale.ROOT, "%,d-%,d ratings", least, most);
    }

    Slices slices(Slicing slicing, int[] of) {
      List<String> labels = new ArrayList<>();
      for (int tenth = 1; tenth <= TENTHS; tenth++) labels.add(Integer.toString(tenth));
      labels.add(NEW);
      List<String> details = new ArrayList<>(ranges);
      details.add("not in training");
      return single(slicing, labels, details, of);
    }
  }

  /// The same without who is in which, which is no longer needed once all sums are there.
  Slices labelsOnly() {
    return new Slices(slicing, labels, details, new int[2], new int[0]);
  }

  Slicing slicing() {
    return slicing;
  }

  /// True if items are sliced, false if users are.
  boolean ofItems() {
    return slicing instanceof Slicing.Items || slicing instanceof Slicing.ItemPopularity;
  }

  /// Number of items, of slices of items.
  int items() {
    return starts.length - 2;
  }

  int size() {
    return labels.size();
  }

  String label(int slice) {
    return labels.get(slice);
  }

  String detail(int slice) {
    return details.get(slice);
  }

  /// Where the slices of a test user or of an item start; that of `items` stands for those that
  /// training does not have.
  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return starts[index + 1];
  }

  int at(int place) {
    return slices[place];
  }
}
