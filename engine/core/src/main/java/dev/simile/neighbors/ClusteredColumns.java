package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// The columns with their entries in an order of the rows, where the rows of a cluster lie
/// together, and the rows with their columns in ascending order; offsets are the matrices' own.
///
/// @param entries of the columns: ranks, ascending
/// @param values of the entries, null if they are all 1
/// @param rowColumns the columns of each row
/// @param rowValues the values there, null if they are all 1
record ClusteredColumns(
    Ints entries, @Nullable Doubles values, Ints rowColumns, @Nullable Doubles rowValues) {

  static ClusteredColumns of(
      Csr byRow,
      Csr byColumn,
      PairOrder order,
      Vectors vectors,
      NeighborConfig config,
      Memory memory) {
    boolean valued = !config.similarity().counts();
    Ints rowColumns = memory.ints("row columns", byRow.entries());
    Doubles rowValues = valued ? memory.doubles("row values", byRow.entries()) : null;
    long[] next = new long[byRow.rows()];
    for (int row = 0; row < next.length; row++) next[row] = byRow.start(row);
    for (int column = 0; column < byColumn.rows(); column++) {
      long end = byColumn.end(column);
      for (long at = byColumn.start(column); at < end; at++) {
        int row = byColumn.column(at);
        long to = next[row]++;
        rowColumns.set(to, column);
        if (rowValues != null) rowValues.set(to, vectors.value(byColumn.value(at), row, column));
      }
    }
    Ints entries = memory.ints("clustered entries", byRow.entries());
    Doubles values = valued ? memory.doubles("clustered values", byRow.entries()) : null;
    next = new long[byColumn.rows()];
    for (int column = 0; column < next.length; column++) next[column] = byColumn.start(column);
    for (int rank = 0; rank < order.count(); rank++) {
      int row = order.row(rank);
      for (long at = byRow.start(row); at < byRow.end(row); at++) {
        long to = next[rowColumns.at(at)]++;
        entries.set(to, rank);
        if (values != null && rowValues != null) values.set(to, rowValues.at(at));
      }
    }
    return new ClusteredColumns(entries, values, rowColumns, rowValues);
  }

  /// The value at a position of the rows.
  double rowValue(long at) {
    return rowValues == null ? 1 : rowValues.at(at);
  }

  /// The first position in `from..to-1` of a column's entries whose rank is not below `rank`, or
  /// `to`.
  long first(long from, long to, int rank) {
    long low = from;
    long high = to;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (entries.at(middle) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
