package dev.simile.cluster;

import dev.simile.Compute;
import dev.simile.Explanation;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Base;
import dev.simile.model.Model;
import dev.simile.model.Scratch;
import dev.simile.ratings.Ratings;
import dev.simile.settings.Settings;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Co-clustering (George and Merugu 2005, "A Scalable Collaborative Filtering Framework Based on
/// Co-Clustering", equation 2): users and items in groups, and a rating is what a group gives to a
/// group, moved by what sets the user and the item apart from theirs:
///
/// ```
/// r_ui = C_gh + (mu_u - mu_g) + (mu_i - mu_h)
/// ```
///
/// with g and h the groups of user and item, C_gh the mean rating of g for h, and mu the mean
/// ratings of the user, the item and the groups, all in double; the score is the prediction as a
/// float. For an unknown user it is mu_i, for an unknown item mu_u, for both the mean of all.
///
/// Groups are found by alternation from random ones ([CoClusterTraining]), which ends in another
/// place for each start: the best on the training ratings of several is kept. O(starts x epochs x
/// ratings x groups). Users of one group get one order of the items. Somebody with a history gets
/// the group that leaves the least error there, as a user does in training; items without ratings
/// count as rated with their mean. There is no notion of similar items.
public final class CoClustering extends Model<CoClustering.Room> {
  /// The settings on the command line.
  public static final Settings<CoClusterConfig> SETTINGS = CoClusterConfig.settings();

  private static final String NAME = "co-clustering";

  private final Groups groups;
  private final Kernels kernels;

  /// What a query needs: an error for each group of users.
  public static final class Room extends Scratch {
    private final double[] errors;

    Room(Memory memory, int items, int groups) {
      super(memory, items);
      errors = new double[groups];
    }
  }

  private CoClustering(Memory memory, Base base, Groups groups, Kernels kernels) {
    super(
        memory,
        base,
        owner -> new Room(owner, base.items().size(), (int) groups.userGroupMeans().length()));
    this.groups = groups;
    this.kernels = kernels;
  }

  /// Trains with the defaults on all of `ratings`. The model copies what it needs.
  public static CoClustering train(Ratings ratings) {
    return train(ratings, CoClusterConfig.defaults(), Compute.defaults());
  }

  /// Trains on all of `ratings` as `config` says. The model copies what it needs.
  ///
  /// @throws IllegalArgumentException if the pairs have no ratings
  /// @throws dev.simile.memory.InsufficientMemoryException with the figures, before it starts, if
  ///   it could not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled, asked each epoch
  public static CoClustering train(Ratings ratings, CoClusterConfig config, Compute compute) {
    Base.begin(
        "training " + NAME,
        ratings,
        Groups.estimate(ratings.userCount(), ratings.itemCount(), config) * 2
            + CoClusterTraining.estimate(ratings, config),
        compute);
    if (!ratings.rated())
      throw new IllegalArgumentException(NAME + " needs ratings, and these pairs have none");
    Memory memory = Memory.open("model " + NAME);
    try {
      Base base = Base.copy(SETTINGS.format(NAME, config), ratings, memory);
      Groups groups = new CoClusterTraining(ratings, config, memory, compute).train();
      return new CoClustering(memory, base, groups, compute.kernels());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  @Override
  protected void write(StoreWriter out) {
    groups.write(out);
  }

  /// Reads the model that [#save] wrote.
  public static CoClustering read(
      StoreReader in, Memory memory, Base base, CoClusterConfig config, Compute compute) {
    Groups groups = Groups.read(in, base.users().size(), base.items().size(), config);
    return new CoClustering(memory, base, groups, compute.kernels());
  }

  /// The group of a user.
  public int groupOfUser(int user) {
    return groups.ofUsers().at(user);
  }

  /// The group of an item.
  public int groupOfItem(int item) {
    return groups.ofItems().at(item);
  }

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  @Override
  protected void scoreUser(int user, Room scratch, MemorySegment out, long offset) {
    score(groups.userMeans().at(user), groups.ofUsers().at(user), out, offset);
  }

  private void score(double mean, int group, MemorySegment out, long offset) {
    int items = items().size();
    for (int item = 0; item < items; item++)
      out.set(
          ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) (mean + groups.lift(group, item)));
  }

  @Override
  protected void scoreHistory(History history, Room scratch, MemorySegment out, long offset) {
    if (history.size() > 0) {
      double mean = mean(history);
      score(mean, group(history, mean, scratch), out, offset);
      return;
    }
    for (int item = 0; item < items().size(); item++)
      out.set(ValueLayout.JAVA_FLOAT, offset + 4L * item, (float) groups.itemMeans().at(item));
  }

  private double rating(History history, int i) {
    return history.rated() ? history.rating(i) : groups.itemMeans().at(history.item(i));
  }

  private double mean(History history) {
    double sum = 0;
    for (int i = 0; i < history.size(); i++) sum += rating(history, i);
    return sum / history.size();
  }

  /// The group of users that leaves the least squared error, the first of equals.
  private int group(History history, double mean, Room scratch) {
    double[] errors = scratch.errors;
    for (int g = 0; g < errors.length; g++) {
      errors[g] = 0;
      for (int i = 0; i < history.size(); i++) {
        double error = rating(history, i) - mean - groups.lift(g, history.item(i));
        errors[g] += error * error;
      }
    }
    return CoClusterTraining.least(errors);
  }

  @Override
  public double predict(int user, int item) {
    checkUser(user);
    checkItem(item);
    if (user == Ids.UNKNOWN)
      return item == Ids.UNKNOWN ? base().mean() : groups.itemMeans().at(item);
    double mean = groups.userMeans().at(user);
    return item == Ids.UNKNOWN ? mean : mean + groups.lift(groups.ofUsers().at(user), item);
  }

  /// True if user and item are known.
  @Override
  public boolean covers(int user, int item) {
    checkUser(user);
    checkItem(item);
    return user != Ids.UNKNOWN && item != Ids.UNKNOWN;
  }

  @Override
  protected Explanation explainUser(int user, int item, Room scratch) {
    return explain(
        groups.userMeans().at(user), groups.ofUsers().at(user), Explanation.Of.USER, user, item);
  }

  @Override
  protected Explanation explainHistory(History history, int item, Room scratch) {
    if (history.size() == 0) {
      double mean = groups.itemMeans().at(item);
      return new Explanation(
          (float) mean, List.of(part("item-mean", Explanation.Of.ITEM, item, mean, mean)));
    }
    double mean = mean(history);
    return explain(mean, group(history, mean, scratch), Explanation.Of.NONE, -1, item);
  }

  /// `groups`, what the user's group gives to the item's; what the `user` gives more than their
  /// group; what the `item` gets more than its group.
  private Explanation explain(double mean, int group, Explanation.Of of, int user, int item) {
    int h = groups.ofItems().at(item);
    double cell = groups.cells().at(group * groups.itemGroupMeans().length() + h);
    double itemMean = groups.itemMeans().at(item);
    List<Explanation.Part> parts = new ArrayList<>();
    parts.add(part("user", of, user, mean, mean - groups.userGroupMeans().at(group)));
    parts.add(
        part(
            "item", Explanation.Of.ITEM, item, itemMean, itemMean - groups.itemGroupMeans().at(h)));
    parts.sort(
        Comparator.comparing((Explanation.Part part) -> part.of() != Explanation.Of.NONE)
            .thenComparingDouble(part -> -Math.abs(part.contribution())));
    parts.addFirst(part("groups", Explanation.Of.NONE, -1, cell, cell));
    return new Explanation((float) (mean + groups.lift(group, item)), parts);
  }

  private static Explanation.Part part(
      String name, Explanation.Of of, int index, double value, double contribution) {
    return new Explanation.Part(name, of, index, value, 1, contribution);
  }
}
