package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Sections;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/// The neighbors of every row, best first, with their similarities in double.
///
/// Double, because floats make equal what differs: with them one of the 1,288 published predictions
/// on MovieLens latest-small takes another 20th neighbor (and the RMSE of six published models on a
/// sample of ML-100K moves by up to 1.3e-10). It costs 12 bytes a neighbor instead of 8.
///
/// @param rows rows x rows, without values
/// @param similarities of the entries
/// @param selves of each row to itself, where that is not the same for all; else null
record NeighborLists(Csr rows, Doubles similarities, @Nullable Doubles selves) {
  /// Bytes of lists of that size, at most.
  static long estimate(int rows, long entries) {
    return Csr.estimate(rows, entries, false, false)
        + Memory.sizeOf(entries, Double.BYTES)
        + Memory.sizeOf(rows, Double.BYTES);
  }

  /// The similarities of rows to themselves, in `memory`.
  static @Nullable Doubles selves(Similarity similarity, Vectors vectors, int rows, Memory memory) {
    if (!similarity.counts()) return null;
    Doubles selves = memory.doubles("similarities to itself", rows);
    for (int x = 0; x < rows; x++) selves.set(x, vectors.same(x));
    return selves;
  }

  /// Number of rows.
  int count() {
    return rows.rows();
  }

  /// Position after the last of the first `most` neighbors of `row`.
  long end(int row, int most) {
    return Math.min(rows.end(row), rows.start(row) + most);
  }

  /// By what the similarities of a row are divided in scores: the sum of the absolute values of the
  /// first `most`, or 1.
  double divisor(int row, int most, Scoring scoring) {
    if (scoring != Scoring.SHARE) return 1;
    double sum = 0;
    long end = end(row, most);
    for (long at = rows.start(row); at < end; at++) sum += Math.abs(similarities.at(at));
    return sum;
  }

  void write(StoreWriter out) {
    Sections.write(out, "neighbors", rows);
    out.doubles("neighbors.similarities", similarities);
    if (selves != null) out.doubles("neighbors.selves", selves);
  }

  /// Reads what [#write] wrote.
  static NeighborLists read(StoreReader in, int rows, Similarity similarity) {
    Csr lists = Sections.read(in, "neighbors", rows, rows);
    Doubles similarities = in.doubles("neighbors.similarities");
    if (similarities.length() != lists.entries())
      throw in.corrupt("section 'neighbors.similarities'", "it does not fit the neighbors");
    Doubles selves = similarity.counts() ? in.doubles("neighbors.selves") : null;
    if (selves != null && selves.length() != rows)
      throw in.corrupt("section 'neighbors.selves'", "it does not fit the neighbors");
    return new NeighborLists(lists, similarities, selves);
  }
}
