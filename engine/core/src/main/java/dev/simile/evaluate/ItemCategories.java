package dev.simile.evaluate;

import dev.simile.Ids;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Items in categories by one of their attributes, such as `genre`. An item may be in several, and
/// then counts in each with the weight 1/n, so that every item weighs 1. Immutable.
public final class ItemCategories {
  /// The most categories that there may be.
  public static final int MAX_CATEGORIES = 1000;

  private static final int[] NONE = {};

  private final String name;
  private final List<String> labels;
  private final Map<String, int[]> byId;

  private ItemCategories(String name, List<String> labels, Map<String, int[]> byId) {
    this.name = name;
    this.labels = labels;
    this.byId = byId;
  }

  /// A category for each different value, ordered as people count (`a9`, `a10`).
  ///
  /// @param name of the attribute
  /// @param valuesById the values of each item by its id; one that stands twice counts once, blanks
  ///   around it do not count, and a blank one is none
  /// @throws IllegalArgumentException if no item has a value, or there would be more than
  ///   [#MAX_CATEGORIES] categories
  public static ItemCategories of(String name, Map<String, List<String>> valuesById) {
    TreeSet<String> values = new TreeSet<>(new NaturalOrder());
    for (Collection<String> some : valuesById.values()) {
      for (String value : some) {
        if (!value.isBlank()) values.add(value.strip());
      }
    }
    if (values.isEmpty())
      throw new IllegalArgumentException("column '" + name + "' has a value for no item");
    if (values.size() > MAX_CATEGORIES)
      throw new IllegalArgumentException(
          "column '"
              + name
              + "' must have at most "
              + MAX_CATEGORIES
              + " different values to make categories, had "
              + values.size()
              + "; use another column");
    List<String> labels = List.copyOf(values);
    Map<String, Integer> categoryOf = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) categoryOf.put(labels.get(i), i);
    Map<String, int[]> byId = HashMap.newHashMap(valuesById.size());
    valuesById.forEach(
        (id, some) ->
            byId.put(
                id,
                some.stream()
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .mapToInt(categoryOf::get)
                    .sorted()
                    .distinct()
                    .toArray()));
    return new ItemCategories(name, labels, byId);
  }

  /// What the categories are of.
  public String name() {
    return name;
  }

  /// What each category is called, in order.
  public List<String> labels() {
    return labels;
  }

  /// Number of categories, at least 1.
  public int size() {
    return labels.size();
  }

  /// The categories of that item, ascending, each with the weight 1/n; empty if none is known.
  public int[] categoriesOf(String itemId) {
    return byId.getOrDefault(itemId, NONE).clone();
  }

  /// The categories of each of `items`. Takes a look-up an item: ask once an evaluation.
  public Members of(Ids items) {
    int[] starts = new int[items.size() + 1];
    int[] categories = new int[Math.max(16, items.size())];
    int unknown = 0;
    int empty = 0;
    for (int item = 0; item < items.size(); item++) {
      int[] found = byId.get(items.idOf(item));
      int length = found == null ? 0 : found.length;
      int end = Math.addExact(starts[item], length);
      if (end > categories.length)
        categories = Arrays.copyOf(categories, Math.max(end, categories.length * 2));
      if (found == null) unknown++;
      else if (length == 0) empty++;
      else System.arraycopy(found, 0, categories, starts[item], length);
      starts[item + 1] = end;
    }
    return new Members(starts, categories, labels.size(), unknown, empty);
  }

  /// Which items of some ratings are in which categories: those of `item` are `category(at)` for
  /// `at` from `start(item)` up to `end(item)`, ascending, each with the weight `weight(item)`.
  public static final class Members {
    private final int[] starts;
    private final int[] categories;
    private final int[] sizes;
    private final int unknown;
    private final int empty;

    private Members(int[] starts, int[] categories, int size, int unknown, int empty) {
      this.starts = starts;
      this.categories = categories;
      this.unknown = unknown;
      this.empty = empty;
      sizes = new int[size];
      for (int at = 0; at < starts[starts.length - 1]; at++) sizes[categories[at]]++;
    }

    /// Number of items.
    public int items() {
      return starts.length - 1;
    }

    /// Number of categories.
    public int categories() {
      return sizes.length;
    }

    /// Number of items in `category`.
    public int size(int category) {
      return sizes[category];
    }

    /// Where the categories of `item` begin.
    public int start(int item) {
      return starts[item];
    }

    /// Where the categories of `item` end.
    public int end(int item) {
      return starts[item + 1];
    }

    /// The category at that place.
    public int category(int at) {
      return categories[at];
    }

    /// The weight of `item` in each of its categories: 1 / their number, 0 if it has none.
    public double weight(int item) {
      int n = starts[item + 1] - starts[item];
      return n == 0 ? 0 : 1.0 / n;
    }

    /// Number of items of which nothing is known.
    public int unknown() {
      return unknown;
    }

    /// Number of items that are known, but without a category.
    public int empty() {
      return empty;
    }
  }
}
