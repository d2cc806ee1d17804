package dev.simile.neighbors;

import dev.simile.memory.Memory;
import dev.simile.model.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a query of a neighbor model needs: a column of known ratings with marks, a list of
/// neighbors, and those of the list that have a rating in the column.
public final class NeighborScratch extends Scratch {
  /// The column: `columns` are its rows here.
  final Vectors.Row column = new Vectors.Row();

  /// A new user's ratings.
  final Vectors.Row history = new Vectors.Row();

  final Nearest nearest = new Nearest();
  @Nullable PairSums sums;
  long[] keys = new long[64];
  int[] raters = new int[64];
  double[] values = new double[64];

  private final int[] places;
  private int[] list = new int[64];
  private double[] similarities = new double[64];
  private int listSize;
  private int[] chosen = new int[64];
  private double[] weights = new double[64];

  /// Scratch of a model of `rows` lists.
  NeighborScratch(Memory memory, int items, int rows) {
    super(memory, items);
    places = new int[rows];
  }

  /// Makes the neighbors of `row` the list, after the row itself if `self` is its similarity and
  /// not 0.
  void list(NeighborLists lists, int row, double self) {
    int degree = lists.rows().degree(row);
    int first = self == 0 ? 0 : 1;
    list(first + degree);
    if (first == 1) {
      list[0] = row;
      similarities[0] = self;
    }
    long start = lists.rows().start(row);
    MemorySegment.copy(
        lists.rows().columnView().segment(),
        ValueLayout.JAVA_INT,
        start * Integer.BYTES,
        list,
        first,
        degree);
    MemorySegment.copy(
        lists.similarities().segment(),
        ValueLayout.JAVA_DOUBLE,
        start * Double.BYTES,
        similarities,
        first,
        degree);
  }

  /// Makes the sorted [#nearest] the list.
  void listNearest(int size) {
    list(size);
    for (int i = 0; i < size; i++) {
      list[i] = nearest.row(i);
      similarities[i] = nearest.similarity(i);
    }
  }

  private void list(int size) {
    if (size > list.length) {
      int room = Math.max(size, 2 * list.length);
      list = new int[room];
      similarities = new double[room];
    }
    listSize = size;
  }

  int listSize() {
    return listSize;
  }

  int neighbor(int i) {
    return list[i];
  }

  double similarity(int i) {
    return similarities[i];
  }

  /// Marks the rows of the column, until [#unmark].
  void mark() {
    for (int i = 0; i < column.size; i++) places[column.columns[i]] = i + 1;
  }

  /// Takes the marks away.
  void unmark() {
    for (int i = 0; i < column.size; i++) places[column.columns[i]] = 0;
  }

  /// Chooses the `k` most similar of the list that are marked. Among equally similar ones those
  /// that stand first in the column.
  ///
  /// @return how many there are
  int choose(int k) {
    int n = 0;
    for (int i = 0; i < listSize; i++) {
      int place = places[list[i]] - 1;
      if (place < 0) continue;
      double similarity = similarities[i];
      if (n >= k && similarity < weights[n - 1]) break;
      if (n == chosen.length) {
        chosen = Arrays.copyOf(chosen, 2 * n);
        weights = Arrays.copyOf(weights, 2 * n);
      }
      chosen[n] = place;
      weights[n++] = similarity;
    }
    if (n <= k) return n;
    int tie = k - 1; // the last ones are all as similar as number k
    while (tie > 0 && weights[tie - 1] == weights[k - 1]) tie--;
    Arrays.sort(chosen, tie, n);
    return k;
  }

  /// The row of chosen number `i`.
  int chosenRow(int i) {
    return column.columns[chosen[i]];
  }

  /// Its rating in the column.
  double chosenRating(int i) {
    return column.ratings[chosen[i]];
  }

  /// Its similarity.
  double chosenSimilarity(int i) {
    return weights[i];
  }
}
