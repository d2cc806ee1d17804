package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.SgdBlock;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Trains a [MatrixFactorization] by stochastic gradient descent, epoch after epoch over the blocks
/// of a [RatingGrid] in the order of a [BlockSchedule]. Its own memory, the grid and the best epoch
/// so far, is freed at the end.
final class FactorTrainer implements AutoCloseable {
  private static final int CALL_RATINGS = 1 << 16;

  private final FactorConfig config;
  private final Compute compute;
  private final Kernels kernels;
  private final Factors factors;
  private final Memory scratch = Memory.open("training mf");
  private final RatingGrid grid;
  private final BlockSchedule schedule;
  private final SgdBlock block;
  private final double[] losses;
  private final double explosion;

  /// Lays out `ratings` and fills `factors` with what training starts from.
  ///
  /// @param deviation standard deviation of the ratings
  FactorTrainer(
      Ratings ratings, FactorConfig config, Compute compute, Factors factors, double deviation) {
    this.config = config;
    this.compute = compute;
    this.kernels = compute.kernels();
    this.factors = factors;
    try {
      grid = RatingGrid.layOut(ratings, config, scratch, compute.workers(), compute.progress());
      if (config.earlyStopping() > 0 && grid.held() == 0)
        throw new IllegalArgumentException(
            "held-share must hold at least one rating for early stopping, "
                + config.heldShare()
                + " of "
                + ratings.count()
                + " held none");
      schedule = new BlockSchedule(grid.rows(), grid.columns());
      losses = new double[grid.rows() * (grid.columns() + 1)];
      start(factors.users(), Randoms.USER_FACTORS, grid.userCounts());
      start(factors.items(), Randoms.ITEM_FACTORS, grid.itemCounts());
      block =
          new SgdBlock(
              factors.users(),
              factors.items(),
              factors.userBias(),
              factors.itemBias(),
              factors.mean(),
              grid.users(),
              grid.items(),
              grid.ratings(),
              decays("decay of each user", grid.userCounts()),
              decays("decay of each item", grid.itemCounts()),
              (float) config.biasRegularization());
      explosion = explosion(ratings, config, deviation);
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  /// Bytes of the training at its peak: the model's factors and norms, the grid, the best epoch.
  static long estimate(Ratings ratings, FactorConfig config) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    long rowNumbers = Memory.sizeOf(users, Float.BYTES) + Memory.sizeOf(items, Float.BYTES);
    return Factors.estimate(users, items, config) * (config.earlyStopping() > 0 ? 2 : 1)
        + RatingGrid.estimate(ratings)
        + 2 * rowNumbers;
  }

  /// Rows without ratings stay zero, so that nothing random enters a score.
  private void start(FloatMatrix matrix, int stream, Ints counts) {
    long numbers = Randoms.stream(config.seed(), stream);
    double scale = Randoms.scale(config.deviation());
    int columns = matrix.columns();
    compute
        .workers()
        .ranges(
            matrix.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                if (counts.at(row) == 0) continue;
                long first = (long) row * columns;
                for (int column = 0; column < columns; column++)
                  matrix.set(
                      row, column, Randoms.normal(Randoms.bits(numbers, first + column), scale));
              }
            });
  }

  private Floats decays(String purpose, Ints counts) {
    Floats decays = scratch.floats(purpose, counts.length());
    for (long i = 0; i < counts.length(); i++) decays.set(i, config.decayOf(counts.at(i)));
    return decays;
  }

  /// Ten times the error of the untrained model, with room for a scale without variance.
  private static double explosion(Ratings ratings, FactorConfig config, double deviation) {
    double mean = config.biases() ? 0 : ratings.mean();
    double factor = config.deviation() * config.deviation();
    double squares = deviation * deviation + mean * mean + config.factors() * factor * factor;
    double scale = Math.max(Math.abs(ratings.minRating()), Math.abs(ratings.maxRating()));
    return 10 * Math.sqrt(squares) + scale / 1000;
  }

  /// Runs the epochs.
  ///
  /// @return what each achieved, the last being the one after which training stopped
  /// @throws TrainingDivergedException if an error is not finite or explodes
  List<Epoch> run() {
    List<Epoch> epochs = new ArrayList<>();
    boolean holding = grid.held() > 0;
    Factors best = holding ? factors.likeThis(scratch) : factors;
    int bestEpoch = 0;
    double bestRmse = Double.POSITIVE_INFINITY;
    long total = Math.multiplyExact(grid.trained(), (long) config.epochs());
    long order = Randoms.stream(config.seed(), Randoms.ROUNDS);
    try (Progress.Step step = compute.progress().step("train mf", total, "ratings")) {
      for (int number = 1; number <= config.epochs(); number++) {
        float rate = config.rate(number);
        descend(Randoms.stream(order, number), rate, step);
        double trainRmse = rmse(sum(0, grid.columns()), grid.trained());
        check(number, rate, trainRmse);
        double heldRmse = holding ? heldRmse() : Double.NaN;
        epochs.add(new Epoch(number, rate, trainRmse, heldRmse));
        step.note(note(epochs.getLast()));
        if (!holding) continue;
        if (heldRmse < bestRmse) {
          bestRmse = heldRmse;
          bestEpoch = number;
          best.copyFrom(factors);
        } else if (number - bestEpoch >= config.earlyStopping()) {
          break;
        }
      }
    }
    if (bestEpoch > 0 && bestEpoch < epochs.size()) factors.copyFrom(best);
    if (!factors.finite()) {
      Epoch last = epochs.getLast();
      throw new TrainingDivergedException(
          "mf", last.number(), last.rate(), "a factor is not finite");
    }
    return epochs;
  }

  private void descend(long order, float rate, Progress.Step step) {
    schedule.run(
        order,
        compute.workers(),
        compute.progress(),
        (row, column) -> {
          double loss = 0;
          long end = grid.end(row, column);
          for (long at = grid.start(row, column); at < end; at += CALL_RATINGS) {
            compute.progress().check();
            int count = (int) Math.min(CALL_RATINGS, end - at);
            loss += kernels.sgd(block, at, count, rate);
            step.advance(count);
          }
          losses[row * (grid.columns() + 1) + column] = loss;
        });
  }

  private double heldRmse() {
    compute
        .workers()
        .run(
            grid.rows(),
            compute.progress(),
            (row, worker) -> {
              double loss = 0;
              long end = grid.end(row, grid.columns());
              for (long at = grid.start(row, grid.columns()); at < end; at++) {
                int user = grid.users().at(at);
                float score = factors.score(kernels, user, grid.items().at(at));
                double error = (double) grid.ratings().at(at) - score;
                loss += error * error;
              }
              losses[row * (grid.columns() + 1) + grid.columns()] = loss;
            });
    return rmse(sum(grid.columns(), grid.columns() + 1), grid.held());
  }

  private double sum(int fromColumn, int toColumn) {
    double sum = 0;
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = fromColumn; column < toColumn; column++)
        sum += losses[row * (grid.columns() + 1) + column];
    }
    return sum;
  }

  private static double rmse(double squares, long count) {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }

  private void check(int epoch, float rate, double rmse) {
    if (!Double.isFinite(rmse))
      throw new TrainingDivergedException("mf", epoch, rate, "the error is not finite");
    if (rmse > explosion)
      throw new TrainingDivergedException(
          "mf",
          epoch,
          rate,
          "the error, RMSE " + rmse + ", is more than ten times that of the untrained model");
  }

  private static String note(Epoch epoch) {
    String held =
        Double.isNaN(epoch.heldRmse())
            ? ""
            : String.format(Locale.ROOT, ", held %.4f", epoch.heldRmse());
    return String.format(Locale.ROOT, "epoch %d: RMSE %.4f", epoch.number(), epoch.trainRmse())
        + held;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
