package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Sections;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;

/// The neighbors of every row, best first, with their similarities in double.
///
/// Double, because floats make equal what differs: with them one of the 1,288 published predictions
/// on MovieLens latest-small takes another 20th neighbor (and the RMSE of six published models on a
/// sample of ML-100K moves by up to 1.3e-10). It costs 12 bytes a neighbor instead of 8.
///
/// @param rows rows x rows, without values
/// @param similarities of the entries
record NeighborLists(Csr rows, Doubles similarities) {
  /// Bytes of lists of that size.
  static long estimate(int rows, long entries) {
    return Csr.estimate(rows, entries, false, false) + Memory.sizeOf(entries, Double.BYTES);
  }

  /// Number of rows.
  int count() {
    return rows.rows();
  }

  /// Position after the last of the first `most` neighbors of `row`.
  long end(int row, int most) {
    return Math.min(rows.end(row), rows.start(row) + most);
  }

  void write(StoreWriter out) {
    Sections.write(out, "neighbors", rows);
    out.doubles("neighbors.similarities", similarities);
  }

  /// Reads what [#write] wrote.
  static NeighborLists read(StoreReader in, int rows) {
    Csr lists = Sections.read(in, "neighbors", rows, rows);
    Doubles similarities = in.doubles("neighbors.similarities");
    if (similarities.length() != lists.entries())
      throw in.corrupt("section 'neighbors.similarities'", "it does not fit the neighbors");
    return new NeighborLists(lists, similarities);
  }
}
