package dev.simile.neighbors;

import dev.simile.kernel.WholeRows;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// The columns, each with its entries in the order of the rows' ranks, and for each row where in
/// its columns the rows behind it begin: with those alone a row has to be multiplied, for with the
/// rows before it it was when their turn came.
///
/// @param entries the columns one after the other: ranks, of whole values those of [WholeRows]
/// @param values of the entries, null if they are whole
/// @param offsets where the columns of a row begin in `starts` and `lengths`, by rank; they are in
///   ascending order unless values are whole
/// @param starts positions in `entries`, of whole values with the row's value as [WholeRows] have
///   it
/// @param lengths how many entries from there on
record PairColumns(
    Ints entries, @Nullable Doubles values, Longs offsets, Longs starts, Ints lengths) {

  /// Bytes, at most.
  static long estimate(Csr matrix) {
    return 2 * Memory.sizeOf(matrix.entries(), Integer.BYTES)
        + 2 * Memory.sizeOf(matrix.entries(), Long.BYTES)
        + Memory.sizeOf(matrix.rows() + 1L, Long.BYTES)
        + (long) matrix.columns() * Long.BYTES;
  }

  /// Columns of whole values.
  ///
  /// @param heads pairs that are left out
  static PairColumns whole(
      Csr byRow, Csr byColumn, PairOrder order, Whole whole, PairHeads heads, Memory memory) {
    Ints entries = memory.ints("pair entries", byRow.entries());
    Longs offsets = offsets(byRow, order, memory);
    Longs starts = memory.longs("pair starts", byRow.entries());
    Ints lengths = memory.ints("pair lengths", byRow.entries());
    long[] next = starts(byColumn);
    long to = 0;
    for (int rank = 0; rank < order.count(); rank++) {
      int row = order.row(rank);
      long end = byRow.end(row);
      for (long at = byRow.start(row); at < end; at++, to++) {
        int column = byRow.column(at);
        int value = whole.of(byRow.value(at));
        long position = next[column]++;
        entries.set(position, WholeRows.entry(rank, value));
        long start = Math.max(position + 1, heads.end(column));
        starts.set(to, WholeRows.start(start, value));
        lengths.set(to, (int) (byColumn.end(column) - start));
      }
    }
    return new PairColumns(entries, null, offsets, starts, lengths);
  }

  /// Columns of the values that the similarity takes for ratings.
  static PairColumns of(
      Csr byRow, Csr byColumn, PairOrder order, Vectors vectors, boolean valued, Memory memory) {
    Ints entries = memory.ints("pair entries", byRow.entries());
    Longs offsets = offsets(byRow, order, memory);
    Longs starts = memory.longs("pair starts", byRow.entries());
    Ints lengths = memory.ints("pair lengths", byRow.entries());
    Doubles values = memory.doubles("pair values", valued ? byRow.entries() : 0);
    // First the columns of each row in ascending order, and their values, where the lengths and
    // starts will be.
    long[] next = new long[order.count()];
    for (int rank = 0; rank < next.length; rank++) next[rank] = offsets.at(rank);
    for (int column = 0; column < byColumn.rows(); column++) {
      long end = byColumn.end(column);
      for (long at = byColumn.start(column); at < end; at++) {
        int row = byColumn.column(at);
        long to = next[order.rank(row)]++;
        lengths.set(to, column);
        if (valued)
          starts.set(
              to, Double.doubleToRawLongBits(vectors.value(byColumn.value(at), row, column)));
      }
    }
    next = starts(byColumn);
    for (int rank = 0; rank < order.count(); rank++) {
      for (long at = offsets.at(rank); at < offsets.at(rank + 1L); at++) {
        int column = lengths.at(at);
        long position = next[column]++;
        entries.set(position, rank);
        if (valued) values.set(position, Double.longBitsToDouble(starts.at(at)));
        starts.set(at, position + 1);
        lengths.set(at, (int) (byColumn.end(column) - position - 1));
      }
    }
    return new PairColumns(entries, valued ? values : null, offsets, starts, lengths);
  }

  private static Longs offsets(Csr byRow, PairOrder order, Memory memory) {
    Longs offsets = memory.longs("pair offsets", order.count() + 1L);
    long total = 0;
    for (int rank = 0; rank < order.count(); rank++)
      offsets.set(rank + 1L, total += byRow.degree(order.row(rank)));
    return offsets;
  }

  private static long[] starts(Csr byColumn) {
    long[] starts = new long[byColumn.rows()];
    for (int column = 0; column < starts.length; column++) starts[column] = byColumn.start(column);
    return starts;
  }

  /// An upper bound of the entries that the row of a rank is multiplied with.
  long work(int rank) {
    long work = 0;
    for (long at = offsets.at(rank); at < offsets.at(rank + 1L); at++) work += lengths.at(at);
    return work;
  }
}
