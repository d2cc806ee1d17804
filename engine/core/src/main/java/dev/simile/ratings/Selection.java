package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which part each rating goes to, and the making of the parts: [Ratings] with ids, counts and
/// memory of their own, so that nothing of one is in another. Ids and rows keep the order they have
/// in the whole. O(ratings), off-heap.
final class Selection implements AutoCloseable {
  private static final int TRAIN = 0;
  private static final int TEST = 1;
  private static final int HISTORY = 2;

  private final String name;
  private final Ratings whole;
  private final Memory memory = Memory.open("split");
  private final Longs byUser; // the part of each position of whole.byUser(), in two bits
  private final Longs byItem; // and of whole.byItem(), filled when the parts are made
  private final long[] sizes = new long[3]; // of the parts

  private Selection(Ratings whole, String name) {
    this.whole = whole;
    this.name = name;
    long words = (whole.count() + 31) >>> 5;
    this.byUser = memory.longs("by user", words);
    this.byItem = memory.longs("by item", words);
    sizes[TRAIN] = whole.count();
  }

  /// For split number `fold` of `splitter`; all of `whole` is for training yet.
  ///
  /// @throws IllegalArgumentException if there is no such split
  static Selection of(Ratings whole, Splitter splitter, int fold) {
    int folds = splitter.folds();
    if (fold < 0 || fold >= folds)
      throw new IllegalArgumentException("fold must be 0.." + (folds - 1) + ", was " + fold);
    String name = splitter.text();
    return new Selection(whole, folds == 1 ? name : name + " fold " + (fold + 1) + " of " + folds);
  }

  /// Selects the rating at `position` of the whole's rows by user for the test part; none twice.
  void test(long position) {
    move(position, TEST);
  }

  /// Selects it for the history.
  void history(long position) {
    move(position, HISTORY);
  }

  private void move(long position, int part) {
    mark(byUser, position, part);
    sizes[TRAIN]--;
    sizes[part]++;
  }

  /// Makes the parts; the history only if something is selected for it.
  ///
  /// @param ifEmpty why the training or the test part is empty, if it is
  /// @throws IllegalArgumentException if one of them is
  Split split(String ifEmpty, Compute compute) {
    if (sizes[TRAIN] == 0 || sizes[TEST] == 0)
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "split %s of %d ratings of %d users leaves the %s part empty: %s",
              name,
              whole.count(),
              whole.userCount(),
              sizes[TEST] == 0 ? "test" : "training",
              ifEmpty));
    int count = sizes[HISTORY] == 0 ? 2 : 3;
    Ledger.require("split " + name, estimate(count));
    compute.progress().check();
    for (int part = 1; part < count; part++) carryOver(part);
    List<Part> parts = new ArrayList<>();
    try {
      for (int part = 0; part < count; part++) parts.add(new Part(part));
      compute
          .workers()
          .run(
              2 * count,
              compute.progress(),
              (task, worker) -> parts.get(task >> 1).fill((task & 1) == 0));
      return new Split(
          name,
          parts.get(TRAIN).ratings(compute),
          parts.get(TEST).ratings(compute),
          count == 2 ? null : parts.get(HISTORY).ratings(compute));
    } catch (RuntimeException | Error e) {
      for (Part part : parts) part.memory.close();
      throw e;
    }
  }

  /// Off-heap bytes of the parts, which share the ratings but may each have all ids, and of what
  /// [#carryOver] holds on the way.
  private long estimate(int parts) {
    long ids = whole.userMap().bytes().byteSize() + whole.itemMap().bytes().byteSize();
    return whole.bytes()
        + (parts - 1) * ids
        + Memory.sizeOf(Math.max(sizes[TEST], sizes[HISTORY]), Integer.BYTES)
        + Memory.sizeOf(whole.userCount(), Integer.BYTES)
        + Memory.sizeOf(whole.itemCount() + 1L, Long.BYTES);
  }

  /// Finds the positions in the rows by item of what is selected in the rows by user for `part`:
  /// for each item it stamps the users whose rating of it is.
  private void carryOver(int part) {
    Csr users = whole.byUser();
    Csr items = whole.byItem();
    try (Memory passing = Memory.open("split")) {
      Longs next = passing.longs("starts", items.rows() + 1L);
      for (long i = 0; i < users.entries(); i++) {
        if (part(byUser, i) == part) next.set(users.column(i), next.at(users.column(i)) + 1);
      }
      long start = 0;
      for (int item = 0; item <= items.rows(); item++) {
        long count = next.at(item);
        next.set(item, start);
        start += count;
      }
      Ints selected = passing.ints("selected users", sizes[part]);
      for (int user = 0; user < users.rows(); user++) {
        for (long i = users.start(user); i < users.end(user); i++) {
          if (part(byUser, i) != part) continue;
          long at = next.at(users.column(i));
          selected.set(at, user);
          next.set(users.column(i), at + 1);
        }
      }
      Ints stamps = passing.ints("stamps", users.rows());
      long from = 0;
      for (int item = 0; item < items.rows(); item++) {
        long to = next.at(item); // by now the end of this item's users
        for (long i = from; i < to; i++) stamps.set(selected.at(i), item + 1);
        for (long i = items.start(item); i < items.end(item) && from < to; i++) {
          if (stamps.at(items.column(i)) == item + 1) mark(byItem, i, part);
        }
        from = to;
      }
    }
  }

  private static int part(Longs marks, long i) {
    return (int) (marks.at(i >>> 5) >>> (i << 1)) & 3;
  }

  /// Marks position `i`, which is for training yet.
  private static void mark(Longs marks, long i, int part) {
    marks.set(i >>> 5, marks.at(i >>> 5) | (long) part << (i << 1));
  }

  @Override
  public void close() {
    memory.close();
  }

  /// The ratings of one part, in memory of their own.
  private final class Part {
    final Memory memory = Memory.open("ratings");
    private final int part;
    private final long entries;
    private final int[] users;
    private final int[] items;
    private @Nullable Csr byUser;
    private @Nullable Csr byItem;

    Part(int part) {
      this.part = part;
      this.entries = sizes[part];
      this.users = kept(whole.byUser(), Selection.this.byUser);
      this.items = kept(whole.byItem(), Selection.this.byItem);
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

    /// The rows of the whole that have an entry here, in their order.
    private int[] kept(Csr rows, Longs marks) {
      int[] kept = new int[rows.rows()];
      int size = 0;
      for (int row = 0; row < kept.length; row++) {
        long i = rows.start(row);
        long end = rows.end(row);
        while (i < end && part(marks, i) != part) i++;
        if (i < end) kept[size++] = row;
      }
      return Arrays.copyOf(kept, size);
    }

    private Csr rows(String purpose, Csr from, Longs marks, int[] keptRows, int[] keptColumns) {
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
          if (part(marks, i) != part) continue;
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
