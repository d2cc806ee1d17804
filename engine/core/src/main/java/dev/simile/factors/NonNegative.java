package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/// Non-negative matrix factorization of the ratings that there are (Lee and Seung 2001; with
/// missing ratings and regularization Luo, Zhou, Xia and Zhu 2014, "An Efficient Non-Negative
/// Matrix-Factorization-Based Approach to Collaborative Filtering for Recommender Systems",
/// equation 8): r_ui = p_u . q_i with no number below 0, so that every factor adds to a rating.
///
/// From uniform random rows in (0, 1] each epoch multiplies all rows of users, and from the same
/// numbers all rows of items, as [NmfStep] says; rows are independent of each other, so that the
/// number of threads changes nothing. O(epochs x ratings x k).
///
/// Somebody with a history gets a row by as many steps from the mean of the users' rows, which is
/// also the row of nobody; items without ratings count there as rated with the mean of all. The
/// prediction for an unknown user or item is the mean of all ratings. The rest is [FactorModel]'s.
public final class NonNegative extends FactorModel<NonNegative.Room> {
  /// The settings on the command line.
  public static final Settings<NmfConfig> SETTINGS = NmfConfig.settings();

  private static final String NAME = "nmf";
  private static final int BLOCK = 64;

  private final NmfConfig config;
  private final FloatMatrix nobody;

  /// What a query needs: the step of a row.
  static final class Room extends RowScratch {
    private final NmfStep step;

    Room(Memory memory, int items, int factors, NmfStep step) {
      super(memory, items, factors);
      this.step = step;
    }
  }

  private NonNegative(
      Memory memory, Base base, Compute compute, NmfConfig config, Factors factors) {
    super(
        memory,
        base,
        compute,
        factors,
        owner ->
            new Room(
                owner,
                base.items().size(),
                config.factors(),
                new NmfStep(owner, config.factors(), compute.kernels())));
    this.config = config;
    this.nobody = factors.meanOfUsers(memory);
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static NonNegative train(Ratings ratings) {
    return train(ratings, NmfConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if a rating is negative
  /// @throws TrainingDivergedException if a number leaves the range of a float
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static NonNegative train(Ratings ratings, NmfConfig config, Compute compute) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int k = config.factors();
    Base.begin(
        "training " + NAME,
        ratings,
        2 * Factors.estimate(users, items, k, false, false)
            + estimate(users, items, k)
            + compute.workers().threads() * NmfStep.estimate(Math.max(users, items), k),
        compute);
    if (ratings.minRating() < 0)
      throw new IllegalArgumentException(
          NAME + " needs ratings that are not negative, the smallest is " + ratings.minRating());
    Memory memory = Memory.open("model " + NAME);
    try (Memory working = Memory.open("training " + NAME)) {
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      Factors factors = Factors.allocate(memory, users, items, k, 0f, false, false);
      new Training(ratings, config, factors, working, compute).run();
      return new NonNegative(memory, base, compute, config, factors);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// A training in progress.
  private static final class Training {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final Ratings ratings;
    private final NmfConfig config;
    private final Factors factors;
    private final Factors next;
    private final Compute compute;
    private final @Nullable NmfStep[] steps;
    private final Memory working;

    Training(Ratings ratings, NmfConfig config, Factors factors, Memory working, Compute compute) {
      this.ratings = ratings;
      this.config = config;
      this.factors = factors;
      this.next = factors.likeThis(working);
      this.compute = compute;
      this.working = working;
      this.steps = new NmfStep[compute.workers().threads()];
    }

    void run() {
      begin(factors.users(), 0);
      begin(factors.items(), 1);
      try (Progress.Step step =
          compute.progress().step("train " + NAME, config.epochs() * ratings.count(), "ratings")) {
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
          compute.progress().check();
          move(
              ratings.byUser(),
              factors.users(),
              factors.items(),
              config.userRegularization(),
              next.users());
          move(
              ratings.byItem(),
              factors.items(),
              factors.users(),
              config.itemRegularization(),
              next.items());
          factors.copyFrom(next);
          step.advance(ratings.count());
        }
      }
      if (!factors.finite())
        throw new TrainingDivergedException(
            NAME, config.epochs(), Double.NaN, "a factor is not finite");
    }

    /// Uniform in (0, 1] by a hash of seed, side, row and factor (SplitMix64's finalizer).
    private void begin(FloatMatrix rows, int side) {
      for (int row = 0; row < rows.rows(); row++) {
        long of = mix(mix(config.seed() + GAMMA) + (2L * row + side) * GAMMA);
        for (int f = 0; f < rows.columns(); f++)
          rows.set(row, f, ((mix(of + (f + 1) * GAMMA) >>> 40) + 1) * 0x1p-24f);
      }
    }

    private static long mix(long z) {
      z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }

    private void move(
        Csr byRow, FloatMatrix rows, FloatMatrix others, double regularization, FloatMatrix into) {
      compute
          .workers()
          .ranges(
              rows.rows(),
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                NmfStep step = steps[worker];
                if (step == null)
                  steps[worker] = step = new NmfStep(working, config.factors(), compute.kernels());
                for (int row = from; row < to; row++)
                  step.step(rows, row, others, byRow, (float) regularization, into);
              });
    }
  }

  @Override
  protected void write(StoreWriter out) {
    factors().write(out, NAME);
  }

  /// Reads the model that [#save] wrote.
  public static NonNegative read(
      StoreReader in, Memory memory, Base base, NmfConfig config, Compute compute) {
    Factors factors = Factors.read(in, NAME, base, config.factors(), 0f, false, false);
    return new NonNegative(memory, base, compute, config, factors);
  }

  @Override
  float foldIn(History history, Room scratch) {
    FloatMatrix query = scratch.query();
    query.segment().copyFrom(nobody.segment());
    if (history.size() == 0) return 0f;
    FloatMatrix items = factors().items();
    float mean = (float) base().mean();
    float pull = (float) config.userRegularization();
    for (int epoch = 0; epoch < config.epochs(); epoch++)
      scratch.step.step(query, items, history, mean, pull);
    return 0f;
  }

  @Override
  protected Explanation explainUser(int user, int item, Room scratch) {
    FloatMatrix users = factors().users();
    float total = score(users, user, 0f, item);
    return explainByFactors(total, users, user, 0f, 0, user, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, Room scratch) {
    foldIn(history, scratch);
    float total = score(scratch.query(), 0, 0f, item);
    return explainByFactors(total, scratch.query(), 0, 0f, 0, Ids.UNKNOWN, item);
  }

  /// The score of a known user for a known item; else the mean of all ratings.
  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user == Ids.UNKNOWN || item == Ids.UNKNOWN) return base().mean();
    return super.predict(user, item);
  }
}
