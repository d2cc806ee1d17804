package dev.simile.factors;

import dev.simile.parallel.CancelledException;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import org.jspecify.annotations.Nullable;

/// Visits every block of a grid once, so that two blocks of one row or column never run at the same
/// time and follow each other in an order that does not depend on the threads: the result of work
/// that reads and writes only its own row's and column's data has the same bits however many there
/// are.
///
/// The order is that of a Latin square: in round `d` block row `r` is at block column `(r +
/// shift[d]) mod rounds`. A block waits only for the block before it in its row and the one before
/// it in its column, not for a round to end. Threads that find nothing to do sleep.
final class BlockSchedule {
  private static final long POLL_MILLIS = 20;

  private final int rows;
  private final int columns;
  private final int rounds;
  private final int[] shifts;
  // All below guarded by this.
  private final int[] rowRound;
  private final int[] columnRound;
  private final boolean[] busy;
  private int left;
  private @Nullable Throwable failure;

  /// The work on one block.
  @FunctionalInterface
  interface Visit {
    /// Works on the block at (`row`, `column`).
    void run(int row, int column);
  }

  BlockSchedule(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.rounds = Math.max(rows, columns);
    this.shifts = new int[rounds];
    this.rowRound = new int[rows];
    this.columnRound = new int[columns];
    this.busy = new boolean[rows];
  }

  /// Visits all blocks, in the order that `order` (see [Randoms#stream]) stands for.
  ///
  /// @throws CancelledException if the progress is cancelled or the calling thread interrupted
  /// @throws RuntimeException or Error: the first failure of a visit
  void run(long order, Workers workers, Progress progress, Visit visit) {
    begin(order);
    int crew = Math.min(workers.threads(), Math.min(rows, columns));
    workers.run(crew, progress, (task, worker) -> visitBlocks(progress, visit));
  }

  private synchronized void begin(long order) {
    for (int d = 0; d < rounds; d++) {
      int other = Randoms.below(Randoms.bits(order, d), d + 1);
      shifts[d] = shifts[other];
      shifts[other] = d;
    }
    for (int row = 0; row < rows; row++) rowRound[row] = nextOfRow(row, 0);
    for (int column = 0; column < columns; column++) columnRound[column] = nextOfColumn(column, 0);
    left = rows * columns;
    failure = null;
  }

  private void visitBlocks(Progress progress, Visit visit) {
    try {
      for (int row = take(progress); row >= 0; row = take(progress)) {
        progress.check();
        if (Thread.currentThread().isInterrupted()) throw new CancelledException();
        int column = columnOf(row, rowRound[row]); // this row is ours: nobody changes its round
        visit.run(row, column);
        done(row, column);
      }
    } catch (Throwable e) {
      fail(e);
      throw e;
    }
  }

  /// The row of a block that may run, now taken; -1 if there is none left or a visit failed.
  private synchronized int take(Progress progress) {
    while (failure == null && left > 0) {
      int best = -1;
      for (int row = 0; row < rows; row++) {
        int round = rowRound[row];
        if (busy[row] || round == rounds || (best >= 0 && round >= rowRound[best])) continue;
        if (columnRound[columnOf(row, round)] == round) best = row;
      }
      if (best >= 0) {
        busy[best] = true;
        left--;
        return best;
      }
      try {
        wait(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException();
      }
      progress.check();
    }
    return -1;
  }

  private synchronized void done(int row, int column) {
    int round = rowRound[row];
    busy[row] = false;
    rowRound[row] = nextOfRow(row, round + 1);
    columnRound[column] = nextOfColumn(column, round + 1);
    notifyAll();
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) failure = e;
    notifyAll();
  }

  private int columnOf(int row, int round) {
    return (row + shifts[round]) % rounds;
  }

  /// The first round from `round` on in which `row` has a block, or the number of rounds.
  private int nextOfRow(int row, int round) {
    int next = round;
    while (next < rounds && columnOf(row, next) >= columns) next++;
    return next;
  }

  /// The first round from `round` on in which `column` has a block, or the number of rounds.
  private int nextOfColumn(int column, int round) {
    int next = round;
    while (next < rounds && (column - shifts[next] + rounds) % rounds >= rows) next++;
    return next;
  }
}
