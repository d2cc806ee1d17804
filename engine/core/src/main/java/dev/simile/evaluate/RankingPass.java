package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.Recommender;
import dev.simile.Scores;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ranks the whole catalogue for every user who is asked: the users in blocks that depend on the
/// catalogue's size alone, each block scored as one tile, each row of it reduced to the user's
/// values; then the means, in the order of the users. Memory: one tile and one row for each worker,
/// and the values.
final class RankingPass {
  private static final int TILE_BYTES = 4 << 20;
  private static final int MAX_ROWS = 64;

  private final Truth truth;
  private final String name;
  private final Recommender model;
  private final List<Metric> metrics;
  private final Compute compute;
  private final Progress.Step progress;
  private final int rows;
  private final @Nullable RowRanking[] rankings;
  private double modelSeconds;

  RankingPass(
      Truth truth,
      String name,
      Recommender model,
      List<Metric> metrics,
      Compute compute,
      Progress.Step progress) {
    this.truth = truth;
    this.name = name;
    this.model = model;
    this.metrics = metrics;
    this.compute = compute;
    this.progress = progress;
    long rowBytes = Math.max(64, 4L * truth.train().itemCount());
    this.rows = Math.clamp(TILE_BYTES / rowBytes, 1, MAX_ROWS);
    this.rankings = new RowRanking[compute.workers().threads()];
  }

  List<Value> run() {
    long tile = 4L * (truth.train().itemCount() + 16) * rows;
    Ledger.require(
        "evaluate " + name,
        UserTable.estimate(truth.asked(), metrics.size()) + tile * rankings.length);
    try (UserTable table = new UserTable(truth.asked(), metrics.size())) {
      compute
          .workers()
          .ranges(
              truth.asked(),
              rows,
              compute.progress(),
              (from, to, worker) -> {
                ranking(worker).rank(from, to, table);
                progress.advance(to - from);
              });
      List<Value> values = new ArrayList<>();
      for (int i = 0; i < metrics.size(); i++) values.add(value(i, table));
      return values;
    } finally {
      for (RowRanking ranking : rankings) {
        if (ranking == null) continue;
        modelSeconds += ranking.nanos() / 1e9;
        ranking.close();
      }
    }
  }

  /// Seconds in the model, added over the threads.
  double modelSeconds() {
    return modelSeconds;
  }

  private RowRanking ranking(int worker) {
    RowRanking ranking = rankings[worker];
    if (ranking == null) {
      Scores tile = Scores.of(rows, truth.train().itemCount());
      ranking = new RowRanking(truth, name, model, metrics, compute.kernels(), tile);
      rankings[worker] = ranking;
    }
    return ranking;
  }

  private Value value(int column, UserTable table) {
    Metric metric = metrics.get(column);
    if (metric.measure() != Measure.CATALOG_COVERAGE) return Value.mean(metric, table, column);
    long[] served = new long[(truth.train().itemCount() + 63) >>> 6];
    for (RowRanking ranking : rankings) {
      if (ranking == null) continue;
      long[] part = ranking.served(column);
      for (int i = 0; i < served.length; i++) served[i] |= part[i];
    }
    long distinct = 0;
    for (long word : served) distinct += Long.bitCount(word);
    return Value.figure(metric, (double) distinct / truth.train().itemCount(), table.rows());
  }
}
