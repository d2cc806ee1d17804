package dev.simile.evaluate;

import dev.simile.Ids;
import java.util.Map;

/// A number for each item, such as its price, by which hits can be weighted. Immutable.
public final class ItemValues {
  private final String name;
  private final Map<String, Double> byId;

  private ItemValues(String name, Map<String, Double> byId) {
    this.name = name;
    this.byId = byId;
  }

  /// The values of items by their ids.
  ///
  /// @param name of the attribute
  /// @throws IllegalArgumentException if there are none, or one is not finite
  public static ItemValues of(String name, Map<String, Double> byId) {
    if (byId.isEmpty())
      throw new IllegalArgumentException("column '" + name + "' has a value for no item");
    byId.forEach(
        (id, value) -> {
          if (!Double.isFinite(value))
            throw new IllegalArgumentException(
                name + " of item '" + id + "' must be finite, was " + value);
        });
    return new ItemValues(name, Map.copyOf(byId));
  }

  /// What the values are.
  public String name() {
    return name;
  }

  /// The value of that item, or NaN if it is not known.
  public double valueOf(String itemId) {
    return byId.getOrDefault(itemId, Double.NaN);
  }

  /// The value of each of `items`. Takes a look-up an item: ask once an evaluation.
  public Members of(Ids items) {
    double[] values = new double[items.size()];
    int unknown = 0;
    for (int item = 0; item < values.length; item++) {
      values[item] = valueOf(items.idOf(item));
      if (Double.isNaN(values[item])) unknown++;
    }
    return new Members(values, unknown);
  }

  /// The values of the items of some ratings.
  public static final class Members {
    private final double[] values;
    private final int unknown;

    private Members(double[] values, int unknown) {
      this.values = values;
      this.unknown = unknown;
    }

    /// Number of items.
    public int items() {
      return values.length;
    }

    /// The value of `item`, or NaN if it is not known.
    public double value(int item) {
      return values[item];
    }

    /// Number of items without a known value.
    public int unknown() {
      return unknown;
    }
  }
}
