package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.TrainingDivergedException;
import dev.simile.factors.ProfileConfig.Profile;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Biases;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Trains a [ProfileFactorization] by stochastic gradient descent over the users in a random order,
/// all ratings of one after the other.
///
/// Each rating's step would move the rows y and x of every item that its user has. The steps of all
/// y are the same, e n^-1/2 q, and those of x that times r - b; so z moves by e q (1 + the mean of
/// (r - b)^2), and the sum of e q over the user's ratings is enough: y and x get it once, when the
/// user is done. That is the step of each rating, but for the pull towards zero, of which z knows
/// afterwards. A user costs O(n k) so, not O(n^2 k).
///
/// Users are taken [#USERS] at a time, on as many threads as there are: each reads items as they
/// were before and writes down steps, and then the items take the steps of all in the order of the
/// users. So nothing depends on the threads.
final class ProfileTrainer implements AutoCloseable {
  /// Users whose steps do not see each other.
  private static final int USERS = 64;

  /// Ratings of these users, where no user has more.
  private static final int BATCH_RATINGS = 1 << 16;

  private static final int ITEM_RANGES = 16;

  private final String name;
  private final ProfileConfig config;
  private final Compute compute;
  private final Csr byUser;
  private final Csr byItem;
  private final Factors factors;
  private final ItemProfiles profiles;
  private final Floats userBias;
  private final Floats itemBias;
  private final boolean personal;
  private final int stride;
  private final double explosion;
  private final Memory scratch = Memory.open("training profiles");
  private final FloatMatrix rows;
  private final FloatMatrix steps;
  private final Floats biasSteps;
  private final Floats surprises;
  private final Sweep[] sweeps;

  /// What one user's sweep works on, and what it leaves to the items.
  private static final class Sweep {
    final float[] own;
    final float[] profile;
    final float[] row;
    final float[] item;
    final float[] sum;
    int user;
    long first;
    double squares;

    Sweep(int stride) {
      own = new float[stride];
      profile = new float[stride];
      row = new float[stride];
      item = new float[stride];
      sum = new float[stride];
    }
  }

  /// Fills `factors` and `profiles` with what training starts from. While it runs, the rows of
  /// users are their own part alone.
  ProfileTrainer(
      String name,
      Ratings ratings,
      ProfileConfig config,
      Compute compute,
      Factors factors,
      ItemProfiles profiles) {
    this.name = name;
    this.config = config;
    this.compute = compute;
    this.factors = factors;
    this.profiles = profiles;
    byUser = ratings.byUser();
    byItem = ratings.byItem();
    userBias = Objects.requireNonNull(factors.userBias());
    itemBias = Objects.requireNonNull(factors.itemBias());
    personal = config.profile() == Profile.SVD_PLUS_PLUS;
    stride = factors.items().stride();
    explosion = 10. * Math.max(Math.abs(ratings.minRating()), Math.abs(ratings.maxRating()));
    try {
      int room = batchRatings(byUser);
      rows = scratch.matrix("rows", USERS, config.factors());
      steps = scratch.matrix("steps of items", room, config.factors());
      biasSteps = scratch.floats("steps of biases", room);
      surprises = scratch.floats("weights of steps", room);
      sweeps = new Sweep[USERS];
      for (int slot = 0; slot < USERS; slot++) sweeps[slot] = new Sweep(stride);
      if (personal) start(factors.users(), Randoms.USER_FACTORS, byUser);
      start(factors.items(), Randoms.ITEM_FACTORS, byItem);
      start(profiles.having(), Randoms.HAVING_FACTORS, byItem);
      FloatMatrix rating = profiles.rating();
      if (rating != null) start(rating, Randoms.RATING_FACTORS, byItem);
    } catch (RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  private static int batchRatings(Csr byUser) {
    int most = 0;
    for (int user = 0; user < byUser.rows(); user++) most = Math.max(most, byUser.degree(user));
    return (int) Math.min(byUser.entries(), Math.max(BATCH_RATINGS, most));
  }

  /// Bytes of the training at its peak, the model's own included.
  static long estimate(Ratings ratings, ProfileConfig config) {
    int users = ratings.userCount();
    int items = ratings.itemCount();
    int k = config.factors();
    long itemRows = Memory.sizeOf((long) items * FloatMatrix.strideOf(k), Float.BYTES);
    boolean asymmetric = config.profile() == Profile.ASYMMETRIC;
    long room = batchRatings(ratings.byUser());
    return Factors.estimate(users, items, k, true, true)
        + (asymmetric ? 2 * itemRows + Biases.estimate(ratings) : itemRows)
        + FactorModel.estimate(users, items, k)
        + Memory.sizeOf((room + USERS) * FloatMatrix.strideOf(k), Float.BYTES)
        + 3 * Memory.sizeOf(room, Float.BYTES);
  }

  private void start(FloatMatrix matrix, int stream, Csr ratings) {
    long numbers = Randoms.stream(config.seed(), stream);
    FirstFactors.fill(matrix, ratings, numbers, config.deviation(), compute);
  }

  /// Runs the epochs, and makes the rows of users whole.
  ///
  /// @return what each achieved
  /// @throws TrainingDivergedException if an error is not finite or ten times the largest rating
  List<Epoch> run() {
    List<Epoch> epochs = new ArrayList<>();
    int[] order = new int[byUser.rows()];
    for (int i = 0; i < order.length; i++) order[i] = i;
    long total = Math.multiplyExact(byUser.entries(), (long) config.epochs());
    try (Progress.Step step = compute.progress().step("train " + name, total, "ratings")) {
      for (int number = 1; number <= config.epochs(); number++) {
        float rate = config.rate(number);
        shuffle(order, number);
        double squares = descend(order, rate, step);
        double rmse = Math.sqrt(squares / byUser.entries());
        if (!(rmse <= explosion))
          throw new TrainingDivergedException(name, number, rate, "the error is RMSE " + rmse);
        epochs.add(new Epoch(number, rate, rmse, Double.NaN));
        step.note(String.format(Locale.ROOT, "epoch %d: RMSE %.4f", number, rmse));
      }
    }
    compute
        .workers()
        .ranges(byUser.rows(), 256, compute.progress(), (from, to, worker) -> complete(from, to));
    if (!factors.finite()) {
      Epoch last = epochs.getLast();
      throw new TrainingDivergedException(
          name, last.number(), last.rate(), "a factor is not finite");
    }
    return epochs;
  }

  private void shuffle(int[] order, int epoch) {
    long stream = Randoms.stream(Randoms.stream(config.seed(), Randoms.VISITS), epoch);
    for (int i = order.length - 1; i > 0; i--) {
      int other = Randoms.below(Randoms.bits(stream, i), i + 1);
      int user = order[i];
      order[i] = order[other];
      order[other] = user;
    }
  }

  /// One epoch.
  ///
  /// @return the sum of the squared errors
  private double descend(int[] order, float rate, Progress.Step step) {
    double squares = 0;
    for (int from = 0, to; from < order.length; from = to) {
      to = from;
      int ratings = 0;
      while (to < order.length && to - from < USERS) {
        int degree = byUser.degree(order[to]);
        if (ratings + degree > steps.rows()) break;
        sweeps[to - from].user = order[to];
        sweeps[to - from].first = ratings;
        ratings += degree;
        to++;
      }
      int count = to - from;
      compute.workers().run(count, compute.progress(), (slot, worker) -> sweep(slot, rate));
      compute
          .workers()
          .run(ITEM_RANGES, compute.progress(), (range, worker) -> apply(range, count, rate));
      for (int slot = 0; slot < count; slot++) squares += sweeps[slot].squares;
      step.advance(ratings);
    }
    return squares;
  }

  /// Goes through the ratings of one user.
  private void sweep(int slot, float rate) {
    Sweep s = sweeps[slot];
    int user = s.user;
    FloatMatrix items = factors.items();
    FloatMatrix users = factors.users();
    float decay = config.decayOf(byUser.degree(user));
    float bias = userBias.at(user);
    profiles.of(byUser, user, s.profile);
    load(users, user, s.own);
    Arrays.fill(s.sum, 0f);
    s.squares = 0;
    float echo = profiles.echo(byUser, user);
    MemorySegment row = rows.segment();
    long place = s.first;
    long end = byUser.end(user);
    for (long at = byUser.start(user); at < end; at++, place++) {
      int item = byUser.column(at);
      float rating = byUser.value(at);
      for (int f = 0; f < stride; f++) s.row[f] = s.own[f] + s.profile[f];
      MemorySegment.copy(s.row, 0, row, ValueLayout.JAVA_FLOAT, rows.offset(slot), stride);
      load(items, item, s.item);
      float dot =
          compute
              .kernels()
              .dot(row, rows.offset(slot), items.segment(), items.offset(item), stride);
      float itemDecay = config.decayOf(byItem.degree(item));
      float e = rating - ((factors.mean() + bias) + (itemBias.at(item) + dot));
      s.squares += (double) e * e;
      surprises.set(place, profiles.surprise(user, item, rating));
      biasSteps.set(place, rate * (e - biasDecay(itemDecay) * itemBias.at(item)));
      bias += rate * (e - biasDecay(decay) * bias);
      float step = rate * e;
      learn(s, step, personal ? step : 0f, echo * step, rate * decay, rate * itemDecay);
      MemorySegment.copy(
          s.item, 0, steps.segment(), ValueLayout.JAVA_FLOAT, steps.offset((int) place), stride);
    }
    userBias.set(user, bias);
    MemorySegment.copy(
        s.own, 0, users.segment(), ValueLayout.JAVA_FLOAT, users.offset(user), stride);
  }

  private float biasDecay(float decay) {
    return (float) config.biasRegularization() * decay;
  }

  private void load(FloatMatrix matrix, int row, float[] into) {
    MemorySegment.copy(
        matrix.segment(), ValueLayout.JAVA_FLOAT, matrix.offset(row), into, 0, stride);
  }

  /// The step of one rating: on the user's numbers, and in place of the item's row its step.
  private static void learn(
      Sweep s, float step, float ownStep, float profileStep, float decay, float itemDecay) {
    float[] own = s.own;
    float[] profile = s.profile;
    float[] sum = s.sum;
    float[] row = s.row;
    float[] item = s.item;
    for (int f = 0; f < item.length; f++) {
      float q = item[f];
      item[f] = step * row[f] - itemDecay * q;
      own[f] += ownStep * q - decay * own[f];
      profile[f] += profileStep * q;
      sum[f] += step * q;
    }
  }

  /// Gives the steps of the first `count` users to the items of one range.
  private void apply(int range, int count, float rate) {
    int from = (int) ((long) byItem.rows() * range / ITEM_RANGES);
    int to = (int) ((long) byItem.rows() * (range + 1) / ITEM_RANGES);
    float[] sum = new float[stride];
    for (int slot = 0; slot < count; slot++) {
      Sweep s = sweeps[slot];
      int degree = byUser.degree(s.user);
      float share = ItemProfiles.share(degree);
      for (int f = 0; f < stride; f++) sum[f] = share * s.sum[f];
      long place = s.first;
      long end = byUser.end(s.user);
      for (long at = byUser.start(s.user); at < end; at++, place++) {
        int item = byUser.column(at);
        if (item < from || item >= to) continue;
        float kept = power(1 - rate * config.decayOf(byItem.degree(item)), degree);
        itemBias.set(item, itemBias.at(item) + biasSteps.at(place));
        add(factors.items(), item, steps.segment(), steps.offset((int) place));
        add(profiles.having(), item, kept, 1f, sum);
        FloatMatrix rating = profiles.rating();
        if (rating != null) add(rating, item, kept, surprises.at(place), sum);
      }
    }
  }

  private void add(FloatMatrix to, int row, MemorySegment step, long stepOffset) {
    MemorySegment segment = to.segment();
    long offset = to.offset(row);
    for (int f = 0; f < stride; f++) {
      float value = segment.get(ValueLayout.JAVA_FLOAT, offset + 4L * f);
      float moved = value + step.get(ValueLayout.JAVA_FLOAT, stepOffset + 4L * f);
      segment.set(ValueLayout.JAVA_FLOAT, offset + 4L * f, moved);
    }
  }

  private void add(FloatMatrix to, int row, float kept, float weight, float[] step) {
    MemorySegment segment = to.segment();
    long offset = to.offset(row);
    for (int f = 0; f < stride; f++) {
      float value = segment.get(ValueLayout.JAVA_FLOAT, offset + 4L * f);
      segment.set(ValueLayout.JAVA_FLOAT, offset + 4L * f, kept * value + weight * step[f]);
    }
  }

  /// A power by repeated squares.
  static float power(float base, int exponent) {
    float result = 1;
    float square = base;
    for (int left = exponent; left > 0; left >>= 1) {
      if ((left & 1) != 0) result *= square;
      square *= square;
    }
    return result;
  }

  /// Adds to the users' own rows what their items say of them.
  private void complete(int from, int to) {
    float[] profile = new float[stride];
    FloatMatrix users = factors.users();
    for (int user = from; user < to; user++) {
      profiles.of(byUser, user, profile);
      for (int f = 0; f < users.columns(); f++) users.set(user, f, users.at(user, f) + profile[f]);
    }
  }

  @Override
  public void close() {
    scratch.close();
  }
}
