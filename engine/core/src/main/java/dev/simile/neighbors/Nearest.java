package dev.simile.neighbors;

import java.util.Arrays;

/// The most similar rows by (similarity descending, index ascending), at most as many as are kept:
/// a heap with the worst kept at its root. Reused from row to row; grows, else allocates nothing.
/// Not thread-safe.
final class Nearest {
  private int[] rows = new int[64];
  private double[] similarities = new double[64];
  private int limit;
  private int size;

  /// Begins a new row that keeps at most `limit`.
  void begin(int limit) {
    this.limit = limit;
    size = 0;
  }

  /// Offers a row with a similarity that is not NaN.
  void offer(int row, double similarity) {
    if (size < limit) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        similarities = Arrays.copyOf(similarities, 2 * size);
      }
      rows[size] = row;
      similarities[size++] = similarity;
      if (size == limit) order();
    } else if (limit > 0 && worse(similarities[0], rows[0], similarity, row)) {
      sink(similarity, row, 0, size);
    }
  }

  /// The worst of those kept, if they are as many as may be kept.
  double worst() {
    return similarities[0];
  }

  /// Number of those kept.
  int size() {
    return size;
  }

  /// Sorts what was kept, best first; no more offers until [#begin].
  ///
  /// @return how many there are
  int sort() {
    if (size < limit) order();
    for (int length = size - 1; length > 0; length--) {
      int row = rows[length];
      double similarity = similarities[length];
      rows[length] = rows[0];
      similarities[length] = similarities[0];
      sink(similarity, row, 0, length);
    }
    return size;
  }

  /// Row number `i` in the order of [#sort].
  int row(int i) {
    return rows[i];
  }

  /// Its similarity.
  double similarity(int i) {
    return similarities[i];
  }

  private void order() {
    for (int at = size / 2 - 1; at >= 0; at--) sink(similarities[at], rows[at], at, size);
  }

  private void sink(double similarity, int row, int from, int length) {
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length
          && worse(similarities[child + 1], rows[child + 1], similarities[child], rows[child]))
        child++;
      if (!worse(similarities[child], rows[child], similarity, row)) break;
      rows[at] = rows[child];
      similarities[at] = similarities[child];
      at = child;
    }
    rows[at] = row;
    similarities[at] = similarity;
  }

  private static boolean worse(double similarity, int row, double thanSimilarity, int thanRow) {
    return similarity < thanSimilarity || (similarity == thanSimilarity && row > thanRow);
  }
}
