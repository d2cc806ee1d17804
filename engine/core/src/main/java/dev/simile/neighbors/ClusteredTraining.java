package dev.simile.neighbors;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import dev.simile.topk.Clusters;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Neighbor lists from a part of all pairs: rows lie in clusters, and the neighbors of a row are
/// sought in those clusters alone that are nearest to it. What is found has the similarity that it
/// has among all pairs, to the bit; what lies elsewhere is missed.
///
/// Rows are clustered by random projections of their vectors, as the similarity sees them, on
/// [#DIMENSIONS] directions: each column adds its value, or takes it away, in [#SHARE] of them
/// (Charikar, Chen, Farach-Colton 2002), which keeps cosines about as they are. Clusters are
/// [Clusters].
///
/// O(probes / clusters x the sum over columns of degree^2), beside the clustering.
final class ClusteredTraining {
  private static final int DIMENSIONS = 64;
  private static final int SHARE = 4;
  private static final int BLOCK = 16;
  private static final long SEED = 1;

  private final Csr byRow;
  private final Csr byColumn;
  private final NeighborConfig config;
  private final Vectors vectors;
  private final Compute compute;

  ClusteredTraining(
      Csr byRow, Csr byColumn, NeighborConfig config, Vectors vectors, Compute compute) {
    this.byRow = byRow;
    this.byColumn = byColumn;
    this.config = config;
    this.vectors = vectors;
    this.compute = compute;
  }

  /// Bytes at the peak, beside those of the lists, at most.
  static long estimate(Csr byRow, NeighborConfig config, int threads) {
    int rows = byRow.rows();
    return 2 * Memory.sizeOf(byRow.entries(), Integer.BYTES)
        + 2 * Memory.sizeOf(byRow.entries(), Double.BYTES)
        + Memory.sizeOf((long) rows * DIMENSIONS, Float.BYTES)
        + Clusters.estimate(rows, DIMENSIONS, clusters(rows, config), threads)
        + 4L * rows * (config.probes() + 4L)
        + 8L * byRow.columns();
  }

  private static int clusters(int rows, NeighborConfig config) {
    return Math.max(1, Math.min(rows, config.clusters()));
  }

  /// Fills the lists of all rows.
  void train(Gathering gathering, PairOrder popularity, Memory working) {
    int count = byRow.rows();
    int clusters = clusters(count, config);
    int probes = Math.min(clusters, config.probes());
    FloatMatrix projected = project(working);
    Clusters found = Clusters.of(projected, clusters, SEED, working, compute);
    int[] homes = new int[count];
    found.nearest(projected, 1, homes, compute);
    int[] probed = new int[Math.multiplyExact(count, probes)];
    found.nearest(projected, probes, probed, compute);
    int[] starts = Clusters.starts(homes, clusters);
    PairOrder order = PairOrder.of(Clusters.members(homes, starts));
    ClusteredColumns columns =
        ClusteredColumns.of(byRow, byColumn, order, vectors, config, working);
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
                if (bench == null) benches[worker] = bench = new Bench(vectors.sums(count));
                for (int rank = from; rank < to; rank++) {
                  int row = order.row(rank);
                  int[] cells = Arrays.copyOfRange(probed, row * probes, (row + 1) * probes);
                  Arrays.sort(cells);
                  list(rank, cells, starts, order, columns, gathering, popularity, bench);
                }
                step.advance(to - from);
              });
    }
  }

  /// What one worker holds.
  private static final class Bench {
    final PairSums sums;
    final Vectors.Row row = new Vectors.Row();
    final Nearest nearest = new Nearest();
    int[] ranks = new int[64];
    double[] values = new double[64];

    Bench(PairSums sums) {
      this.sums = sums;
    }
  }

  private void list(
      int rank,
      int[] cells,
      int[] starts,
      PairOrder order,
      ClusteredColumns columns,
      Gathering gathering,
      PairOrder popularity,
      Bench bench) {
    PairSums sums = bench.sums;
    int row = order.row(rank);
    long members = 0;
    for (int cell : cells) members += starts[cell + 1] - starts[cell];
    // Sums are tracked where their entries are few; those of the probed clusters are at most these.
    sums.begin(Math.min(Integer.MAX_VALUE, members * byRow.degree(row)));
    for (long at = byRow.start(row); at < byRow.end(row); at++) {
      int column = columns.rowColumns().at(at);
      long from = byColumn.start(column);
      long end = byColumn.end(column);
      for (int cell : cells) {
        from = columns.first(from, end, starts[cell]);
        long to = columns.first(from, end, starts[cell + 1]);
        add(columns, columns.rowValue(at), from, (int) (to - from), bench);
        from = to;
      }
    }
    vectors.describe(bench.row, row);
    if (sums.tracked()) {
      for (int i = 0; i < sums.touchedCount(); i++)
        offer(row, sums.touched(i), order, gathering, popularity, bench);
    } else {
      for (int cell : cells) {
        for (int other = starts[cell]; other < starts[cell + 1]; other++) {
          if (!sums.isEmpty(other)) offer(row, other, order, gathering, popularity, bench);
        }
      }
    }
    sums.clear();
  }

  private static void add(ClusteredColumns columns, double own, long from, int count, Bench bench) {
    if (count == 0) return;
    if (count > bench.ranks.length) {
      bench.ranks = new int[2 * count];
      bench.values = new double[2 * count];
    }
    MemorySegment.copy(
        columns.entries().segment(), JAVA_INT, from * Integer.BYTES, bench.ranks, 0, count);
    Doubles values = columns.values();
    if (values != null)
      MemorySegment.copy(
          values.segment(), JAVA_DOUBLE, from * Double.BYTES, bench.values, 0, count);
    bench.sums.add(own, bench.ranks, bench.values, count);
  }

  private void offer(
      int row, int other, PairOrder order, Gathering gathering, PairOrder popularity, Bench bench) {
    int z = order.row(other);
    if (z == row) return;
    double similarity = vectors.similarity(bench.row, z, other, bench.sums);
    if (similarity > config.minSimilarity() && similarity != 0)
      gathering.offer(popularity.rank(row), z, similarity, bench.nearest);
  }

  /// The rows on a few random directions, each of length 1, or 0 if it has none.
  private FloatMatrix project(Memory working) {
    int count = byRow.rows();
    FloatMatrix projected = working.matrix("projected rows", count, DIMENSIONS);
    boolean counts = config.similarity().counts();
    compute
        .workers()
        .ranges(
            count,
            256,
            compute.progress(),
            (from, to, worker) -> {
              double[] sums = new double[DIMENSIONS];
              for (int row = from; row < to; row++) {
                Arrays.fill(sums, 0);
                for (long at = byRow.start(row); at < byRow.end(row); at++) {
                  int column = byRow.column(at);
                  double value = counts ? 1 : vectors.value(byRow.value(at), row, column);
                  long hash = hash(column);
                  for (int i = 0; i < SHARE; i++, hash >>>= 8) {
                    int direction = (int) hash & (DIMENSIONS - 1);
                    sums[direction] += (hash & 128) == 0 ? value : -value;
                  }
                }
                double squares = 0;
                for (double sum : sums) squares += sum * sum;
                if (!(squares > 0)) continue;
                double length = Math.sqrt(squares);
                for (int k = 0; k < DIMENSIONS; k++)
                  projected.set(row, k, (float) (sums[k] / length));
              }
            });
    return projected;
  }

  /// Well mixed bits (Steele, Lea, Flood 2014).
  private static long hash(int column) {
    long z = (column + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
