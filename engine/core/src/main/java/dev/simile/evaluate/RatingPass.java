package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.Predictor;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Predicts every test pair and adds up the errors: each user's in the order of the row, the users'
/// in the order of their cells, whatever the number of threads.
final class RatingPass {
  private static final int BLOCK = 64;
  private static final int LEAST_PAIRS = 5; // of an item or user to be among the worst

  private final String name;
  private final Truth truth;
  private final Predictor model;
  private final double min;
  private final double max;
  private final Sums sums;
  private final int worst;
  private final boolean coverage; // it matters which pairs are covered: to ask costs a prediction
  private final Compute compute;
  private final Progress.Step progress;
  private final LongAdder nanos = new LongAdder();
  private final @Nullable Worker[] workers;

  RatingPass(
      String name,
      Truth truth,
      Predictor model,
      boolean clip,
      Sums sums,
      int worst,
      Compute compute,
      Progress.Step progress) {
    this.name = name;
    this.truth = truth;
    this.model = model;
    this.min = clip ? model.minRating() : Double.NEGATIVE_INFINITY;
    this.max = clip ? model.maxRating() : Double.POSITIVE_INFINITY;
    this.sums = sums;
    this.worst = worst;
    this.coverage = sums.plan().metrics().stream().anyMatch(m -> m.measure().needsCoverage());
    this.compute = compute;
    this.progress = progress;
    this.workers = new Worker[compute.workers().threads()];
  }

  /// What is left beside the sums.
  ///
  /// @param worstUsers by RMSE, negative
  /// @param worstItems by RMSE, negative
  /// @param seconds in the model, added over the threads
  record Result(Residuals residuals, Lowest worstUsers, Lowest worstItems, double seconds) {}

  Result run() {
    int[] users = truth.cells().users();
    int[] ends = truth.cells().cuts(users, BLOCK);
    compute
        .workers()
        .run(
            ends.length,
            compute.progress(),
            (task, number) -> {
              long start = System.nanoTime();
              int from = task == 0 ? 0 : ends[task - 1];
              Worker worker = worker(number);
              for (int i = from; i < ends[task]; i++) worker.add(users[i]);
              nanos.add(System.nanoTime() - start);
              progress.advance(ends[task] - from);
            });
    PairErrors errors = errors();
    Lowest worstUsers = new Lowest(worst);
    for (Worker worker : workers) {
      if (worker == null) continue;
      errors.addAll(worker.errors);
      worstUsers.offerAll(worker.worstUsers);
    }
    return new Result(
        errors.residuals(), worstUsers, errors.worst(worst, LEAST_PAIRS), nanos.sum() / 1e9);
  }

  private Worker worker(int number) {
    Worker worker = workers[number];
    if (worker == null) workers[number] = worker = new Worker();
    return worker;
  }

  private PairErrors errors() {
    double range = model.maxRating() - (double) model.minRating();
    return new PairErrors(range, worst > 0 ? truth.test().itemCount() : 0);
  }

  /// One thread's.
  private final class Worker {
    private final PairErrors errors = errors();
    private final Lowest worstUsers = new Lowest(worst);
    private final List<Metric> ofItems = sums.plan().ofItems();

    void add(int testUser) {
      Csr rows = truth.test().byUser();
      int user = truth.user(testUser);
      int cell = truth.cells().of(testUser);
      Errors all = new Errors();
      Errors covered = new Errors();
      for (long i = rows.start(testUser); i < rows.end(testUser); i++) {
        int testItem = rows.column(i);
        int item = truth.item(testItem);
        double predicted = model.predict(user, item);
        if (!Double.isFinite(predicted)) throw notFinite(testUser, testItem, predicted);
        double error = Math.max(min, Math.min(max, predicted)) - rows.value(i);
        all.add(error);
        if (coverage && model.covers(user, item)) covered.add(error);
        errors.add(testItem, error);
        for (int m = 0; m < ofItems.size(); m++) {
          if (ofItems.get(m).measure() == Measure.RMSE) sums.addPair(m, cell, item, error * error);
          if (ofItems.get(m).measure() == Measure.MAE) sums.addPair(m, cell, item, Math.abs(error));
        }
      }
      List<Metric> metrics = sums.plan().metrics();
      for (int m = 0; m < metrics.size(); m++) {
        Measure measure = metrics.get(m).measure();
        if (measure.needsRatings()) add(m, measure, cell, testUser, all, covered);
      }
      if (all.pairs >= LEAST_PAIRS)
        worstUsers.offer(-Math.sqrt(all.squares / all.pairs), all.pairs, testUser);
    }

    private void add(
        int metric, Measure measure, int cell, int testUser, Errors all, Errors covered) {
      switch (measure) {
        case RMSE -> sums.add(metric, cell, testUser, all.squares, all.pairs);
        case MAE -> sums.add(metric, cell, testUser, all.absolutes, all.pairs);
        case RMSE_COVERED -> sums.add(metric, cell, testUser, covered.squares, covered.pairs);
        case MAE_COVERED -> sums.add(metric, cell, testUser, covered.absolutes, covered.pairs);
        case COVERAGE -> sums.add(metric, cell, testUser, covered.pairs, all.pairs);
        case RMSE_BY_USER ->
            sums.add(metric, cell, testUser, Math.sqrt(all.squares / all.pairs), 1);
        case MAE_BY_USER -> sums.add(metric, cell, testUser, all.absolutes / all.pairs, 1);
        default -> throw new IllegalArgumentException(measure + " compares no ratings");
      }
    }
  }

  /// The errors of some pairs.
  private static final class Errors {
    private int pairs;
    private double squares;
    private double absolutes;

    void add(double error) {
      pairs++;
      squares += error * error;
      absolutes += Math.abs(error);
    }
  }

  private IllegalStateException notFinite(int testUser, int testItem, double predicted) {
    return new IllegalStateException(
        name
            + ": the predicted rating of user "
            + truth.test().users().idOf(testUser)
            + " for item "
            + truth.test().items().idOf(testItem)
            + " is "
            + predicted);
  }
}
