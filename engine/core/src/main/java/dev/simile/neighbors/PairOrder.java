package dev.simile.neighbors;

import dev.simile.sparse.Csr;

/// The rows by popularity: the one with the most columns has rank 0, equal ones go by index. Sums
/// over pairs then meet the same few cache lines most of the time (rare rows first are up to 1.5
/// times slower).
///
/// @see PairColumns
final class PairOrder {
  private final int[] rows;
  private final int[] ranks;

  private PairOrder(int[] rows, int[] ranks) {
    this.rows = rows;
    this.ranks = ranks;
  }

  /// Bytes on the heap.
  static long estimate(int rows) {
    return 8L * rows;
  }

  /// The order of the rows of `matrix`; O(rows + the largest degree).
  static PairOrder of(Csr matrix) {
    int count = matrix.rows();
    int largest = 0;
    for (int x = 0; x < count; x++) largest = Math.max(largest, matrix.degree(x));
    int[] next = new int[largest + 2];
    for (int x = 0; x < count; x++) next[largest - matrix.degree(x) + 1]++;
    for (int i = 0; i <= largest; i++) next[i + 1] += next[i];
    int[] rows = new int[count];
    for (int x = 0; x < count; x++) rows[next[largest - matrix.degree(x)]++] = x;
    return of(rows);
  }

  /// Another order: the rows, first rank first, each once.
  static PairOrder of(int[] rows) {
    int[] ranks = new int[rows.length];
    for (int rank = 0; rank < rows.length; rank++) ranks[rows[rank]] = rank;
    return new PairOrder(rows, ranks);
  }

  /// Number of rows.
  int count() {
    return rows.length;
  }

  /// The row of a rank.
  int row(int rank) {
    return rows[rank];
  }

  /// The rank of a row.
  int rank(int row) {
    return ranks[row];
  }
}
