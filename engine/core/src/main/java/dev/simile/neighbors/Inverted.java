package dev.simile.neighbors;

import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;

/// Neighbor lists turned round: for each row, in whose lists it stands. Summing then goes over the
/// rows that a user has, instead of over all lists.
final class Inverted {
  private Inverted() {}

  /// Entry (z, x) = s, as a float, for every z among the first `most` of the list of x, x
  /// ascending. O(entries).
  static Csr of(NeighborLists lists, int most, Memory memory) {
    int rows = lists.count();
    Longs offsets = memory.longs("inverted offsets", rows + 1L);
    long total = 0;
    for (int x = 0; x < rows; x++) {
      long end = lists.end(x, most);
      for (long at = lists.rows().start(x); at < end; at++) {
        long cell = lists.rows().column(at) + 1L;
        offsets.set(cell, offsets.at(cell) + 1);
        total++;
      }
    }
    long[] next = new long[rows];
    for (int z = 0; z < rows; z++) {
      next[z] = offsets.at(z);
      offsets.set(z + 1L, offsets.at(z + 1L) + next[z]);
    }
    Ints members = memory.ints("inverted neighbors", total);
    Floats values = memory.floats("inverted similarities", total);
    for (int x = 0; x < rows; x++) {
      long end = lists.end(x, most);
      for (long at = lists.rows().start(x); at < end; at++) {
        long to = next[lists.rows().column(at)]++;
        members.set(to, x);
        values.set(to, (float) lists.similarities().at(at));
      }
    }
    return Csr.view(rows, rows, offsets, members, values, null);
  }
}
