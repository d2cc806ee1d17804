package dev.simile.statistics;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// The arrays of the figures of a run, each once however many figures share it.
final class Columns {
  private final List<double[]> columns = new ArrayList<>();
  private final IdentityHashMap<double[], Integer> numbers = new IdentityHashMap<>();

  /// The number of a column, a new one if it has not been seen.
  int number(double[] column) {
    Integer known = numbers.putIfAbsent(column, columns.size());
    if (known != null) return known;
    columns.add(column);
    return columns.size() - 1;
  }

  int count() {
    return columns.size();
  }

  double[] column(int number) {
    return columns.get(number);
  }
}
