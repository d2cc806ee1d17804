package dev.simile.evaluate;

/// The few lowest of many figures, each with its index and what it rests on: the lowest first, of
/// equals those that rest on more, then those of lower index. What is offered in which order, and
/// in how many parts, does not matter.
final class Lowest {
  private final double[] values;
  private final int[] supports;
  private final int[] indexes;
  private int size;

  /// At most `n`.
  Lowest(int n) {
    values = new double[n];
    supports = new int[n];
    indexes = new int[n];
  }

  /// Takes the figure of `index` if it is among the lowest.
  void offer(double value, int support, int index) {
    int at = size;
    while (at > 0 && before(value, support, index, at - 1)) at--;
    if (at == values.length) return;
    if (size < values.length) size++;
    System.arraycopy(values, at, values, at + 1, size - 1 - at);
    System.arraycopy(supports, at, supports, at + 1, size - 1 - at);
    System.arraycopy(indexes, at, indexes, at + 1, size - 1 - at);
    values[at] = value;
    supports[at] = support;
    indexes[at] = index;
  }

  private boolean before(double value, int support, int index, int at) {
    if (value != values[at]) return value < values[at];
    if (support != supports[at]) return support > supports[at];
    return index < indexes[at];
  }

  /// Takes those of another.
  void offerAll(Lowest other) {
    for (int i = 0; i < other.size; i++)
      offer(other.values[i], other.supports[i], other.indexes[i]);
  }

  int size() {
    return size;
  }

  double value(int i) {
    return values[i];
  }

  int support(int i) {
    return supports[i];
  }

  int index(int i) {
    return indexes[i];
  }
}
