package dev.simile.cluster;

import dev.simile.Compute;
import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;

/// Finds [Groups]: assigns, with the means as they are, every user to the group that leaves the
/// least squared error, then every item, and takes the means anew. Sums over all ratings run by
/// blocks of users, whose sums are added in order, so that the number of threads changes nothing.
final class CoClusterTraining {
  private static final int BLOCK = 512;
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final Csr byUser;
  private final Csr byItem;
  private final CoClusterConfig config;
  private final double mean;
  private final Groups groups;
  private final Compute compute;

  CoClusterTraining(Ratings ratings, CoClusterConfig config, Memory memory, Compute compute) {
    this.byUser = ratings.byUser();
    this.byItem = ratings.byItem();
    this.config = config;
    this.mean = ratings.mean();
    this.compute = compute;
    this.groups = Groups.allocate(memory, byUser.rows(), byItem.rows(), config);
  }

  /// Bytes of the training on the heap, beside the groups.
  static long estimate(Ratings ratings, CoClusterConfig config) {
    long blocks = (ratings.userCount() + BLOCK - 1L) / BLOCK;
    return blocks * (12L * config.userClusters() * config.itemClusters() + 64);
  }

  Groups train() {
    means(byUser, groups.userMeans());
    means(byItem, groups.itemMeans());
    double least = Double.POSITIVE_INFINITY;
    try (Memory working = Memory.open("training co-clustering");
        Progress.Step step = compute.progress().step("co-clustering", config.starts(), "starts")) {
      Groups best = Groups.allocate(working, byUser.rows(), byItem.rows(), config);
      for (int start = 0; start < config.starts(); start++) {
        begin(start);
        alternate();
        double error = config.starts() == 1 ? 0 : squaredError();
        step.advance(1);
        if (!(error < least)) continue;
        least = error;
        best.copyFrom(groups);
      }
      groups.copyFrom(best);
    }
    return groups;
  }

  /// Random groups, the same for every number of threads: hashes by SplitMix64's finalizer.
  private void begin(int start) {
    long of = mix(mix(config.seed() + GAMMA) + start * GAMMA);
    for (int user = 0; user < byUser.rows(); user++)
      groups.ofUsers().set(user, draw(of + 2L * user * GAMMA, config.userClusters()));
    for (int item = 0; item < byItem.rows(); item++)
      groups.ofItems().set(item, draw(of + (2L * item + 1) * GAMMA, config.itemClusters()));
    takeMeans();
  }

  private static int draw(long z, int count) {
    return (int) Math.unsignedMultiplyHigh(mix(z), count);
  }

  private void alternate() {
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      compute.progress().check();
      boolean users = assignUsers();
      boolean items = assignItems();
      if (!users && !items) break; // it would go on so
      takeMeans();
    }
  }

  /// Of all predictions of training ratings, by blocks of users.
  private double squaredError() {
    double[] blocks = new double[(byUser.rows() + BLOCK - 1) / BLOCK];
    compute
        .workers()
        .ranges(
            byUser.rows(),
            BLOCK,
            compute.progress(),
            (from, to, worker) -> {
              double sum = 0;
              for (int user = from; user < to; user++) {
                double mean = groups.userMeans().at(user);
                int group = groups.ofUsers().at(user);
                for (long at = byUser.start(user); at < byUser.end(user); at++) {
                  double error = byUser.value(at) - mean - groups.lift(group, byUser.column(at));
                  sum += error * error;
                }
              }
              blocks[from / BLOCK] = sum;
            });
    double total = 0;
    for (double block : blocks) total += block;
    return total;
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private void means(Csr rows, Doubles means) {
    compute
        .workers()
        .ranges(
            rows.rows(),
            BLOCK,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                double sum = 0;
                for (long at = rows.start(row); at < rows.end(row); at++) sum += rows.value(at);
                means.set(row, sum / rows.degree(row));
              }
            });
  }

  /// The sums of one block of users, group by group.
  private final class Sums {
    final double[] sums = new double[config.userClusters() * config.itemClusters()];
    final long[] counts = new long[sums.length];
  }

  /// Takes the means of the groups and of the cells; of what has no rating the mean of all.
  private void takeMeans() {
    int ks = config.userClusters();
    int hs = config.itemClusters();
    Sums[] blocks = new Sums[(byUser.rows() + BLOCK - 1) / BLOCK];
    compute
        .workers()
        .run(
            blocks.length,
            compute.progress(),
            (block, worker) -> {
              Sums own = new Sums();
              int end = Math.min(byUser.rows(), (block + 1) * BLOCK);
              for (int user = block * BLOCK; user < end; user++) {
                int row = groups.ofUsers().at(user) * hs;
                for (long at = byUser.start(user); at < byUser.end(user); at++) {
                  int cell = row + groups.ofItems().at(byUser.column(at));
                  own.sums[cell] += byUser.value(at);
                  own.counts[cell]++;
                }
              }
              blocks[block] = own;
            });
    Sums all = new Sums();
    for (Sums block : blocks) {
      for (int cell = 0; cell < all.sums.length; cell++) {
        all.sums[cell] += block.sums[cell];
        all.counts[cell] += block.counts[cell];
      }
    }
    for (int cell = 0; cell < all.sums.length; cell++)
      groups.cells().set(cell, mean(all.sums[cell], all.counts[cell]));
    for (int k = 0; k < ks; k++) take(groups.userGroupMeans(), k, all, k * hs, 1, hs);
    for (int h = 0; h < hs; h++) take(groups.itemGroupMeans(), h, all, h, hs, ks);
  }

  private double mean(double sum, long count) {
    return count == 0 ? mean : sum / count;
  }

  private void take(Doubles means, int group, Sums all, int from, int stride, int count) {
    double sum = 0;
    long ratings = 0;
    for (int i = 0; i < count; i++) {
      sum += all.sums[from + i * stride];
      ratings += all.counts[from + i * stride];
    }
    means.set(group, mean(sum, ratings));
  }

  /// @return whether any user changed the group
  private boolean assignUsers() {
    return assign(
        byUser,
        groups.ofUsers(),
        groups.userMeans(),
        table(groups.userGroupMeans(), (int) groups.itemGroupMeans().length(), true),
        groups.ofItems(),
        groups.itemMeans(),
        groups.itemGroupMeans());
  }

  private boolean assignItems() {
    return assign(
        byItem,
        groups.ofItems(),
        groups.itemMeans(),
        table(groups.itemGroupMeans(), (int) groups.userGroupMeans().length(), false),
        groups.ofUsers(),
        groups.userMeans(),
        groups.userGroupMeans());
  }

  /// What each own group (rows) with each other group adds beside the means of both.
  private double[][] table(Doubles own, int others, boolean users) {
    double[][] table = new double[(int) own.length()][others];
    for (int g = 0; g < table.length; g++) {
      for (int h = 0; h < others; h++) {
        long cell = users ? (long) g * others + h : (long) h * table.length + g;
        table[g][h] = groups.cells().at(cell) - own.at(g);
      }
    }
    return table;
  }

  private boolean assign(
      Csr rows,
      Ints assigned,
      Doubles means,
      double[][] table,
      Ints others,
      Doubles otherMeans,
      Doubles otherGroupMeans) {
    boolean[] changed = new boolean[(rows.rows() + BLOCK - 1) / BLOCK];
    compute
        .workers()
        .run(
            changed.length,
            compute.progress(),
            (block, worker) -> {
              double[] errors = new double[table.length];
              int end = Math.min(rows.rows(), (block + 1) * BLOCK);
              for (int row = block * BLOCK; row < end; row++) {
                Arrays.fill(errors, 0);
                double own = means.at(row);
                for (long at = rows.start(row); at < rows.end(row); at++) {
                  int other = rows.column(at);
                  int h = others.at(other);
                  double left =
                      rows.value(at) - own - (otherMeans.at(other) - otherGroupMeans.at(h));
                  for (int g = 0; g < errors.length; g++) {
                    double error = left - table[g][h];
                    errors[g] += error * error;
                  }
                }
                int best = least(errors);
                changed[block] |= best != assigned.at(row);
                assigned.set(row, best);
              }
            });
    for (boolean one : changed) if (one) return true;
    return false;
  }

  /// The first of the least.
  static int least(double[] errors) {
    int best = 0;
    for (int g = 1; g < errors.length; g++) if (errors[g] < errors[best]) best = g;
    return best;
  }
}
