package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Alternating least squares: all users' rows with the items fixed, then all items' with the users
/// fixed, epoch after epoch. Rows of one side do not depend on each other, so they are solved in
/// parallel to the same bits whatever the threads. Rows without ratings stay zero.
///
/// The objective after an epoch comes with the items' solutions: of each row, what it adds is x'A x
/// - 2 b'x beyond what it is at zero.
final class AlternatingTrainer implements AutoCloseable {
  private static final int GRAIN = 64;

  private final String name;
  private final Csr byUser;
  private final Csr byItem;
  private final Factors factors;
  private final Objective objective;
  private final AlternatingSolver solver;
  private final Compute compute;
  private final Memory memory;
  private final FloatMatrix square;
  private final @Nullable RowWork[] works;

  /// @param name of the algorithm, for messages
  /// @param factors is trained in place: the items as they are at the start
  AlternatingTrainer(
      String name,
      Csr byUser,
      Csr byItem,
      Factors factors,
      Objective objective,
      AlternatingSolver solver,
      Compute compute) {
    this.name = name;
    this.byUser = byUser;
    this.byItem = byItem;
    this.factors = factors;
    this.objective = objective;
    this.solver = solver;
    this.compute = compute;
    memory = Memory.open("training " + name);
    try {
      int n = factors.users().stride();
      square = memory.matrix("square of the fixed side", n, n);
      works = new RowWork[compute.workers().threads()];
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Bytes beside the factors, at the peak.
  static long estimate(Csr byUser, Csr byItem, int factors, AlternatingSolver solver, int threads) {
    long n = FloatMatrix.strideOf(factors);
    int rows = Math.max(byUser.rows(), byItem.rows());
    long blocks =
        solver.method() == AlternatingSolver.Method.BLOCK
            ? BlockRows.estimate(rows, factors, solver.block())
            : 0;
    int longest = Math.max(longest(byUser), longest(byItem));
    return Memory.sizeOf(n * n, Float.BYTES)
        + SquareSum.estimate(rows, factors)
        + blocks
        + threads * RowWork.estimate(longest, factors, solver);
  }

  private static int longest(Csr rows) {
    int longest = 0;
    for (int row = 0; row < rows.rows(); row++) longest = Math.max(longest, rows.degree(row));
    return longest;
  }

  /// Fills the items' rows with what training starts from, numbers of mean 0; items without ratings
  /// stay zero.
  ///
  /// @param deviation standard deviation of a row's length, about
  void start(long seed, double deviation) {
    long numbers = Randoms.stream(seed, Randoms.ITEM_FACTORS);
    FloatMatrix items = factors.items();
    double scale = Randoms.scale(deviation / Math.sqrt(items.columns()));
    compute
        .workers()
        .ranges(
            items.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                if (byItem.degree(row) == 0) continue;
                long first = (long) row * items.columns();
                for (int f = 0; f < items.columns(); f++)
                  items.set(row, f, Randoms.normal(Randoms.bits(numbers, first + f), scale));
              }
            });
  }

  /// Runs the epochs, or fewer with early stopping; the factors are then those of the best epoch.
  ///
  /// @return the objective after each epoch
  /// @throws TrainingDivergedException if it is not finite
  List<Double> run(int epochs, @Nullable RankingStop stop) {
    List<Double> losses = new ArrayList<>();
    long total = Math.multiplyExact(2L * epochs, byUser.entries());
    double atZero = atZero();
    try (Progress.Step step = compute.progress().step("train " + name, total, "ratings")) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        half(true, byUser, solver, step);
        double loss = half(false, byItem, solver, step) + atZero + ridges();
        if (!Double.isFinite(loss))
          throw new TrainingDivergedException(name, epoch, 0, "the loss is not finite");
        losses.add(loss);
        boolean over = stop != null && stop.after(epoch, compute);
        String told = String.format(Locale.ROOT, "epoch %d: loss %.5g", epoch, loss);
        step.note(stop == null ? told : told + stop.told());
        if (over) break;
      }
    }
    if (stop != null) stop.restore();
    return losses;
  }

  /// Solves all users' rows exactly, from all the ratings of `rows`: what a history of the same
  /// ratings is folded in to.
  void finish(Csr rows) {
    try (Progress.Step step =
        compute.progress().step("users of " + name, rows.entries(), "ratings")) {
      half(true, rows, null, step);
    }
    if (!factors.finite())
      throw new TrainingDivergedException(name, 0, 0, "a factor is not finite");
  }

  /// Solves for all rows of a side.
  ///
  /// @param by how, or null: exactly, with refinement
  /// @return the sum of their x'A x - 2 b'x
  private double half(boolean users, Csr rows, @Nullable AlternatingSolver by, Progress.Step step) {
    FloatMatrix fixed = users ? factors.items() : factors.users();
    FloatMatrix solved = users ? factors.users() : factors.items();
    if (objective.unobserved() > 0) SquareSum.of(fixed, objective.unobserved(), square, compute);
    boolean inBlocks = by != null && by.method() == AlternatingSolver.Method.BLOCK;
    try (Memory layout = Memory.open("training " + name)) {
      BlockRows blocks =
          by != null && inBlocks ? new BlockRows(layout, fixed, by.block(), compute) : null;
      double[] energies = new double[(rows.rows() + GRAIN - 1) / GRAIN];
      compute
          .workers()
          .ranges(
              rows.rows(),
              GRAIN,
              compute.progress(),
              (from, to, worker) -> {
                RowWork work = work(worker);
                double sum = 0;
                long ratings = 0;
                for (int row = from; row < to; row++) {
                  int degree = rows.degree(row);
                  if (degree == 0) continue;
                  ratings += degree;
                  load(work, rows, users, row);
                  float ridge = objective.ridge(degree, fixed.rows());
                  sum += work.solve(fixed, blocks, rows, row, square, ridge, solved, by);
                }
                energies[from / GRAIN] = sum;
                step.advance(ratings);
              });
      double sum = 0;
      for (double energy : energies) sum += energy;
      return sum;
    }
  }

  private RowWork work(int worker) {
    RowWork work = works[worker];
    if (work == null)
      works[worker] =
          work = new RowWork(memory, factors.users().columns(), solver, compute.kernels());
    return work;
  }

  /// Sets the weights and values of a row's ratings.
  private void load(RowWork work, Csr rows, boolean users, int row) {
    int degree = rows.degree(row);
    work.reserve(degree);
    Floats weights = work.weights();
    Floats values = work.values();
    long start = rows.start(row);
    for (int i = 0; i < degree; i++) {
      float rating = rows.value(start + i);
      int other = rows.column(start + i);
      int user = users ? row : other;
      weights.set(i, objective.weight(rating));
      values.set(i, objective.value(rating, factors.userBias(user), users ? other : row));
    }
  }

  /// The ratings' loss where all factors are 0.
  private double atZero() {
    double[] sums = new double[(byUser.rows() + GRAIN - 1) / GRAIN];
    compute
        .workers()
        .ranges(
            byUser.rows(),
            GRAIN,
            compute.progress(),
            (from, to, worker) -> {
              double sum = 0;
              for (int user = from; user < to; user++) {
                for (long at = byUser.start(user); at < byUser.end(user); at++) {
                  float rating = byUser.value(at);
                  float value = objective.value(rating, factors.userBias(user), byUser.column(at));
                  sum += objective.loss(rating, value);
                }
              }
              sums[from / GRAIN] = sum;
            });
    double sum = 0;
    for (double one : sums) sum += one;
    return sum;
  }

  /// What the users' ridges add; those of the items are in their energies.
  private double ridges() {
    FloatMatrix rows = factors.users();
    MemorySegment segment = rows.segment();
    double sum = 0;
    for (int user = 0; user < rows.rows(); user++) {
      int degree = byUser.degree(user);
      if (degree == 0) continue;
      long at = rows.offset(user);
      double square = compute.kernels().dot(segment, at, segment, at, rows.stride());
      sum += objective.ridge(degree, byUser.columns()) * square;
    }
    return sum;
  }

  @Override
  public void close() {
    memory.close();
  }
}
