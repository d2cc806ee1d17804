package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.Ids;
import dev.simile.UserItems;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

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
  Ratings(
      Memory memory,
      IdMap users,
      IdMap items,
      Csr byUser,
      Csr byItem,
      ReadSummary summary,
      Compute compute) {
    this.memory = memory;
    this.users = users;
    this.items = items;
    this.byUser = byUser;
    this.byItem = byItem;
    this.summary = summary;
    Spread spread = Spread.of(byUser, compute);
    this.minRating = spread.min();
    this.maxRating = spread.max();
    this.mean = spread.mean();
  }

  /// Reads a file as its layout is recognized, on all processors.
  ///
  /// @throws RatingsFormatException at the first bad line, with its place
  public static Ratings read(Path file) {
    return read(List.of(file), ReadOptions.defaults(), Compute.defaults());
  }

  /// Reads files as one input, in their order; each may have a header of its own. A file that gzip
  /// compressed is recognized; pipes work.
  ///
  /// Takes time linear in the input, and at its peak about 68 bytes off-heap a rating (of which 36
  /// stay with ratings and times, 16 without times, 8 without either), and the ids.
  ///
  /// @throws RatingsFormatException if a file cannot be opened, has no ratings, or has more bad
  ///   lines than `options` allow: then of the first one too many
  /// @throws dev.simile.memory.InsufficientMemoryException if the ratings would not fit
  /// @throws java.io.UncheckedIOException if reading fails
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled or the thread
  ///   interrupted
  public static Ratings read(List<Path> files, ReadOptions options, Compute compute) {
    return Reader.read(files, options, compute, Reader.Sizes.DEFAULTS);
  }

  /// Reads a stream, which may be compressed by gzip, and closes it.
  ///
  /// @param name what it is called in messages, `-` for standard input
  /// @throws RatingsFormatException as for files
  public static Ratings read(InputStream in, String name, ReadOptions options, Compute compute) {
    return Reader.read(in, name, options, compute, Reader.Sizes.DEFAULTS);
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

  /// Items x users, without times.
  public Csr byItem() {
    return byItem;
  }

  /// Parts the ratings in training and test, as `splitter` says; see [Holdout].
  ///
  /// @throws IllegalArgumentException if a part would be empty, times are needed and absent, or
  ///   `splitter` gives several folds (ask it for [each][Splitter#fold])
  public Split split(Splitter splitter) {
    if (splitter.folds() != 1)
      throw new IllegalArgumentException(
          "splitter must give one split, " + splitter.text() + " gives " + splitter.folds());
    return splitter.fold(this, 0, Compute.defaults());
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

  /// The mean of all ratings, added in double by blocks of rows of [#byUser()]; 0 if there is none.
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
