package dev.simile.evaluate;

import dev.simile.Compute;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.ratings.Duplicates;
import dev.simile.ratings.Header;
import dev.simile.ratings.Heading;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsFormatException;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.ReadSummary;
import dev.simile.sparse.Csr;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Recommendation lists that any system made, read from a file: for each user items, best first,
/// off-heap. Immutable; close it when it is no longer needed.
///
/// The file is CSV or TSV, which gzip may have compressed, one line a recommendation, under a
/// heading that names `user`, `item` and perhaps `rank` or `score`, in any order, among any other
/// columns. The order of a list is
///
/// 1. by `rank`, if there is one: each list's ranks must be 1, 2, 3 ... without gap or repetition,
///    its lines may stand anywhere;
/// 2. else by `score`, if there is one: the highest first, equal ones (as floats) as they stand in
///    the file;
/// 3. else as its lines stand in the file.
///
/// An order that a system has chosen is what its users see, so it is taken as it is: equal scores
/// are no ties here.
///
/// An item that stands twice in a list counts once, at the line that comes first in the file; what
/// follows the repetition moves up. [#repeated()] says how many lines that were. Of ranks as many
/// may be missing, all lists together, as lines were repeated.
///
/// Reading takes 20 bytes off-heap a line at its peak; 4 stay, and the ids.
public final class RankedLists implements AutoCloseable {
  private final Memory memory;
  private final IdMap users;
  private final IdMap items;
  private final Csr byUser;
  private final Order order;
  private final ReadSummary summary;

  /// What a file's lists are ordered by.
  public enum Order {
    /// The ranks in the file.
    RANK,
    /// The scores in the file, descending.
    SCORE,
    /// Where the lines stand in the file.
    LINES
  }

  private RankedLists(
      Memory memory, IdMap users, IdMap items, Csr byUser, Order order, ReadSummary summary) {
    this.memory = memory;
    this.users = users;
    this.items = items;
    this.byUser = byUser;
    this.order = order;
    this.summary = summary;
  }

  /// Reads a file as its heading says, on all processors.
  ///
  /// @throws RatingsFormatException at the first bad line, with its place
  public static RankedLists read(Path file) {
    return read(file, ReadOptions.defaults(), Compute.defaults());
  }

  /// Reads a file.
  ///
  /// @param options layout, header, bad lines as for ratings; columns, if declared, are `user,item`
  ///   or `user,item,rank`, and then no heading is needed. Duplicates are always the first.
  /// @throws RatingsFormatException if the file cannot be opened, is empty or without a heading,
  ///   has more bad lines than `options` allow, or a list whose ranks are not 1, 2, 3 ...
  /// @throws IllegalArgumentException if a fourth column is declared
  /// @throws dev.simile.memory.InsufficientMemoryException if the lists would not fit
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static RankedLists read(Path file, ReadOptions options, Compute compute) {
    ReadOptions layout = options.duplicates(Duplicates.FIRST);
    Order order;
    String declared = options.columns();
    if (declared != null) {
      String[] columns = declared.split(",", -1);
      if (columns.length > 3)
        throw new IllegalArgumentException(
            "columns of lists must be user,item or user,item,rank, were '" + declared + "'");
      order = columns.length == 3 && !columns[2].isBlank() ? Order.RANK : Order.LINES;
    } else {
      Heading heading = Heading.of(file);
      if (heading == null)
        throw new RatingsFormatException(
            file + ": the first line must name user and item, and may name rank or score");
      order =
          heading.column("rank") >= 0
              ? Order.RANK
              : heading.column("score") >= 0 ? Order.SCORE : Order.LINES;
      layout = layout.input(heading.input()).header(Header.YES).columns(columns(heading, order));
    }
    try (Ratings ratings = Ratings.read(List.of(file), layout, compute)) {
      return ordered(file.toString(), ratings, order, compute);
    }
  }

  private static String columns(Heading heading, Order order) {
    String columns = (heading.user() + 1) + "," + (heading.item() + 1);
    return switch (order) {
      case RANK -> columns + "," + (heading.column("rank") + 1);
      case SCORE -> columns + "," + (heading.column("score") + 1);
      case LINES -> columns;
    };
  }

  private static RankedLists ordered(String name, Ratings ratings, Order order, Compute compute) {
    Csr lines = ratings.byUser();
    Ledger.require("lists of " + name, Csr.estimate(lines.rows(), lines.entries(), false, false));
    Memory memory = Memory.open("ranked lists");
    try {
      Longs offsets = memory.longs("lists offsets", lines.rows() + 1L);
      offsets.segment().copyFrom(lines.offsetView().segment());
      Ints items = memory.ints("lists items", lines.entries());
      if (order == Order.LINES) items.segment().copyFrom(lines.columnView().segment());
      else new ListOrder(name, ratings, order == Order.RANK, items).sort(compute);
      return new RankedLists(
          memory,
          ratings.userMap().copy(memory, "users"),
          ratings.itemMap().copy(memory, "items"),
          Csr.view(lines.rows(), lines.columns(), offsets, items, null, null),
          order,
          ratings.summary());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// The ids of the users who have a list, in the order of their first lines.
  public IdMap users() {
    return users;
  }

  /// The ids of the items in the lists.
  public IdMap items() {
    return items;
  }

  /// Users x items: each row is a list, best first.
  public Csr byUser() {
    return byUser;
  }

  /// Number of lists.
  public int userCount() {
    return byUser.rows();
  }

  /// Number of items in a user's list, at least 1.
  public int length(int user) {
    return byUser.degree(user);
  }

  /// The item at a place of a user's list.
  ///
  /// @param place from 0
  public int item(int user, int place) {
    return byUser.column(byUser.start(user) + place);
  }

  /// What the lists are ordered by.
  public Order order() {
    return order;
  }

  /// Lines left out because their list had the item already.
  public long repeated() {
    return summary.merged();
  }

  /// Where every line of the file went.
  public ReadSummary summary() {
    return summary;
  }

  /// What was read, in one line.
  public String describe() {
    String text =
        String.format(
            Locale.ROOT,
            "%,d lists of %,d items in all, ordered %s",
            userCount(),
            byUser.entries(),
            switch (order) {
              case RANK -> "by rank";
              case SCORE -> "by score";
              case LINES -> "as their lines";
            });
    if (repeated() > 0)
      text +=
          String.format(
              Locale.ROOT, "; %,d lines repeat an item of their list (left out)", repeated());
    if (summary.rejected() > 0)
      text += String.format(Locale.ROOT, "; %,d lines rejected", summary.rejected());
    return text;
  }

  /// Off-heap bytes held.
  public long bytes() {
    return memory.bytes();
  }

  @Override
  public void close() {
    memory.close();
  }
}
