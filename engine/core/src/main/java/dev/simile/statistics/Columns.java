package dev.simile.statistics;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;

/// The arrays of the figures of a run, each once however many figures share it, and where each is
/// not 0: what adds nothing is not added, which of a slice of few users is most.
final class Columns {
  private final int[] groups;
  private final List<double[]> columns = new ArrayList<>();
  private final List<int[]> filled = new ArrayList<>();
  private final IdentityHashMap<double[], Integer> numbers = new IdentityHashMap<>();

  /// @param groups that take part
  Columns(int[] groups) {
    this.groups = groups;
  }

  /// The number of a column, a new one if it has not been seen.
  int number(double[] column) {
    Integer known = numbers.putIfAbsent(column, columns.size());
    if (known != null) return known;
    columns.add(column);
    filled.add(IntStream.range(0, groups.length).filter(g -> column[groups[g]] != 0).toArray());
    return columns.size() - 1;
  }

  int count() {
    return columns.size();
  }

  double[] column(int number) {
    return columns.get(number);
  }

  /// Which of the groups that take part have something in a column, ascending.
  int[] filled(int number) {
    return filled.get(number);
  }
}
