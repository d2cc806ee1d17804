package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.factors.PairConfig.Objective;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.PairBlock;
import dev.simile.kernel.PairLoss;
import dev.simile.kernel.PairModel;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Trains a [PairwiseFactorization] by stochastic gradient descent, epoch after epoch over the
/// blocks of a [PairGrid] in the order of a [BlockSchedule]. Its own memory is freed at the end.
final class PairTrainer implements AutoCloseable {
  private static final int CALL_PAIRS = 1 << 14;

  /// Items that WARP scores at once: the one that the user has and some that are drawn.
  private static final int SCORED = 8;

  private final String name;
  private final PairConfig config;
  private final Compute compute;
  private final Kernels kernels;
  private final Factors factors;
  private final Csr byUser;
  private final Memory scratch;
  private final PairGrid grid;
  private final BlockSchedule schedule;
  private final PairModel model;
  private final long[] ordered;
  private final float[] weights;
  private final Candidates[] candidates;

  /// What one block row needs to draw: items and their scores.
  private record Candidates(Ints items, Floats scores) {}

  /// Fills `factors` with what training starts from.
  PairTrainer(
      String name, Csr byUser, Csr byItem, PairConfig config, Compute compute, Factors factors) {
    this.name = name;
    this.config = config;
    this.compute = compute;
    this.kernels = compute.kernels();
    this.factors = factors;
    this.byUser = byUser;
    scratch = Memory.open("training " + name);
    try {
      grid =
          new PairGrid(byUser, byItem, config.factors(), config.sampling(), config.seed(), scratch);
      schedule = new BlockSchedule(grid.rows(), grid.columns());
      ordered = new long[grid.rows() * grid.columns()];
      boolean warp = config.objective() == Objective.WARP;
      float decay = (float) config.regularization();
      model =
          new PairModel(
              factors.users(),
              factors.items(),
              factors.itemBias(),
              warp ? PairLoss.HINGE : PairLoss.LOGISTIC,
              decay,
              decay,
              (float) config.negativeRegularization(),
              (float) config.biasRegularization());
      weights = warp ? weights(byUser.columns(), config.draws()) : new float[0];
      candidates = new Candidates[warp ? grid.rows() : 0];
      for (int row = 0; row < candidates.length; row++)
        candidates[row] =
            new Candidates(
                scratch.ints("drawn items", SCORED), scratch.floats("their scores", SCORED));
      start(factors.users(), Randoms.USER_FACTORS, byUser);
      start(factors.items(), Randoms.ITEM_FACTORS, byItem);
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  /// Bytes of the training at its peak, the model's own included.
  static long estimate(Ratings ratings, PairConfig config) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    boolean holds = config.earlyStopping() > 0;
    return Factors.estimate(users, items, config.factors(), false, config.biases())
            * (holds ? 2 : 1)
        + (holds ? HeldItems.estimate(ratings) : 0)
        + PairGrid.estimate(ratings, config.sampling())
        + FactorModel.estimate(users, items, config.factors())
        + Contrast.estimate(items, config.sampling())
        + 2L * RatingGrid.MANY * Memory.sizeOf(SCORED, Float.BYTES);
  }

  /// The weights of a pair that was found at draw 1, 2, ... of `draws`: the sum of 1/i up to the
  /// rank (items - 1) / draw, in units of that of the last rank.
  static float[] weights(int items, int draws) {
    float[] weights = new float[draws];
    double sum = 0;
    int rank = 0;
    int last = Math.max(1, items - 1);
    for (int draw = draws; draw >= 1; draw--) {
      for (int to = Math.max(1, last / draw); rank < to; ) sum += 1. / ++rank;
      weights[draw - 1] = (float) sum;
    }
    for (int i = 0; i < draws; i++) weights[i] = (float) (weights[i] / sum);
    return weights;
  }

  private void start(FloatMatrix matrix, int stream, Csr ratings) {
    long numbers = Randoms.stream(config.seed(), stream);
    FirstFactors.fill(matrix, ratings, numbers, config.deviation(), compute);
  }

  /// Runs the epochs, or fewer with early stopping; the factors are then those of the best epoch.
  ///
  /// @return what each achieved
  /// @throws TrainingDivergedException if a factor is not finite
  List<PairEpoch> run(@Nullable RankingStop stop) {
    List<PairEpoch> epochs = new ArrayList<>();
    long pairs = byUser.entries();
    long total = Math.multiplyExact(pairs, (long) config.epochs());
    long order = Randoms.stream(config.seed(), Randoms.ROUNDS);
    boolean warp = config.objective() == Objective.WARP;
    try (Progress.Step step = compute.progress().step("train " + name, total, "pairs")) {
      for (int number = 1; number <= config.epochs(); number++) {
        float rate = config.rate(number);
        int epoch = number;
        grid.lay(number, !warp, compute.workers(), compute.progress());
        schedule.run(
            Randoms.stream(order, number),
            compute.workers(),
            compute.progress(),
            (row, column) -> {
              int block = row * grid.columns() + column;
              ordered[block] =
                  warp ? warp(epoch, row, column, rate, step) : bpr(row, column, rate, step);
            });
        long right = 0;
        for (long part : ordered) right += part;
        epochs.add(new PairEpoch(number, rate, (double) right / pairs));
        if (!factors.finite())
          throw new TrainingDivergedException(name, number, rate, "a factor is not finite");
        boolean over = stop != null && stop.after(number, compute);
        String told =
            String.format(
                Locale.ROOT, "epoch %d: %.4f in order", number, epochs.getLast().ordered());
        step.note(stop == null ? told : told + stop.told());
        if (over) break;
      }
    }
    if (stop != null) stop.restore();
    return epochs;
  }

  private long bpr(int row, int column, float rate, Progress.Step step) {
    PairBlock block = grid.block(row, column);
    long right = 0;
    for (int at = 0; at < block.count(); at += CALL_PAIRS) {
      compute.progress().check();
      int count = Math.min(CALL_PAIRS, block.count() - at);
      right += kernels.pairs(model, block, at, count, rate);
      step.advance(count);
    }
    return right;
  }

  /// Draws for each pair until one comes within 1 of the item that the user has, and makes the step
  /// on those two. A pair for which none is found counts as in order.
  private long warp(int epoch, int row, int column, float rate, Progress.Step step) {
    PairBlock block = grid.block(row, column);
    long stream = Randoms.stream(Randoms.stream(config.seed(), Randoms.NEGATIVES), epoch);
    stream = Randoms.stream(stream, row * grid.columns() + column);
    long right = 0;
    for (int i = 0; i < block.count(); i++) {
      if (i % 1024 == 0) compute.progress().check();
      if (find(block, i, column, Randoms.bits(stream, i), candidates[row]))
        right += kernels.pairs(model, block, i, 1, rate);
      else right++;
    }
    step.advance(block.count());
    return right;
  }

  /// Whether a pair has found its second item, which it now holds with its weight.
  private boolean find(PairBlock block, int i, int column, long bits, Candidates drawn) {
    int user = block.user(i);
    int positive = block.positive(i);
    FloatMatrix users = factors.users();
    Ints items = drawn.items;
    long random = bits;
    float needed = Float.NaN;
    for (int made = 0; made < config.draws(); ) {
      // The first time, the item that the user has is scored with the others.
      int own = made == 0 ? 1 : 0;
      int count = Math.min(SCORED - own, config.draws() - made);
      items.set(0, positive);
      for (int c = own; c < own + count; c++) {
        random = Randoms.bits(random, c);
        items.set(c, grid.draw(column, random));
      }
      kernels.scoreSome(
          factors.items(),
          items,
          own + count,
          users.segment(),
          users.offset(user),
          factors.itemBias(),
          0f,
          drawn.scores.segment());
      if (own == 1) needed = drawn.scores.at(0) - 1;
      for (int c = own; c < own + count; c++) {
        made++;
        int item = items.at(c);
        if (!(drawn.scores.at(c) > needed) || byUser.find(user, item) >= 0) continue;
        block.contrast(i, item, weights[made - 1]);
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
