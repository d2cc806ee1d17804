package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which ratings go to the test part, a bit each, and the making of both parts: two [Ratings] with
/// ids, counts and memory of their own, so that nothing of one is in the other. Ids and rows keep
/// the order they have in the whole. O(ratings), off-heap.
final class Selection implements AutoCloseable {
  private final Ratings whole;
  private final Memory memory = Memory.open("split");
  private final Longs byUser; // a bit for each position of whole.byUser()
  private final Longs byItem; // and of whole.byItem(), filled when the parts are made
  private long size;

  private Selection(Ratings whole) {
    this.whole = whole;
    long words = (whole.count() + 63) >>> 6;
    this.byUser = memory.longs("by user", words);
    this.byItem = memory.longs("by item", words);
  }

  /// Nothing selected of `whole`.
  static Selection of(Ratings whole) {
    return new Selection(whole);
  }

  /// Selects the rating at `position` of the whole's rows by user; none twice.
  void add(long position) {
    set(byUser, position);
    size++;
  }

  /// Makes the parts.
  ///
  /// @throws IllegalArgumentException if one would be empty
  Split split(String name, Compute compute) {
    if (size == 0 || size == whole.count())
      throw new IllegalArgumentException(
          "split "
              + name
              + " of "
              + whole.count()
              + " ratings of "
              + whole.userCount()
              + " users leaves the "
              + (size == 0 ? "test" : "training")
              + " part empty");
    Ledger.require(
        "split " + name,
        whole.bytes() + whole.userMap().bytes().byteSize() + whole.itemMap().bytes().byteSize());
    compute.progress().check();
    carryOver();
    Ints ofUser = selectedPerRow("of user", whole.byUser(), byUser);
    Ints ofItem = selectedPerRow("of item", whole.byItem(), byItem);
    Part train = new Part(false, ofUser, ofItem);
    Part test = new Part(true, ofUser, ofItem);
    try {
      compute
          .workers()
          .run(
              4,
              compute.progress(),
              (task, worker) -> (task < 2 ? train : test).fill((task & 1) == 0));
      return new Split(name, train.ratings(compute), test.ratings(compute));
    } catch (RuntimeException | Error e) {
      train.memory.close();
      test.memory.close();
      throw e;
    }
  }

  /// Finds the positions in the rows by item of what is selected in the rows by user: for each item
  /// it stamps the users whose rating of it is selected.
  private void carryOver() {
    Csr users = whole.byUser();
    Csr items = whole.byItem();
    Longs next = memory.longs("starts", items.rows() + 1L);
    for (long i = 0; i < users.entries(); i++) {
      if (has(byUser, i)) next.set(users.column(i), next.at(users.column(i)) + 1);
    }
    long start = 0;
    for (int item = 0; item <= items.rows(); item++) {
      long count = next.at(item);
      next.set(item, start);
      start += count;
    }
    Ints selected = memory.ints("selected users", size);
    for (int user = 0; user < users.rows(); user++) {
      for (long i = users.start(user); i < users.end(user); i++) {
        if (!has(byUser, i)) continue;
        long at = next.at(users.column(i));
        selected.set(at, user);
        next.set(users.column(i), at + 1);
      }
    }
    Ints stamps = memory.ints("stamps", users.rows());
    long from = 0;
    for (int item = 0; item < items.rows(); item++) {
      long to = next.at(item); // by now the end of this item's users
      for (long i = from; i < to; i++) stamps.set(selected.at(i), item + 1);
      for (long i = items.start(item); i < items.end(item) && from < to; i++) {
        if (stamps.at(items.column(i)) == item + 1) set(byItem, i);
      }
      from = to;
    }
  }

  private Ints selectedPerRow(String purpose, Csr rows, Longs bits) {
    Ints counts = memory.ints(purpose, rows.rows());
    for (int row = 0; row < rows.rows(); row++) {
      int count = 0;
      for (long i = rows.start(row); i < rows.end(row); i++) count += has(bits, i) ? 1 : 0;
      counts.set(row, count);
    }
    return counts;
  }

  private static boolean has(Longs bits, long i) {
    return (bits.at(i >>> 6) >>> i & 1) != 0;
  }

  private static void set(Longs bits, long i) {
    bits.set(i >>> 6, bits.at(i >>> 6) | 1L << i);
  }

  @Override
  public void close() {
    memory.close();
  }

  /// The ratings whose bit is `selected`, in memory of their own.
  private final class Part {
    final Memory memory = Memory.open("ratings");
    private final boolean selected;
    private final long entries;
    private final int[] users;
    private final int[] items;
    private @Nullable Csr byUser;
    private @Nullable Csr byItem;

    Part(boolean selected, Ints ofUser, Ints ofItem) {
      this.selected = selected;
      this.entries = selected ? size : whole.count() - size;
      this.users = kept(whole.byUser(), ofUser);
      this.items = kept(whole.byItem(), ofItem);
    }

    void fill(boolean user) {
      if (user) byUser = rows("by user", whole.byUser(), Selection.this.byUser, users, items);
      else byItem = rows("by item", whole.byItem(), Selection.this.byItem, items, users);
    }

    Ratings ratings(Compute compute) {
      if (byUser == null || byItem == null) throw new IllegalStateException("rows are not filled");
      return new Ratings(
          memory,
          ids("users", whole.userMap(), users),
          ids("items", whole.itemMap(), items),
          byUser,
          byItem,
          new ReadSummary(entries, entries, 0, 0, List.of(), 0),
          compute);
    }

    private int count(Csr rows, Ints counts, int row) {
      return selected ? counts.at(row) : rows.degree(row) - counts.at(row);
    }

    /// The rows of the whole that have an entry here, in their order.
    private int[] kept(Csr rows, Ints counts) {
      int[] kept = new int[rows.rows()];
      int size = 0;
      for (int row = 0; row < kept.length; row++) {
        if (count(rows, counts, row) > 0) kept[size++] = row;
      }
      return Arrays.copyOf(kept, size);
    }

    private Csr rows(String purpose, Csr from, Longs bits, int[] keptRows, int[] keptColumns) {
      int[] columnOf = new int[from.columns()];
      for (int i = 0; i < keptColumns.length; i++) columnOf[keptColumns[i]] = i;
      Longs offsets = memory.longs(purpose + " offsets", keptRows.length + 1L);
      Ints columns = memory.ints(purpose + " columns", entries);
      @Nullable Floats values =
          from.hasValues() ? memory.floats(purpose + " values", entries) : null;
      @Nullable Longs times = from.hasTimes() ? memory.longs(purpose + " times", entries) : null;
      long at = 0;
      for (int row = 0; row < keptRows.length; row++) {
        int old = keptRows[row];
        for (long i = from.start(old); i < from.end(old); i++) {
          if (has(bits, i) != selected) continue;
          columns.set(at, columnOf[from.column(i)]);
          if (values != null) values.set(at, from.value(i));
          if (times != null) times.set(at, from.time(i));
          at++;
        }
        offsets.set(row + 1L, at);
      }
      return Csr.view(keptRows.length, keptColumns.length, offsets, columns, values, times);
    }

    private IdMap ids(String purpose, IdMap from, int[] kept) {
      Longs offsets = memory.longs(purpose + " offsets", kept.length + 1L);
      long at = 0;
      for (int i = 0; i < kept.length; i++) {
        at += from.offsets().at(kept[i] + 1L) - from.offsets().at(kept[i]);
        offsets.set(i + 1L, at);
      }
      MemorySegment bytes = memory.allocate(purpose + " bytes", at);
      for (int i = 0; i < kept.length; i++) {
        long start = from.offsets().at(kept[i]);
        MemorySegment.copy(
            from.bytes(), start, bytes, offsets.at(i), offsets.at(i + 1L) - offsets.at(i));
      }
      return IdMap.build(memory, purpose, bytes, offsets);
    }
  }
}
