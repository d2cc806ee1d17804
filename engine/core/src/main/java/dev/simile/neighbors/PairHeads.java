package dev.simile.neighbors;

import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;

/// The columns that most rows have, as dense matrices of the rows of the first ranks: there a
/// product of matrices, zeros and all, costs less than sparse sums. Products are added in floats,
/// exact because the values are [Whole] and few enough of them.
///
/// Columns are taken in groups, those of most entries first. A group reaches to that rank, of all
/// rows, half of them, a quarter and so on, to which it saves most, and no further than the one
/// before it; neighbors that reach equally far make one matrix.
final class PairHeads {
  /// Columns in a group.
  private static final int GROUP = 32;

  /// How many multiply-adds of the dense product one of the sparse sums takes the time of.
  private static final int SPARSE = 24;

  /// Ranks below which no level goes.
  private static final int LEAST = 16;

  /// Halvings of the number of rows.
  private static final int HALVINGS = 7;

  /// The bytes that the matrices may have for each entry of the ratings.
  private static final int BYTES_PER_ENTRY = 16;

  /// Sums below it are exact in floats.
  private static final long EXACT = 1 << 24;

  private final List<FloatMatrix> levels;
  private final long[] ends;

  private PairHeads(List<FloatMatrix> levels, long[] ends) {
    this.levels = levels;
    this.ends = ends;
  }

  /// Bytes, at most.
  static long estimate(Csr matrix) {
    return BYTES_PER_ENTRY * matrix.entries() + 8L * matrix.columns() * 2 + (HALVINGS + 1) * 64L;
  }

  /// Those of a matrix.
  static PairHeads of(Csr byColumn, PairOrder order, Whole whole, Memory memory) {
    PairOrder columns = PairOrder.of(byColumn);
    long[] ends = new long[byColumn.rows()];
    List<FloatMatrix> levels = new ArrayList<>();
    long most = EXACT / ((long) whole.largest() * whole.largest());
    long room = BYTES_PER_ENTRY * byColumn.entries();
    int first = 0;
    int last = 0;
    int reach = order.count();
    while (last < columns.count()) {
      int to = Math.min(columns.count(), last + GROUP);
      int next = reach(byColumn, order, columns, last, to, reach);
      if (next != reach && last > first) {
        room -= level(byColumn, order, columns, first, last, reach, whole, ends, levels, memory);
        first = last;
      }
      reach = next;
      long bytes = (long) reach * FloatMatrix.strideOf(to - first) * Float.BYTES;
      if (reach == 0 || bytes > room || to - first > most) break;
      last = to;
    }
    if (last > first && reach > 0)
      level(byColumn, order, columns, first, last, reach, whole, ends, levels, memory);
    return new PairHeads(List.copyOf(levels), ends);
  }

  /// How far columns `from..to-1` of the order should reach, 0 if not at all.
  private static int reach(
      Csr byColumn, PairOrder order, PairOrder columns, int from, int to, int most) {
    int count = order.count();
    double[] savings = new double[HALVINGS + 1];
    for (int c = from; c < to; c++) {
      int column = columns.row(c);
      int[] below = new int[HALVINGS + 1];
      long end = byColumn.end(column);
      for (long at = byColumn.start(column); at < end; at++) {
        int rank = order.rank(byColumn.column(at));
        for (int h = 0; h <= HALVINGS && rank < count >> h; h++) below[h]++;
      }
      for (int h = 0; h <= HALVINGS; h++) {
        double dense = (double) (count >> h) * (count >> h);
        savings[h] += (double) SPARSE * below[h] * below[h] - dense;
      }
    }
    int best = 0;
    double saving = 0;
    for (int h = 0; h <= HALVINGS; h++) {
      int ranks = count >> h;
      if (ranks > most || ranks < LEAST || !(savings[h] > saving)) continue;
      saving = savings[h];
      best = ranks;
    }
    return best;
  }

  private static long level(
      Csr byColumn,
      PairOrder order,
      PairOrder columns,
      int from,
      int to,
      int reach,
      Whole whole,
      long[] ends,
      List<FloatMatrix> levels,
      Memory memory) {
    FloatMatrix matrix = memory.matrix("dense pairs", reach, to - from);
    for (int c = from; c < to; c++) {
      int column = columns.row(c);
      long end = byColumn.end(column);
      long before = byColumn.start(column);
      for (long at = before; at < end; at++) {
        int rank = order.rank(byColumn.column(at));
        if (rank >= reach) continue;
        ends[column]++;
        matrix.set(rank, c - from, whole.of(byColumn.value(at)));
      }
      ends[column] += before;
    }
    levels.add(matrix);
    return (long) reach * matrix.stride() * Float.BYTES;
  }

  /// The position in [PairColumns] behind the last entry of a column that is in a matrix; 0 if none
  /// is.
  long end(int column) {
    return ends[column];
  }

  /// The matrices, widest reach first.
  List<FloatMatrix> levels() {
    return levels;
  }

  /// Floats that the products of `rows` rows take.
  long room(int rows) {
    long room = 0;
    for (FloatMatrix level : levels) room += (long) rows * level.rows();
    return room;
  }

  /// The products of the rows `from..to-1` with all behind them, one level after the other.
  void multiply(Kernels kernels, int from, int to, Floats out) {
    long at = 0;
    for (FloatMatrix level : levels) {
      int rows = Math.min(to, level.rows()) - from;
      if (rows <= 0) continue;
      int width = level.rows() - from;
      kernels.scoreTile(
          level,
          from,
          rows,
          level,
          from,
          width,
          null,
          null,
          out.segment(),
          at * Float.BYTES,
          width);
      at += (long) rows * width;
    }
  }

  /// Adds what [#multiply] found for row `from + i` to its sums.
  void add(int from, int to, int i, Floats products, WholeSums sums) {
    long at = 0;
    for (FloatMatrix level : levels) {
      int rows = Math.min(to, level.rows()) - from;
      if (rows <= 0) continue;
      int width = level.rows() - from;
      // Behind the row itself.
      if (i < rows) sums.add(products, at + (long) i * width + i + 1, width - i - 1, from + i + 1);
      at += (long) rows * width;
    }
  }

  /// Ranks that the widest level reaches to.
  int reach() {
    return levels.isEmpty() ? 0 : levels.getFirst().rows();
  }
}
