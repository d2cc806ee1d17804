package dev.simile.neighbors;

import dev.simile.Compute;
import dev.simile.kernel.WholeRows;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// Computes the neighbor lists of all rows. Each pair of rows is looked at once, from the one of
/// lower rank ([PairOrder]): its sums over common columns, in ascending order of the columns, are
/// the same to the bit from both sides. Which pairs are whose nearest depends on no order
/// ([Gathering]), so the lists are the same for any number of threads.
///
/// O(half the sum over columns of degree^2), one addition each for similarities of counts, one
/// multiply-add for cosines of whole rows, up to six for others; inverse distance O(rows^2) more.
/// [Whole] values go through ints, and where many rows have the same columns through matrix
/// products ([PairHeads]).
final class ListTraining {
  /// Rows in one task.
  private static final int BLOCK = 16;

  private final Csr byRow;
  private final Csr byColumn;
  private final NeighborConfig config;
  private final Vectors vectors;
  private final Compute compute;

  private ListTraining(
      Csr byRow, Csr byColumn, NeighborConfig config, Vectors vectors, Compute compute) {
    this.byRow = byRow;
    this.byColumn = byColumn;
    this.config = config;
    this.vectors = vectors;
    this.compute = compute;
  }

  /// Bytes at the peak of [#train], the lists included, at most: the lists, what is gathered for
  /// them, the columns in the order of ranks, and each thread's sums on the heap.
  static long estimate(Csr byRow, Csr byColumn, NeighborConfig config, int threads) {
    long pairs = entries(byRow, byColumn, config, config.kept());
    long gathered = entries(byRow, byColumn, config, room(config));
    long thread =
        Math.max(
            PairSums.bytesPerRow(Vectors.kind(config)) + Integer.BYTES,
            WholeSums.bytesPerRow() + 3L * BLOCK * Float.BYTES);
    long columns =
        config.clusters() > 0
            ? ClusteredTraining.estimate(byRow, config, threads)
            : PairColumns.estimate(byRow)
                + Math.max(
                    Memory.sizeOf(byRow.entries(), Double.BYTES), PairHeads.estimate(byColumn));
    return Math.addExact(
        NeighborLists.estimate(byRow.rows(), pairs)
            + Gathering.estimate(byRow.rows(), gathered)
            + PairOrder.estimate(byRow.rows()),
        columns + threads * thread * byRow.rows());
  }

  private static int room(NeighborConfig config) {
    return (int) Gathering.room(config.kept(), Integer.MAX_VALUE);
  }

  /// An upper bound of the number of neighbors in all lists.
  static long entries(Csr byRow, Csr byColumn, NeighborConfig config) {
    return entries(byRow, byColumn, config, config.kept());
  }

  private static long entries(Csr byRow, Csr byColumn, NeighborConfig config, int limit) {
    long most = Math.min(limit, Math.max(0, byRow.rows() - 1L));
    long total = 0;
    for (int x = 0; x < byRow.rows(); x++) total += most(byRow, byColumn, config, x, most);
    return total;
  }

  /// An upper bound of the number of neighbors of row `x`, no higher than `most`.
  static long most(Csr byRow, Csr byColumn, NeighborConfig config, int x, long most) {
    if (config.similarity() == Similarity.INVERSE_DISTANCE) return most;
    long others = 0;
    for (long at = byRow.start(x); at < byRow.end(x) && others < most; at++)
      others += byColumn.degree(byRow.column(at)) - 1;
    return Math.min(most, others);
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
    int count = byRow.rows();
    PairOrder order = PairOrder.of(byRow);
    Gathering gathering =
        new Gathering(
            count,
            config.kept(),
            rank -> most(byRow, byColumn, config, order.row(rank), count - 1L),
            config.minSimilarity(),
            working);
    if (config.clusters() > 0)
      new ClusteredTraining(byRow, byColumn, config, vectors, compute)
          .train(gathering, order, working);
    else allPairs(order, gathering, working);
    return lists(order, gathering, memory);
  }

  private void allPairs(PairOrder order, Gathering gathering, Memory working) {
    int count = order.count();
    Pairs pairs = pairs(order, gathering, working);
    @Nullable Bench[] benches = new Bench[compute.workers().threads()];
    try (Progress.Step step = compute.progress().step("neighbors", count, "rows")) {
      compute
          .workers()
          .ranges(
              count,
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                Bench bench = benches[worker];
                if (bench == null) benches[worker] = bench = pairs.bench();
                bench.list(from, to);
                step.advance(to - from);
              });
    }
  }

  private Pairs pairs(PairOrder order, Gathering gathering, Memory working) {
    Offers offers = new Offers(order, config, vectors, gathering);
    Whole whole = Whole.of(byRow, config, vectors);
    if (whole == null) {
      boolean valued = !config.similarity().counts();
      PairColumns columns = PairColumns.of(byRow, byColumn, order, vectors, valued, working);
      return () -> new PairSumming(columns, offers, vectors);
    }
    PairHeads heads = PairHeads.of(byColumn, order, whole, working);
    PairColumns columns = PairColumns.whole(byRow, byColumn, order, whole, heads, working);
    WholeRows entries = WholeRows.view(columns.entries(), order.count());
    WholeBounds bounds = new WholeBounds(order, config, vectors, whole, gathering);
    return () ->
        new WholeSumming(
            columns, entries, heads, whole, offers, bounds, compute.kernels(), BLOCK, working);
  }

  /// The way all pairs are gone through.
  @FunctionalInterface
  private interface Pairs {
    Bench bench();
  }

  /// What one worker holds.
  @FunctionalInterface
  interface Bench {
    /// Offers every pair of a row of the ranks `from..to-1` with one of a higher rank.
    void list(int from, int to);
  }

  private NeighborLists lists(PairOrder order, Gathering gathering, Memory memory) {
    int count = byRow.rows();
    Longs offsets = memory.longs("neighbor offsets", count + 1L);
    long total = 0;
    for (int x = 0; x < count; x++) offsets.set(x + 1L, total += gathering.size(order.rank(x)));
    Ints listRows = memory.ints("neighbors", total);
    Doubles listValues = memory.doubles("similarities", total);
    compute
        .workers()
        .ranges(
            count,
            BLOCK,
            compute.progress(),
            (from, to, worker) -> {
              Nearest nearest = new Nearest();
              for (int x = from; x < to; x++) {
                int found = gathering.list(order.rank(x), nearest);
                long at = offsets.at(x);
                for (int i = 0; i < found; i++) {
                  listRows.set(at + i, nearest.row(i));
                  listValues.set(at + i, nearest.similarity(i));
                }
              }
            });
    return new NeighborLists(
        Csr.view(count, count, offsets, listRows, null, null),
        listValues,
        NeighborLists.selves(config.similarity(), vectors, count, memory));
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
    double similarity = vectors.similarity(row, z, z, sums);
    if (similarity > least && similarity != 0) nearest.offer(z, similarity);
  }
}
