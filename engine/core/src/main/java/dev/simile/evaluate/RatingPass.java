package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.Predictor;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Predicts every test pair and adds up the errors: each user's in the order of the row, then the
/// users' in their order, whatever the number of threads.
final class RatingPass {
  private static final int BLOCK = 64;
  private static final int COVERED = 0;
  private static final int SQUARES = 1;
  private static final int ABSOLUTES = 2;
  private static final int COVERED_SQUARES = 3;
  private static final int COVERED_ABSOLUTES = 4;
  private static final int USER_RMSE = 5;
  private static final int USER_MAE = 6;
  private static final int COLUMNS = 7;

  private final Truth truth;
  private final String name;
  private final Predictor model;
  private final double min;
  private final double max;
  private final List<Metric> metrics;
  private final Compute compute;
  private final Progress.Step progress;
  private final LongAdder nanos = new LongAdder();

  RatingPass(
      Truth truth,
      String name,
      Predictor model,
      boolean clip,
      List<Metric> metrics,
      Compute compute,
      Progress.Step progress) {
    this.truth = truth;
    this.name = name;
    this.model = model;
    this.min = clip ? model.minRating() : Double.NEGATIVE_INFINITY;
    this.max = clip ? model.maxRating() : Double.POSITIVE_INFINITY;
    this.metrics = metrics;
    this.compute = compute;
    this.progress = progress;
  }

  List<Value> run() {
    Ratings test = truth.test();
    Ledger.require("evaluate " + name, UserTable.estimate(test.userCount(), COLUMNS));
    try (UserTable table = new UserTable(test.userCount(), COLUMNS)) {
      compute
          .workers()
          .ranges(
              test.userCount(),
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                long start = System.nanoTime();
                for (int user = from; user < to; user++) predict(user, table);
                nanos.add(System.nanoTime() - start);
                progress.advance(to - from);
              });
      List<Value> values = new ArrayList<>();
      for (Metric metric : metrics) values.add(value(metric, table));
      return values;
    }
  }

  /// Seconds in the model, added over the threads.
  double modelSeconds() {
    return nanos.sum() / 1e9;
  }

  private void predict(int testUser, UserTable table) {
    Csr rows = truth.test().byUser();
    int user = truth.user(testUser);
    int covered = 0;
    double squares = 0;
    double absolutes = 0;
    double coveredSquares = 0;
    double coveredAbsolutes = 0;
    for (long i = rows.start(testUser); i < rows.end(testUser); i++) {
      int item = truth.item(rows.column(i));
      double predicted = model.predict(user, item);
      if (!Double.isFinite(predicted))
        throw new IllegalStateException(
            name
                + ": the predicted rating of user "
                + truth.test().users().idOf(testUser)
                + " for item "
                + truth.test().items().idOf(rows.column(i))
                + " is "
                + predicted);
      double error = Math.max(min, Math.min(max, predicted)) - rows.value(i);
      squares += error * error;
      absolutes += Math.abs(error);
      if (!model.covers(user, item)) continue;
      covered++;
      coveredSquares += error * error;
      coveredAbsolutes += Math.abs(error);
    }
    int pairs = rows.degree(testUser);
    table.set(testUser, COVERED, covered);
    table.set(testUser, SQUARES, squares);
    table.set(testUser, ABSOLUTES, absolutes);
    table.set(testUser, COVERED_SQUARES, coveredSquares);
    table.set(testUser, COVERED_ABSOLUTES, coveredAbsolutes);
    table.set(testUser, USER_RMSE, Math.sqrt(squares / pairs)); // NaN, left out, if there are none
    table.set(testUser, USER_MAE, absolutes / pairs);
  }

  private Value value(Metric metric, UserTable table) {
    double pairs = truth.test().count();
    double covered = table.sum(COVERED);
    int users = table.rows();
    int coveredUsers = 0;
    for (int user = 0; user < users; user++) coveredUsers += table.at(user, COVERED) > 0 ? 1 : 0;
    return switch (metric.measure()) {
      case RMSE -> Value.figure(metric, Math.sqrt(table.sum(SQUARES) / pairs), users);
      case MAE -> Value.figure(metric, table.sum(ABSOLUTES) / pairs, users);
      case RMSE_COVERED ->
          Value.figure(metric, Math.sqrt(table.sum(COVERED_SQUARES) / covered), coveredUsers);
      case MAE_COVERED ->
          Value.figure(metric, table.sum(COVERED_ABSOLUTES) / covered, coveredUsers);
      case COVERAGE -> Value.figure(metric, covered / pairs, users);
      case RMSE_BY_USER -> Value.mean(metric, table, USER_RMSE);
      case MAE_BY_USER -> Value.mean(metric, table, USER_MAE);
      default -> throw new IllegalArgumentException(metric + " compares no ratings");
    };
  }
}
