package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/// The best neighbors of all rows while pairs come in any order: each row gathers some more than it
/// keeps, and when its room is full the worst go. Which are kept in the end depends on no order,
/// for no two neighbors of a row are equal. Rows go by rank, neighbors by index.
///
/// Thread-safe but for [#list].
final class Gathering {
  /// Room of a row beyond what it keeps, at most.
  private static final int SPARE = 128;

  private static final int LOCKS = 1024;

  private final int kept;
  private final Longs offsets;
  private final Ints members;
  private final Doubles similarities;
  private final int[] sizes;
  private final double[] limits;
  private final Object[] locks = new Object[LOCKS];

  /// @param rows number of rows
  /// @param most an upper bound of the neighbors of the row of a rank
  /// @param least similarities up to it make no neighbor
  Gathering(int rows, int kept, IntToLongFunction most, double least, Memory memory) {
    this.kept = kept;
    offsets = memory.longs("gathered offsets", rows + 1L);
    long total = 0;
    for (int rank = 0; rank < rows; rank++)
      offsets.set(rank + 1L, total += room(kept, most.applyAsLong(rank)));
    members = memory.ints("gathered neighbors", total);
    similarities = memory.doubles("gathered similarities", total);
    sizes = new int[rows];
    limits = new double[rows];
    Arrays.fill(limits, least);
    for (int i = 0; i < LOCKS; i++) locks[i] = new Object();
  }

  /// Neighbors that a row has room for.
  ///
  /// @param most that it can have
  static long room(int kept, long most) {
    return Math.min(most, (long) kept + Math.min(kept, SPARE));
  }

  /// Bytes, on and off the heap.
  ///
  /// @param total room of all rows
  static long estimate(int rows, long total) {
    return Memory.sizeOf(rows + 1L, Long.BYTES)
        + Memory.sizeOf(total, Integer.BYTES)
        + Memory.sizeOf(total, Double.BYTES)
        + 12L * rows;
  }

  /// A similarity below which nothing is kept of what the row of a rank is offered. It only grows.
  double limit(int rank) {
    return limits[rank];
  }

  /// Offers the row of a rank a neighbor, each only once.
  ///
  /// @param nearest free to use
  void offer(int rank, int row, double similarity, Nearest nearest) {
    if (similarity < limits[rank]) return;
    synchronized (locks[rank % LOCKS]) {
      long start = offsets.at(rank);
      long room = offsets.at(rank + 1L) - start;
      int size = sizes[rank];
      if (size == room) {
        limits[rank] = shrink(rank, nearest);
        size = kept;
      }
      members.set(start + size, row);
      similarities.set(start + size, similarity);
      sizes[rank] = size + 1;
    }
  }

  private double shrink(int rank, Nearest nearest) {
    choose(rank, nearest);
    long start = offsets.at(rank);
    for (int i = 0; i < kept; i++) {
      members.set(start + i, nearest.row(i));
      similarities.set(start + i, nearest.similarity(i));
    }
    return nearest.worst();
  }

  private void choose(int rank, Nearest nearest) {
    long start = offsets.at(rank);
    nearest.begin(kept);
    for (int i = 0; i < sizes[rank]; i++)
      nearest.offer(members.at(start + i), similarities.at(start + i));
  }

  /// Number of neighbors of the row of a rank.
  int size(int rank) {
    return Math.min(kept, sizes[rank]);
  }

  /// Sorts the neighbors of the row of a rank, best first.
  ///
  /// @return how many there are
  int list(int rank, Nearest nearest) {
    choose(rank, nearest);
    return nearest.sort();
  }
}
