package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Ranks for every user who is asked: the users in blocks that depend on the catalogue's size and
/// on their cells alone, each ranking added to the sums as soon as it is there. Memory: a tile of
/// scores and a row for each worker, and the sums, whatever the number of users.
final class RankingPass {
  private static final int TILE_BYTES = 4 << 20;
  private static final int MAX_ROWS = 64;

  private final String name;
  private final Truth truth;
  private final Catalog catalog;
  private final Sums sums;
  private final int worst;
  private final Compute compute;
  private final Progress.Step progress;
  private final int rows;
  private final @Nullable RankingWorker[] workers;

  RankingPass(
      String name,
      Truth truth,
      Catalog catalog,
      Sums sums,
      int worst,
      Compute compute,
      Progress.Step progress) {
    this.name = name;
    this.truth = truth;
    this.catalog = catalog;
    this.sums = sums;
    this.worst = worst;
    this.compute = compute;
    this.progress = progress;
    this.rows = rows(truth);
    this.workers = new RankingWorker[compute.workers().threads()];
  }

  /// Users of a tile.
  static int rows(Truth truth) {
    long rowBytes = Math.max(64, 4L * truth.train().itemCount());
    return Math.clamp(TILE_BYTES / rowBytes, 1, MAX_ROWS);
  }

  /// What is left when the users are gone, beside the sums.
  ///
  /// @param figures by metric, those of the catalogue; NaN of the others
  /// @param shortLists users who got fewer than the most that were asked for
  /// @param main the metric by which users are worst
  /// @param worst the users
  /// @param seconds in the model, added over the threads; NaN if there is none
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Result(
      double[] figures, int shortLists, @Nullable Metric main, Lowest worst, double seconds) {}

  /// @param ranker makes one for a tile of so many users
  Result run(IntFunction<Ranker> ranker) {
    long tile = 4L * (truth.train().itemCount() + 16) * rows;
    Ledger.require("evaluate " + name, tile * workers.length);
    int[] asked = truth.asked();
    int[] ends = truth.cells().cuts(asked, rows);
    try {
      compute
          .workers()
          .run(
              ends.length,
              compute.progress(),
              (task, number) -> {
                RankingWorker worker = worker(number, ranker);
                int end = ends[task];
                for (int from = task == 0 ? 0 : ends[task - 1]; from < end; from += rows) {
                  int to = Math.min(end, from + rows);
                  worker.ranker().rank(asked, from, to, worker::add);
                  progress.advance(to - from);
                }
              });
      return result();
    } finally {
      for (RankingWorker worker : workers) if (worker != null) worker.close();
    }
  }

  private RankingWorker worker(int number, IntFunction<Ranker> ranker) {
    RankingWorker worker = workers[number];
    if (worker == null) {
      Ranker fresh = ranker.apply(rows);
      try {
        worker = new RankingWorker(fresh, sums, truth, catalog, worst);
      } catch (RuntimeException | Error e) { // what its measures need may not fit
        fresh.close();
        throw e;
      }
      workers[number] = worker;
    }
    return worker;
  }

  private Result result() {
    List<RankingWorker> all = new ArrayList<>();
    for (RankingWorker worker : workers) if (worker != null) all.add(worker);
    List<Metric> metrics = sums.plan().metrics();
    double[] figures = new double[metrics.size()];
    Arrays.fill(figures, Double.NaN);
    for (int m = 0; m < figures.length; m++) {
      if (metrics.get(m).measure().kind() != Measure.Kind.CATALOG) continue;
      CatalogUse use = new CatalogUse(catalog.items(), metrics.get(m).cutoff());
      for (RankingWorker worker : all) {
        CatalogUse part = worker.use(m);
        if (part != null) use.addAll(part);
      }
      figures[m] = use.value(metrics.get(m).measure());
    }
    int shortLists = 0;
    double seconds = 0;
    Lowest lowest = new Lowest(worst);
    @Nullable Metric main = null;
    for (RankingWorker worker : all) {
      shortLists += worker.shortLists();
      seconds += worker.ranker().seconds();
      lowest.offerAll(worker.worst());
      main = worker.main();
    }
    return new Result(figures, shortLists, main, lowest, seconds);
  }
}
