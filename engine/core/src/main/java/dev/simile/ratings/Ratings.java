package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.UserItems;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;

/// Ratings in off-heap CSR, by user and by item, with the ids of both. Immutable; close it when no
/// model in training needs it any more (trained models hold their own copy of what they need).
///
/// Indexes are dense, in the order of first appearance in the input, and rows keep the order of the
/// input, whatever the number of threads that read it.
public final class Ratings implements UserItems, AutoCloseable {
  private final Memory memory;
  private final IdMap users;
  private final IdMap items;
  private final Csr byUser;
  private final Csr byItem;
  private final float minRating;
  private final float maxRating;
  private final double mean;
  private final ReadSummary summary;

  /// Takes over `memory`, in which everything else lies.
  Ratings(Memory memory, IdMap users, IdMap items, Csr byUser, Csr byItem, ReadSummary summary) {
    this.memory = memory;
    this.users = users;
    this.items = items;
    this.byUser = byUser;
    this.byItem = byItem;
    this.summary = summary;
    float min = byUser.entries() == 0 ? 0 : Float.POSITIVE_INFINITY;
    float max = byUser.entries() == 0 ? 0 : Float.NEGATIVE_INFINITY;
    double sum = 0;
    for (long i = 0; i < byUser.entries(); i++) {
      float value = byUser.value(i);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    this.minRating = min;
    this.maxRating = max;
    this.mean = byUser.entries() == 0 ? 0 : sum / byUser.entries();
  }

  /// Ratings that come from code.
  public static RatingsBuilder builder() {
    return new RatingsBuilder();
  }

  /// The users' ids.
  public Ids users() {
    return users;
  }

  /// The items' ids.
  public Ids items() {
    return items;
  }

  /// The users' ids with their off-heap form, for models that store them.
  public IdMap userMap() {
    return users;
  }

  /// The items' ids with their off-heap form, for models that store them.
  public IdMap itemMap() {
    return items;
  }

  /// Users x items.
  public Csr byUser() {
    return byUser;
  }

  /// Items x users.
  public Csr byItem() {
    return byItem;
  }

  /// Parts the ratings in training and test, as `splitter` says; see [Holdout].
  ///
  /// @throws IllegalArgumentException if a part would be empty, times are needed and absent, or
  ///   `splitter` gives several folds (ask it for the list)
  public Split split(Splitter splitter) {
    if (splitter.folds() != 1)
      throw new IllegalArgumentException(
          "splitter must give one split, " + splitter.text() + " gives " + splitter.folds());
    return splitter.split(this, Compute.defaults()).getFirst();
  }

  /// Number of ratings.
  public long count() {
    return byUser.entries();
  }

  /// The smallest rating, 0 if there is none.
  public float minRating() {
    return minRating;
  }

  /// The largest rating, 0 if there is none.
  public float maxRating() {
    return maxRating;
  }

  /// The mean of all ratings, added in double row after row of [#byUser()]; 0 if there is none.
  public double mean() {
    return mean;
  }

  /// True if the input had ratings; without them every value is 1.
  public boolean rated() {
    return byUser.hasValues();
  }

  /// True if the input had times.
  public boolean timed() {
    return byUser.hasTimes();
  }

  /// What was read, merged and rejected.
  public ReadSummary summary() {
    return summary;
  }

  /// Off-heap bytes held.
  public long bytes() {
    return memory.bytes();
  }

  @Override
  public int userCount() {
    return byUser.rows();
  }

  @Override
  public int itemCount() {
    return byUser.columns();
  }

  @Override
  public int count(int user) {
    return byUser.degree(user);
  }

  @Override
  public int item(int user, int i) {
    return byUser.column(byUser.start(user) + i);
  }

  @Override
  public float rating(int user, int i) {
    return byUser.value(byUser.start(user) + i);
  }

  @Override
  public void close() {
    memory.close();
  }
}
