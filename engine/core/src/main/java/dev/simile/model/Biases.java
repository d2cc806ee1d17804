package dev.simile.model;

import dev.simile.Compute;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.TrainingDivergedException;
import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;

/// Baseline estimates b_ui = mu + b_u + b_i (Koren 2010, "Factor in the Neighbors", section 2.1),
/// in double. Immutable views of their owner's memory.
///
/// ALS: b_i = sum_u (r - mu - b_u) / (lambda_i + n_i), then b_u = sum_i (r - mu - b_i) / (lambda_u
/// + n_u), each row in its order, from zero. SGD: over the rows of users in order, b += rate (e -
///   lambda b). O(epochs x ratings).
public final class Biases {
  private final double mean;
  private final double userRegularization;
  private final Doubles users;
  private final Doubles items;

  private Biases(double mean, double userRegularization, Doubles users, Doubles items) {
    this.mean = mean;
    this.userRegularization = userRegularization;
    this.users = users;
    this.items = items;
  }

  /// The off-heap bytes that [#train] takes.
  public static long estimate(Ratings ratings) {
    return Memory.sizeOf(ratings.userCount(), Double.BYTES)
        + Memory.sizeOf(ratings.itemCount(), Double.BYTES);
  }

  /// Estimates the biases of all users and items of `ratings`, in `memory`.
  ///
  /// @throws TrainingDivergedException if SGD's biases leave the range of a float
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled, asked each epoch
  public static Biases train(Ratings ratings, BiasConfig config, Memory memory, Compute compute) {
    Csr byUser = ratings.byUser();
    Csr byItem = ratings.byItem();
    Doubles users = memory.doubles("user biases", byUser.rows());
    Doubles items = memory.doubles("item biases", byItem.rows());
    double mean = ratings.mean();
    try (Progress.Step step = compute.progress().step("biases", config.epochs(), "epochs")) {
      for (int epoch = 0; epoch < config.epochs(); epoch++) {
        compute.progress().check();
        if (config.method() == BiasConfig.Method.ALS) {
          solve(byItem, users, items, mean, config.itemRegularization(), compute);
          solve(byUser, items, users, mean, config.userRegularization(), compute);
        } else {
          descend(byUser, users, items, mean, config);
          checkRange(users, config, epoch);
          checkRange(items, config, epoch);
        }
        step.advance(1);
      }
    }
    return new Biases(mean, config.userRegularization(), users, items);
  }

  private static void solve(
      Csr rows,
      Doubles given,
      Doubles solved,
      double mean,
      double regularization,
      Compute compute) {
    compute
        .workers()
        .ranges(
            rows.rows(),
            512,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                double sum = 0;
                long end = rows.end(row);
                for (long at = rows.start(row); at < end; at++)
                  sum += rows.value(at) - mean - given.at(rows.column(at));
                int degree = rows.degree(row);
                solved.set(row, degree == 0 ? 0 : sum / (regularization + degree));
              }
            });
  }

  private static void descend(
      Csr byUser, Doubles users, Doubles items, double mean, BiasConfig config) {
    double rate = config.learningRate();
    double lambda = config.regularization();
    for (int user = 0; user < byUser.rows(); user++) {
      double bu = users.at(user);
      long end = byUser.end(user);
      for (long at = byUser.start(user); at < end; at++) {
        int item = byUser.column(at);
        double bi = items.at(item);
        double error = byUser.value(at) - (mean + bu + bi);
        bu += rate * (error - lambda * bu);
        items.set(item, bi + rate * (error - lambda * bi));
      }
      users.set(user, bu);
    }
  }

  private static void checkRange(Doubles biases, BiasConfig config, int epoch) {
    for (long i = 0; i < biases.length(); i++) {
      if (!(Math.abs(biases.at(i)) <= Float.MAX_VALUE / 4))
        throw new TrainingDivergedException(
            "biases", epoch + 1, config.learningRate(), "a bias is " + biases.at(i));
    }
  }

  /// The global mean mu.
  public double mean() {
    return mean;
  }

  /// b_u, 0 for [Ids#UNKNOWN].
  public double user(int user) {
    return user == Ids.UNKNOWN ? 0 : users.at(user);
  }

  /// b_i, 0 for [Ids#UNKNOWN].
  public double item(int item) {
    return item == Ids.UNKNOWN ? 0 : items.at(item);
  }

  /// mu + b_u + b_i.
  public double of(int user, int item) {
    return mean + user(user) + item(item);
  }

  /// The bias of somebody new: the ALS solution of their row with all item biases fixed, whichever
  /// the method, with the user regularization of ALS. Items without ratings count as rated as
  /// expected, mu + b_i, so that the bias is 0.
  public double user(History history) {
    if (!history.rated() || history.size() == 0) return 0;
    double sum = 0;
    for (int i = 0; i < history.size(); i++)
      sum += history.rating(i) - mean - items.at(history.item(i));
    return sum / (userRegularization + history.size());
  }

  /// Adds the sections `biases.mean`, `biases.user-regularization`, `biases.users`, `biases.items`.
  public void write(StoreWriter out) {
    out.number("biases.mean", mean);
    out.number("biases.user-regularization", userRegularization);
    out.doubles("biases.users", users);
    out.doubles("biases.items", items);
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws dev.simile.store.CorruptStoreException if the numbers of users and items differ
  public static Biases read(StoreReader in, int userCount, int itemCount) {
    Doubles users = in.doubles("biases.users");
    Doubles items = in.doubles("biases.items");
    if (users.length() != userCount || items.length() != itemCount)
      throw in.corrupt("section 'biases.users'", "it does not fit the ids");
    double regularization = in.number("biases.user-regularization");
    if (regularization < 0)
      throw in.corrupt("section 'biases.user-regularization'", "it is " + regularization);
    return new Biases(in.number("biases.mean"), regularization, users, items);
  }
}
