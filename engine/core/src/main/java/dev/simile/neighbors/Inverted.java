package dev.simile.neighbors;

import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;

/// What each item adds to the scores of others. Summing then goes over the items that a user has,
/// instead of over all lists.
final class Inverted {
  private Inverted() {}

  /// Neighbor lists turned round: entry (z, x) = s_xz for every z among the first `most` of the
  /// list of x, x ascending, as a float, divided as the scoring says. O(entries).
  static Csr of(NeighborLists lists, int most, Scoring scoring, Memory memory) {
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
      double divisor = lists.divisor(x, most, scoring);
      for (long at = lists.rows().start(x); at < end; at++) {
        long to = next[lists.rows().column(at)]++;
        members.set(to, x);
        values.set(to, (float) (lists.similarities().at(at) / divisor));
      }
    }
    return Csr.view(rows, rows, offsets, members, values, null);
  }

  /// The lists as they are, for a similarity that says what who has x has too: entry (x, z) = s_xz
  /// for every z among the first `most` of the list of x, as a float, divided as the scoring says.
  /// O(entries).
  static Csr forward(NeighborLists lists, int most, Scoring scoring, Memory memory) {
    int rows = lists.count();
    Longs offsets = memory.longs("forward offsets", rows + 1L);
    for (int x = 0; x < rows; x++)
      offsets.set(x + 1L, offsets.at(x) + lists.end(x, most) - lists.rows().start(x));
    Ints members = memory.ints("forward neighbors", offsets.at(rows));
    Floats values = memory.floats("forward similarities", offsets.at(rows));
    for (int x = 0; x < rows; x++) {
      long from = lists.rows().start(x);
      long to = offsets.at(x);
      double divisor = lists.divisor(x, most, scoring);
      for (long at = from; at < lists.end(x, most); at++, to++) {
        members.set(to, lists.rows().column(at));
        values.set(to, (float) (lists.similarities().at(at) / divisor));
      }
    }
    return Csr.view(rows, rows, offsets, members, values, null);
  }
}
