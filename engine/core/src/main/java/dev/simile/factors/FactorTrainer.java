package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.RatingBlock;
import dev.simile.kernel.SgdModel;
import dev.simile.kernel.SgdState;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Trains a [MatrixFactorization] by stochastic gradient descent, epoch after epoch over the blocks
/// of a [RatingGrid] in the order of a [BlockSchedule]. Its own memory, the grid, the state of the
/// rows and the best epoch so far, is freed at the end.
final class FactorTrainer implements AutoCloseable {
  private static final int CALL_RATINGS = 1 << 16;
  private static final int HELD_RATINGS = 1 << 14;

  private final FactorConfig config;
  private final Compute compute;
  private final Kernels kernels;
  private final Factors factors;
  private final TrainingScale scale;
  private final Memory scratch = Memory.open("training mf");
  private final RatingGrid grid;
  private final BlockSchedule schedule;
  private final SgdModel model;
  private final double[] squares;
  private final double[] heldSquares;
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
    scale = TrainingScale.of(config, ratings, deviation);
    try {
      grid = new RatingGrid(ratings, config, scale, scratch, compute.workers(), compute.progress());
      if (config.earlyStopping() > 0 && grid.held() == 0)
        throw new IllegalArgumentException(
            "held-share must hold at least one rating for early stopping, "
                + config.heldShare()
                + " of "
                + ratings.count()
                + " held none");
      schedule = new BlockSchedule(grid.rows(), grid.columns());
      squares = new double[grid.rows() * grid.columns()];
      heldSquares = new double[(int) ((grid.held() + HELD_RATINGS - 1) / HELD_RATINGS)];
      model =
          new SgdModel(
              factors.users(),
              factors.items(),
              start("state of users", factors.users(), Randoms.USER_FACTORS, grid.userCounts()),
              start("state of items", factors.items(), Randoms.ITEM_FACTORS, grid.itemCounts()),
              scale.mean(),
              scale.rule(config));
      explosion = explosion(ratings, deviation);
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  /// Bytes of the training at its peak: the model's factors, norms and shortlist, the grid, the
  /// state of the rows, the best epoch.
  static long estimate(Ratings ratings, FactorConfig config) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int states = SgdState.FLOATS * Float.BYTES;
    int factors = config.factors();
    boolean biases = config.biases();
    return Factors.estimate(users, items, factors, biases, biases)
            * (config.earlyStopping() > 0 ? 2 : 1)
        + RatingGrid.estimate(ratings, config)
        + Memory.sizeOf(users, states)
        + Memory.sizeOf(items, states)
        + FactorModel.estimate(users, items, factors);
  }

  /// Fills a side's factors and returns its state. Rows without ratings stay zero, so that nothing
  /// random enters a score.
  private Floats start(String purpose, FloatMatrix matrix, int stream, Ints counts) {
    Floats state = scratch.floats(purpose, (long) SgdState.FLOATS * matrix.rows());
    long numbers = Randoms.stream(config.seed(), stream);
    int columns = matrix.columns();
    compute
        .workers()
        .ranges(
            matrix.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              float[] values = new float[columns];
              for (int row = from; row < to; row++) {
                int count = counts.at(row);
                if (count > 0) {
                  long first = (long) row * columns;
                  for (int column = 0; column < columns; column++)
                    values[column] = factor(Randoms.bits(numbers, first + column));
                  matrix.copyFrom(row, values);
                }
                SgdState.start(state, matrix, row, scale.decay(config, count));
              }
            });
    return state;
  }

  private float factor(long bits) {
    double deviation = config.startDeviation();
    if (config.startsEvenly()) return Randoms.even(bits, Math.sqrt(12) * deviation);
    float factor = Randoms.normal(bits, Randoms.scale(deviation));
    return config.nonNegative() ? Math.abs(factor) : factor;
  }

  /// Ten times the error of the untrained model, with room for a scale without variance.
  private double explosion(Ratings ratings, double deviation) {
    if (config.loss().logistic()) return Double.POSITIVE_INFINITY; // an error is at most 1
    double mean = config.biases() ? 0 : ratings.mean();
    double product = config.startDeviation() * config.startDeviation() * scale.unit();
    // Of factors around 0 a product of rows has mean 0, of those above 0 up to 3 k d^2.
    boolean above = config.startsEvenly() || config.nonNegative();
    product *= above ? 3. * config.factors() : Math.sqrt(config.factors());
    double squares = deviation * deviation + mean * mean + product * product;
    double largest = Math.max(Math.abs(ratings.minRating()), Math.abs(ratings.maxRating()));
    return 10 * Math.sqrt(squares) + largest / 1000;
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
        descend(Randoms.stream(order, number), rate, slowOnly(number), step);
        double trainRmse = rmse(squares, grid.trained());
        check(number, rate, trainRmse);
        double heldRmse = holding ? heldRmse() : Double.NaN;
        epochs.add(new Epoch(number, rate, trainRmse, heldRmse));
        step.note(note(epochs.getLast()));
        if (!holding) continue;
        if (heldRmse < bestRmse) {
          bestRmse = heldRmse;
          bestEpoch = number;
          keepBiases();
          best.copyFrom(factors);
        } else if (number - bestEpoch >= config.earlyStopping()) {
          break;
        }
      }
    }
    if (bestEpoch > 0 && bestEpoch < epochs.size()) factors.copyFrom(best);
    else keepBiases();
    factors.multiply(scale.unit());
    if (!factors.finite()) {
      Epoch last = epochs.getLast();
      throw new TrainingDivergedException(
          "mf", last.number(), last.rate(), "a factor is not finite");
    }
    return epochs;
  }

  /// The fast factors would learn noise of the first epoch's long steps.
  private boolean slowOnly(int epoch) {
    return config.adaptive() && epoch == 1 && config.factors() > SgdState.SLOW_FACTORS;
  }

  private void descend(long order, float rate, boolean slowOnly, Progress.Step step) {
    schedule.run(
        order,
        compute.workers(),
        compute.progress(),
        (row, column) -> {
          double sum = 0;
          RatingBlock block = grid.block(row, column);
          for (int at = 0; at < block.count(); at += CALL_RATINGS) {
            compute.progress().check();
            int count = Math.min(CALL_RATINGS, block.count() - at);
            sum += kernels.sgd(model, block, at, count, rate, slowOnly);
            step.advance(count);
          }
          squares[row * grid.columns() + column] = sum;
        });
  }

  private double heldRmse() {
    compute
        .workers()
        .run(
            heldSquares.length,
            compute.progress(),
            (task, worker) -> {
              double sum = 0;
              long from = (long) task * HELD_RATINGS;
              long to = Math.min(from + HELD_RATINGS, grid.held());
              for (long at = from; at < to; at++) {
                float score = score(grid.heldUsers().at(at), grid.heldItems().at(at));
                double error = scale.error(grid.heldRatings().at(at), score);
                sum += error * error;
              }
              heldSquares[task] = sum;
            });
    return rmse(heldSquares, grid.held());
  }

  /// The score of the model in training, on its scale.
  private float score(int user, int item) {
    FloatMatrix p = model.userFactors();
    FloatMatrix q = model.itemFactors();
    float dot = kernels.dot(p.segment(), p.offset(user), q.segment(), q.offset(item), p.stride());
    if (!config.biases()) return model.mean() + dot;
    return (model.mean() + SgdState.bias(model.userState(), user))
        + (SgdState.bias(model.itemState(), item) + dot);
  }

  private void keepBiases() {
    biases(model.userState(), factors.userBias());
    biases(model.itemState(), factors.itemBias());
  }

  private static void biases(Floats state, @Nullable Floats into) {
    if (into == null) return;
    for (int row = 0; row < into.length(); row++) into.set(row, SgdState.bias(state, row));
  }

  /// The root of the mean of `count` squares, in units of ratings.
  private double rmse(double[] squares, long count) {
    double sum = 0;
    for (double square : squares) sum += square;
    return count == 0 ? 0 : Math.sqrt(sum / count) * scale.unit();
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
