package dev.simile.slope;

import dev.simile.memory.Memory;
import dev.simile.model.Scratch;
import dev.simile.sparse.Csr;

/// What a query of Slope One needs: the asker's ratings, and a sum and a weight for every item.
public final class SlopeOneScratch extends Scratch {
  final double[] sums;
  final double[] weights;
  int[] items = new int[64];
  double[] ratings = new double[64];
  int size;

  SlopeOneScratch(Memory memory, int items) {
    super(memory, items);
    sums = new double[items];
    weights = new double[items];
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
}
