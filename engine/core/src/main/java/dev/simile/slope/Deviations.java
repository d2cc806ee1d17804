package dev.simile.slope;

import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.model.Sections;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;

/// How items differ, for every pair that users have in common: row j, column i holds `sum (r_ui -
/// r_uj)` over the users u who rated both, as the value, and their number as the count. The sum,
/// not the mean, because a sum of whole or half stars is exact as a float (to 2^24), and other sums
/// are within 2^-24 of themselves. Columns ascend in each row; column j of row i is the same
/// negated.
///
/// Both halves are stored, 24 bytes a pair, so that a row can be read through; but only pairs that
/// there are, which in catalogues with a long tail are few of all.
///
/// @param sums items x items
/// @param counts of the entries, >= 1
record Deviations(Csr sums, Ints counts) {
  /// Off-heap bytes of that many entries.
  static long estimate(int items, long entries) {
    return Csr.estimate(items, entries, true, false) + Memory.sizeOf(entries, Integer.BYTES);
  }

  /// Position of column `i` in row `j`, or -1. O(log degree).
  long find(int j, int i) {
    long low = sums.start(j);
    long high = sums.end(j) - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      int column = sums.column(middle);
      if (column == i) return middle;
      if (column < i) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  void write(StoreWriter out) {
    Sections.write(out, "deviations", sums);
    out.ints("deviations.counts", counts);
  }

  /// Reads and checks what [#write] wrote.
  static Deviations read(StoreReader in, int items) {
    Csr sums = Sections.read(in, "deviations", items, items);
    Ints counts = in.ints("deviations.counts");
    if (counts.length() != sums.entries() || !sums.hasValues())
      throw in.corrupt("section 'deviations.counts'", "it does not fit the pairs");
    for (int row = 0; row < items; row++) {
      int last = -1;
      for (long at = sums.start(row); at < sums.end(row); at++) {
        if (sums.column(at) <= last)
          throw in.corrupt("section 'deviations.columns'", "row " + row + " does not ascend");
        if (counts.at(at) < 1)
          throw in.corrupt("section 'deviations.counts'", "row " + row + " has " + counts.at(at));
        last = sums.column(at);
      }
    }
    return new Deviations(sums, counts);
  }
}
