package dev.simile.neighbors;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Computes the neighbor lists of all rows: each row's sums over the columns it has, in ascending
/// order of the columns, against every row that shares one; then its most similar ones. Rows are
/// independent of each other and a pair's sums come in the same order from both sides, so the lists
/// are symmetric to the bit and the same for any number of threads.
///
/// O(sum over columns of degree^2), one addition each for similarities of counts, one multiply-add
/// for cosines of whole rows, up to six for others; inverse distance O(rows^2) more.
final class ListTraining {
  private static final int BLOCK = 64;

  private final Csr byRow;
  private final Csr byColumn;
  private final NeighborConfig config;
  private final Vectors vectors;
  private final Compute compute;
  private final int widest;

  private ListTraining(
      Csr byRow, Csr byColumn, NeighborConfig config, Vectors vectors, Compute compute) {
    this.byRow = byRow;
    this.byColumn = byColumn;
    this.config = config;
    this.vectors = vectors;
    this.compute = compute;
    int widest = 0;
    for (int y = 0; y < byColumn.rows(); y++) widest = Math.max(widest, byColumn.degree(y));
    this.widest = widest;
  }

  /// Bytes at the peak of [#train], the lists included, at most: the lists twice, two sorted copies
  /// of the values, and each thread's sums on the heap.
  static long estimate(Csr byRow, Csr byColumn, NeighborConfig config, int threads) {
    long pairs = entries(byRow, byColumn, config);
    long sorted = 2 * Memory.sizeOf(byRow.entries(), Integer.BYTES + Double.BYTES);
    long sums =
        (long) threads * byRow.rows() * (PairSums.bytesPerRow(Vectors.kind(config)) + Long.BYTES);
    return Math.addExact(2 * NeighborLists.estimate(byRow.rows(), pairs), sorted + sums);
  }

  /// An upper bound of the number of neighbors in all lists.
  static long entries(Csr byRow, Csr byColumn, NeighborConfig config) {
    long most = Math.min(config.kept(), Math.max(0, byRow.rows() - 1L));
    if (config.similarity() == Similarity.INVERSE_DISTANCE) return most * byRow.rows();
    long total = 0;
    for (int x = 0; x < byRow.rows(); x++) {
      long others = 0;
      for (long at = byRow.start(x); at < byRow.end(x) && others < most; at++)
        others += byColumn.degree(byRow.column(at)) - 1;
      total += Math.min(most, others);
    }
    return total;
  }

  /// The lists, rows x rows, best first, in `memory`.
  ///
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  static NeighborLists train(
      Csr byRow,
      Csr byColumn,
      NeighborConfig config,
      Vectors vectors,
      Memory memory,
      Compute compute) {
    try (Memory working = Memory.open("training neighbors")) {
      return new ListTraining(byRow, byColumn, config, vectors, compute).train(memory, working);
    }
  }

  private NeighborLists train(Memory memory, Memory working) {
    Sorted columns = sort(byColumn, true, working);
    Sorted rows = sort(byRow, false, working);
    int count = byRow.rows();
    int blocks = (count + BLOCK - 1) / BLOCK;
    int[] degrees = new int[count];
    Ints[] blockRows = new Ints[blocks];
    Doubles[] blockValues = new Doubles[blocks];
    @Nullable Bench[] benches = new Bench[compute.workers().threads()];
    try (Progress.Step step = compute.progress().step("neighbors", count, "rows")) {
      compute
          .workers()
          .run(
              blocks,
              compute.progress(),
              (block, worker) -> {
                Bench bench = benches[worker];
                if (bench == null) benches[worker] = bench = new Bench(vectors.sums(count), widest);
                int from = block * BLOCK;
                int to = Math.min(count, from + BLOCK);
                bench.size = 0;
                for (int x = from; x < to; x++) degrees[x] = list(x, rows, columns, bench);
                blockRows[block] = working.ints("block", bench.size);
                blockValues[block] = working.doubles("block", bench.size);
                MemorySegment.copy(
                    bench.listRows, 0, blockRows[block].segment(), JAVA_INT, 0, bench.size);
                MemorySegment.copy(
                    bench.listValues, 0, blockValues[block].segment(), JAVA_DOUBLE, 0, bench.size);
                step.advance(to - from);
              });
    }
    Longs offsets = memory.longs("neighbor offsets", count + 1L);
    long total = 0;
    for (int x = 0; x < count; x++) offsets.set(x + 1L, total += degrees[x]);
    Ints listRows = memory.ints("neighbors", total);
    Doubles listValues = memory.doubles("similarities", total);
    long at = 0;
    for (int block = 0; block < blocks; block++) {
      long length = blockRows[block].length();
      MemorySegment.copy(
          blockRows[block].segment(), 0, listRows.segment(), at * Integer.BYTES, length * 4);
      MemorySegment.copy(
          blockValues[block].segment(), 0, listValues.segment(), at * Double.BYTES, length * 8);
      at += length;
    }
    return new NeighborLists(
        Csr.view(count, count, offsets, listRows, null, null),
        listValues,
        NeighborLists.selves(config.similarity(), vectors, count, memory));
  }

  /// What one worker holds.
  private static final class Bench {
    final PairSums sums;
    final int[] rows;
    final double[] values;
    final Nearest nearest = new Nearest();
    final Vectors.Row row = new Vectors.Row();
    int[] listRows = new int[1024];
    double[] listValues = new double[1024];
    int size;

    Bench(PairSums sums, int widest) {
      this.sums = sums;
      rows = new int[widest];
      values = new double[widest];
    }

    void append(int row, double value) {
      if (size == listRows.length) {
        listRows = Arrays.copyOf(listRows, 2 * size);
        listValues = Arrays.copyOf(listValues, 2 * size);
      }
      listRows[size] = row;
      listValues[size++] = value;
    }
  }

  private int list(int x, Sorted rows, Sorted columns, Bench bench) {
    long start = byRow.start(x);
    int degree = byRow.degree(x);
    long work = 0;
    for (int i = 0; i < degree; i++) work += byColumn.degree(rows.indexes.at(start + i));
    PairSums sums = bench.sums;
    boolean valued = !config.similarity().counts();
    sums.begin(vectors.dense() ? Long.MAX_VALUE : work);
    for (int i = 0; i < degree; i++) {
      int column = rows.indexes.at(start + i);
      long from = byColumn.start(column);
      int length = byColumn.degree(column);
      MemorySegment.copy(
          columns.indexes.segment(), JAVA_INT, from * Integer.BYTES, bench.rows, 0, length);
      if (valued)
        MemorySegment.copy(
            columns.values.segment(), JAVA_DOUBLE, from * Double.BYTES, bench.values, 0, length);
      sums.add(rows.values.at(start + i), bench.rows, bench.values, length);
    }
    vectors.describe(bench.row, x);
    int found = nearest(bench.row, x, sums, vectors, config, bench.nearest);
    for (int i = 0; i < found; i++) bench.append(bench.nearest.row(i), bench.nearest.similarity(i));
    return found;
  }

  /// The most similar rows by sums that are complete, best first; clears the sums.
  ///
  /// @param self the row that is no neighbor of its own, or -1
  /// @return how many
  static int nearest(
      Vectors.Row row,
      int self,
      PairSums sums,
      Vectors vectors,
      NeighborConfig config,
      Nearest nearest) {
    int count = sums.rows();
    nearest.begin(Math.min(config.kept(), count));
    double least = config.minSimilarity();
    if (sums.tracked()) {
      for (int i = 0; i < sums.touchedCount(); i++)
        offer(row, self, sums.touched(i), sums, vectors, least, nearest);
    } else {
      boolean dense = vectors.dense();
      for (int z = 0; z < count; z++) {
        if (dense || !sums.isEmpty(z)) offer(row, self, z, sums, vectors, least, nearest);
      }
    }
    sums.clear();
    return nearest.sort();
  }

  private static void offer(
      Vectors.Row row,
      int self,
      int z,
      PairSums sums,
      Vectors vectors,
      double least,
      Nearest nearest) {
    if (z == self) return;
    double similarity = vectors.similarity(row, z, sums);
    if (similarity > least && similarity != 0) nearest.offer(z, similarity);
  }

  /// The entries of a matrix with ascending indexes in each row, and what the similarity takes for
  /// them; offsets are the matrix's own.
  private record Sorted(Ints indexes, Doubles values) {}

  private Sorted sort(Csr matrix, boolean columns, Memory working) {
    Ints indexes = working.ints("sorted indexes", matrix.entries());
    Doubles values = working.doubles("sorted values", matrix.entries());
    compute
        .workers()
        .ranges(
            matrix.rows(),
            BLOCK,
            compute.progress(),
            (from, to, worker) -> {
              long[] keys = new long[0];
              for (int r = from; r < to; r++) {
                long start = matrix.start(r);
                int degree = matrix.degree(r);
                if (keys.length < degree) keys = new long[degree];
                for (int i = 0; i < degree; i++)
                  keys[i] = (long) matrix.column(start + i) << 32 | i;
                Arrays.sort(keys, 0, degree);
                for (int i = 0; i < degree; i++) {
                  int index = (int) (keys[i] >> 32);
                  double rating = matrix.value(start + (int) keys[i]);
                  indexes.set(start + i, index);
                  values.set(
                      start + i,
                      columns ? vectors.value(rating, index, r) : vectors.value(rating, r, index));
                }
              }
            });
    return new Sorted(indexes, values);
  }
}
