package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.RatingBlock;
import dev.simile.kernel.SgdLoss;
import dev.simile.kernel.SgdModel;
import dev.simile.kernel.SgdRule;
import dev.simile.kernel.SgdState;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Trains a [LogisticFactorization] by stochastic gradient descent, epoch after epoch over the
/// blocks of a [DrawnGrid] in the order of a [BlockSchedule]. Its own memory is freed at the end.
final class LogisticTrainer implements AutoCloseable {
  private static final int CALL_RATINGS = 1 << 16;

  private final LogisticConfig config;
  private final Compute compute;
  private final Kernels kernels;
  private final Factors factors;
  private final Memory scratch = Memory.open("training logistic-mf");
  private final DrawnGrid grid;
  private final BlockSchedule schedule;
  private final SgdModel model;
  private final double[] squares;

  /// Fills `factors` with what training starts from.
  LogisticTrainer(Csr byUser, Csr byItem, LogisticConfig config, Compute compute, Factors factors) {
    this.config = config;
    this.compute = compute;
    this.kernels = compute.kernels();
    this.factors = factors;
    try {
      grid = new DrawnGrid(byUser, byItem, config, scratch, compute.workers(), compute.progress());
      schedule = new BlockSchedule(grid.rows(), grid.columns());
      squares = new double[grid.rows() * grid.columns()];
      model =
          new SgdModel(
              factors.users(),
              factors.items(),
              start("state of users", factors.users(), Randoms.USER_FACTORS, byUser),
              start("state of items", factors.items(), Randoms.ITEM_FACTORS, byItem),
              0f,
              new SgdRule(true, true, SgdLoss.LOGISTIC, 1f, 1f, 0f, false));
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  private Floats start(String purpose, FloatMatrix matrix, int stream, Csr ratings) {
    long numbers = Randoms.stream(config.seed(), stream);
    FirstFactors.fill(matrix, ratings, numbers, config.deviation(), compute);
    Floats state = scratch.floats(purpose, (long) SgdState.FLOATS * matrix.rows());
    for (int row = 0; row < matrix.rows(); row++)
      SgdState.start(state, matrix, row, (float) config.regularization());
    return state;
  }

  /// Bytes of the training at its peak, the model's own included.
  static long estimate(Ratings ratings, LogisticConfig config) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    boolean holds = config.earlyStopping() > 0;
    return Factors.estimate(users, items, config.factors(), true, true) * (holds ? 2 : 1)
        + (holds ? HeldItems.estimate(ratings) : 0)
        + DrawnGrid.estimate(ratings, config)
        + FactorModel.estimate(users, items, config.factors())
        + Contrast.estimate(items, config.sampling())
        + Memory.sizeOf(users, SgdState.FLOATS * Float.BYTES)
        + Memory.sizeOf(items, SgdState.FLOATS * Float.BYTES);
  }

  /// Runs the epochs, or fewer with early stopping; the factors are then those of the best epoch.
  ///
  /// @return what each achieved
  /// @throws TrainingDivergedException if a factor is not finite
  List<Epoch> run(@Nullable RankingStop stop) {
    List<Epoch> epochs = new ArrayList<>();
    float rate = (float) config.learningRate();
    long order = Randoms.stream(config.seed(), Randoms.ROUNDS);
    try (Progress.Step step =
        compute.progress().step("train logistic-mf", config.epochs(), "epochs")) {
      for (int number = 1; number <= config.epochs(); number++) {
        grid.lay(number, compute.workers(), compute.progress());
        schedule.run(
            Randoms.stream(order, number),
            compute.workers(),
            compute.progress(),
            (row, column) ->
                squares[row * grid.columns() + column] = descend(grid.block(row, column), rate));
        double sum = 0;
        long count = 0;
        for (int row = 0; row < grid.rows(); row++) {
          for (int column = 0; column < grid.columns(); column++) {
            sum += squares[row * grid.columns() + column];
            count += grid.block(row, column).count();
          }
        }
        double rmse = Math.sqrt(sum / count);
        epochs.add(new Epoch(number, rate, rmse, Double.NaN));
        boolean over = false;
        if (stop != null) {
          biases();
          over = stop.after(number, compute);
        }
        String told = String.format(Locale.ROOT, "epoch %d: RMSE %.4f", number, rmse);
        step.note(stop == null ? told : told + stop.told());
        step.advance(1);
        if (over) break;
      }
    }
    biases();
    if (stop != null) stop.restore();
    if (!factors.finite())
      throw new TrainingDivergedException(
          "logistic-mf", config.epochs(), rate, "a factor is not finite");
    return epochs;
  }

  private double descend(RatingBlock block, float rate) {
    double sum = 0;
    for (int at = 0; at < block.count(); at += CALL_RATINGS) {
      compute.progress().check();
      int count = Math.min(CALL_RATINGS, block.count() - at);
      sum += kernels.sgd(model, block, at, count, rate, false);
    }
    return sum;
  }

  private void biases() {
    biases(model.userState(), Objects.requireNonNull(factors.userBias()));
    biases(model.itemState(), Objects.requireNonNull(factors.itemBias()));
  }

  private static void biases(Floats state, Floats into) {
    for (int row = 0; row < into.length(); row++) into.set(row, SgdState.bias(state, row));
  }

  @Override
  public void close() {
    scratch.close();
  }
}
