package dev.simile.slope;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.memory.Memory;
import dev.simile.model.Scratch;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;

/// What a query of Slope One needs: the asker's ratings, and a sum and a weight for every item.
public final class SlopeOneScratch extends Scratch {
  /// The sum and the weight of each item, side by side: one cache line for both.
  final double[] cells;

  int[] items = new int[64];
  double[] ratings = new double[64];
  int size;

  private final int[] marks; // 1 + which of the ratings is of that item, 0 if none is
  private int[] places = new int[64]; // 1 + where that rating's item was located

  SlopeOneScratch(Memory memory, int items) {
    super(memory, items);
    cells = new double[2 * items];
    marks = new int[items];
  }

  /// Room for `length` ratings, emptied.
  void clear(int length) {
    if (length > items.length) {
      int room = Math.max(length, 2 * items.length);
      items = new int[room];
      ratings = new double[room];
    }
    size = 0;
  }

  void add(int item, double rating) {
    items[size] = item;
    ratings[size++] = rating;
  }

  /// Takes the ratings of a row.
  void load(Csr rows, int row) {
    long start = rows.start(row);
    int degree = rows.degree(row);
    clear(degree);
    for (int i = 0; i < degree; i++) add(rows.column(start + i), rows.value(start + i));
  }

  /// The mean of the ratings, `otherwise` if there are none.
  double mean(double otherwise) {
    double sum = 0;
    for (int i = 0; i < size; i++) sum += ratings[i];
    return size == 0 ? otherwise : sum / size;
  }

  /// Finds the rated items in a row: reading it through takes a third of the time of searching for
  /// each.
  void locate(Csr rows, int row) {
    if (size >= places.length) places = new int[2 * size];
    for (int i = 0; i < size; i++) {
      marks[items[i]] = i + 1;
      places[i + 1] = 0;
    }
    long start = rows.start(row) * Integer.BYTES;
    int degree = rows.degree(row);
    MemorySegment columns = rows.columnView().segment();
    // Items that are not rated go to the place that nobody reads, without a branch.
    for (int i = 0; i < degree; i++) places[marks[columns.get(JAVA_INT, start + 4L * i)]] = i + 1;
    for (int i = 0; i < size; i++) marks[items[i]] = 0;
  }

  /// Where in the row the item of rating number `i` was located, or -1.
  int place(int i) {
    return places[i + 1] - 1;
  }
}
