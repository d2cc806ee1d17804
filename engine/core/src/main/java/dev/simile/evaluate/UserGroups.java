package dev.simile.evaluate;

import dev.simile.Ids;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Users in groups by one of their attributes, such as `sex` or `age`, to measure each group by
/// itself. A user is in one group, or in none if nothing is known of them. Immutable.
public final class UserGroups {
  /// The most groups that there may be.
  public static final int MAX_GROUPS = 100;

  /// The most different numbers that make a group each; more are cut into ranges.
  public static final int MAX_NUMBERS = 12;

  /// The most ranges that numbers are cut into.
  public static final int RANGES = 5;

  // A number that begins with a zero, such as a postal code, is text.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private static final NaturalOrder LABELS = new NaturalOrder();

  private final String name;
  private final List<String> labels;
  private final Map<String, Integer> groupOf; // by id; -1 without a value

  private UserGroups(String name, List<String> labels, Map<String, Integer> groupOf) {
    this.name = name;
    this.labels = List.copyOf(labels);
    this.groupOf = groupOf;
  }

  /// Groups by what the values are.
  ///
  /// If all are numbers and more than [#MAX_NUMBERS] of them differ, they are cut into at most
  /// [#RANGES] ranges that hold about as many users each, labelled by their least and largest value
  /// (`18-24`): the cuts are those between different values nearest to the quantiles, so that equal
  /// values stay together. Fewer numbers, and texts, are a group each ([#distinct]).
  ///
  /// @param name of the attribute
  /// @param valueById the value of each user by their id; blanks around values do not count, and a
  ///   blank value is none
  /// @throws IllegalArgumentException as for [#distinct]
  public static UserGroups of(String name, Map<String, String> valueById) {
    SortedMap<Double, Integer> counts = new TreeMap<>();
    for (String value : valueById.values()) {
      String text = value.strip();
      if (text.isEmpty()) continue;
      double number = number(text);
      if (Double.isNaN(number)) return distinct(name, valueById);
      counts.merge(number, 1, Integer::sum);
    }
    return counts.size() <= MAX_NUMBERS
        ? distinct(name, valueById)
        : ranges(name, valueById, counts);
  }

  /// A group for each different value, ordered as people count (`8`, `10`, `a9`, `a10`); numbers by
  /// their size.
  ///
  /// @param name of the attribute
  /// @param valueById the value of each user by their id; blanks around values do not count, and a
  ///   blank value is none
  /// @throws IllegalArgumentException if no user has a value, or there would be more than
  ///   [#MAX_GROUPS] groups
  public static UserGroups distinct(String name, Map<String, String> valueById) {
    TreeSet<String> values = new TreeSet<>(UserGroups::compare);
    String text = "";
    for (String value : valueById.values()) {
      String stripped = value.strip();
      if (stripped.isEmpty()) continue;
      values.add(stripped);
      if (Double.isNaN(number(stripped))) text = ", not all of them numbers ('" + stripped + "')";
    }
    if (values.isEmpty())
      throw new IllegalArgumentException("column '" + name + "' has a value for no user");
    if (values.size() > MAX_GROUPS)
      throw new IllegalArgumentException(
          "column '"
              + name
              + "' must have at most "
              + MAX_GROUPS
              + " different values to make groups, had "
              + values.size()
              + text
              + "; use another column");
    List<String> labels = List.copyOf(values);
    Map<String, Integer> groupOfValue = new HashMap<>();
    for (int group = 0; group < labels.size(); group++) groupOfValue.put(labels.get(group), group);
    Map<String, Integer> groupOf = HashMap.newHashMap(valueById.size());
    valueById.forEach(
        (id, value) -> groupOf.put(id, groupOfValue.getOrDefault(value.strip(), Ids.UNKNOWN)));
    return new UserGroups(name, labels, groupOf);
  }

  private static UserGroups ranges(
      String name, Map<String, String> valueById, SortedMap<Double, Integer> counts) {
    double[] values = new double[counts.size()];
    long[] until = new long[counts.size() + 1]; // users with a value below number i
    int i = 0;
    for (Map.Entry<Double, Integer> entry : counts.entrySet()) {
      values[i] = entry.getKey();
      until[i + 1] = until[i] + entry.getValue();
      i++;
    }
    int[] rangeOf = new int[values.length];
    int from = 0;
    int range = 0;
    for (int k = 1; k <= RANGES; k++) {
      int cut = k == RANGES ? values.length : nearest(until, k * until[values.length]);
      if (cut <= from) continue;
      for (int value = from; value < cut; value++) rangeOf[value] = range;
      range++;
      from = cut;
    }
    String[] labels = new String[range];
    for (int low = 0, high = 0; low < values.length; low = high) {
      while (high < values.length && rangeOf[high] == rangeOf[low]) high++;
      labels[rangeOf[low]] = label(values[low], values[high - 1]);
    }
    Map<String, Integer> groupOf = HashMap.newHashMap(valueById.size());
    valueById.forEach(
        (id, value) ->
            groupOf.put(
                id,
                value.isBlank()
                    ? Ids.UNKNOWN
                    : rangeOf[Arrays.binarySearch(values, number(value.strip()))]));
    return new UserGroups(name, List.of(labels), groupOf);
  }

  /// The number of values whose users, times [#RANGES], are nearest to `target`; of two the less.
  private static int nearest(long[] until, long target) {
    int best = 0;
    for (int i = 1; i < until.length; i++) {
      if (Math.abs(until[i] * RANGES - target) < Math.abs(until[best] * RANGES - target)) best = i;
    }
    return best;
  }

  private static String label(double low, double high) {
    if (low == high) return text(low);
    return text(low) + (low < 0 || high < 0 ? " to " : "-") + text(high);
  }

  private static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /// The number that `text` is, or NaN.
  private static double number(String text) {
    if (!NUMBER.matcher(text).matches()) return Double.NaN;
    double number = Double.parseDouble(text);
    return Double.isInfinite(number) ? Double.NaN : number + 0.0; // -0 is 0
  }

  private static int compare(String a, String b) {
    double x = number(a);
    double y = number(b);
    if (Double.isNaN(x) != Double.isNaN(y)) return Double.isNaN(x) ? 1 : -1;
    if (x != y && !Double.isNaN(x)) return Double.compare(x, y);
    return LABELS.compare(a, b);
  }

  /// What the users are grouped by.
  public String name() {
    return name;
  }

  /// What each group is called, in order.
  public List<String> labels() {
    return labels;
  }

  /// Number of groups, at least 1.
  public int size() {
    return labels.size();
  }

  /// The group of that user, 0..size-1, or -1 if nothing is known of them.
  public int groupOf(String userId) {
    return groupOf.getOrDefault(userId, Ids.UNKNOWN);
  }

  /// The group of each of `users`. Takes a look-up a user: ask once an evaluation.
  public Members of(Ids users) {
    int[] group = new int[users.size()];
    int[] sizes = new int[labels.size()];
    int unknown = 0;
    int empty = 0;
    for (int user = 0; user < group.length; user++) {
      Integer found = groupOf.get(users.idOf(user));
      group[user] = found == null ? Ids.UNKNOWN : found;
      if (found == null) unknown++;
      else if (found == Ids.UNKNOWN) empty++;
      else sizes[found]++;
    }
    return new Members(group, sizes, unknown, empty);
  }

  /// Which users of some ratings are in which group.
  public static final class Members {
    private final int[] group;
    private final int[] sizes;
    private final int unknown;
    private final int empty;

    private Members(int[] group, int[] sizes, int unknown, int empty) {
      this.group = group;
      this.sizes = sizes;
      this.unknown = unknown;
      this.empty = empty;
    }

    /// Number of users.
    public int users() {
      return group.length;
    }

    /// The group of `user`, or -1 if they are in none.
    public int group(int user) {
      return group[user];
    }

    /// Number of users in `group`.
    public int size(int group) {
      return sizes[group];
    }

    /// Number of users of whom nothing is known.
    public int unknown() {
      return unknown;
    }

    /// Number of users who are known, but without a value.
    public int empty() {
      return empty;
    }
  }
}
