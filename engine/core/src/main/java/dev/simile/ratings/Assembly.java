package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Memory;
import dev.simile.ratings.Triples.Span;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// From entries to [Ratings]: the ids numbered, duplicates merged, both matrices sorted.
final class Assembly {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int BLOCK = 1 << 12;

  private final Dictionary users;
  private final Dictionary items;
  private final boolean rated;
  private final boolean timed;
  private final Duplicates policy;
  private final @Nullable Decay decay;
  private final LongFunction<String> place;
  private final Compute compute;

  /// Makes the account once the ratings that came out are counted.
  @FunctionalInterface
  interface Account {
    ReadSummary of(long ratings);
  }

  /// @param place says where the entry at a position comes from
  Assembly(
      Dictionary users,
      Dictionary items,
      boolean rated,
      boolean timed,
      Duplicates policy,
      @Nullable Decay decay,
      LongFunction<String> place,
      Compute compute) {
    this.users = users;
    this.items = items;
    this.rated = rated;
    this.timed = timed;
    this.policy = policy;
    this.decay = decay;
    this.place = place;
    this.compute = compute;
  }

  /// Bytes a rating takes at the peak while it is read: its entry, its copy in the sort, and the
  /// result.
  static long peakBytes(boolean rated, boolean timed) {
    return 2L * Triples.entryBytes(rated, timed)
        + 2 * Integer.BYTES
        + (rated ? 2 * Float.BYTES : 0)
        + (timed ? Long.BYTES : 0);
  }

  /// Gives the entries of each worker the numbers of all.
  static void renumber(List<Span> spans, Numbering users, Numbering items, Compute compute) {
    compute
        .workers()
        .run(
            spans.size(),
            compute.progress(),
            (task, worker) -> {
              Span span = spans.get(task);
              renumber(span, span.slab().users(), users.map(span.worker()));
              renumber(span, span.slab().items(), items.map(span.worker()));
            });
  }

  private static void renumber(Span span, MemorySegment numbers, @Nullable Ints map) {
    if (map == null) return;
    int[] block = new int[BLOCK];
    for (int i = span.from(); i < span.to(); i += BLOCK) {
      int n = Math.min(BLOCK, span.to() - i);
      MemorySegment.copy(numbers, INT, (long) i * Integer.BYTES, block, 0, n);
      translate(block, n, map.segment());
      MemorySegment.copy(block, 0, numbers, INT, (long) i * Integer.BYTES, n);
    }
  }

  private static void translate(int[] numbers, int n, MemorySegment map) {
    for (int i = 0; i < n; i++) numbers[i] = map.get(INT, (long) numbers[i] * Integer.BYTES);
  }

  /// Builds the ratings; the entries stay what they are.
  ///
  /// @throws RatingsFormatException if duplicates are an error and there are any, or ratings are to
  ///   be decayed and have no times
  Ratings build(List<Span> spans, Account account) {
    if (decay == null) return build(spans, rated, account);
    if (!timed) throw new RatingsFormatException("decay needs times, and the ratings have none");
    long entries = spans.stream().mapToLong(Span::length).sum();
    Ledger.require("decaying " + entries + " ratings", entries * Float.BYTES);
    try (Memory memory = Memory.open("reader")) {
      return build(decay.apply(spans, rated, memory, compute), true, account);
    }
  }

  private Ratings build(List<Span> spans, boolean rated, Account account) {
    long entries = spans.stream().mapToLong(Span::length).sum();
    Ledger.require(
        "sorting " + entries + " ratings",
        CsrSort.estimate(entries, rated, timed)
            + Csr.estimate(users.size(), entries, rated, timed)
            + Csr.estimate(items.size(), entries, rated, false)
            + users.mapBytes()
            + items.mapBytes());
    AtomicBoolean duplicates = new AtomicBoolean();
    Ratings ratings = sort(spans, rated, account, duplicates);
    if (ratings != null) return ratings;
    Ledger.require(
        "merging duplicates of " + entries + " ratings", Merge.estimate(entries, rated, timed));
    try (Merge merge =
        Merge.of(spans, users.size(), items.size(), rated, timed, policy, place, compute)) {
      ratings = sort(merge.spans(), rated, account, null);
    }
    if (ratings == null) throw new IllegalStateException("duplicates were merged and yet found");
    return ratings;
  }

  /// Sorts both matrices, or returns null if `duplicates` is given and there are any.
  private @Nullable Ratings sort(
      List<Span> spans, boolean rated, Account account, @Nullable AtomicBoolean duplicates) {
    Memory memory = Memory.open("ratings");
    try {
      Csr byUser;
      Csr byItem;
      try (CsrSort sort = new CsrSort(spans, rated, timed, compute)) {
        byUser = sort.byUser(memory, users.size(), items.size(), duplicates);
        if (duplicates != null && duplicates.get()) {
          memory.close();
          return null;
        }
        byItem = sort.byItem(memory, users.size(), items.size());
      }
      IdMap[] maps = new IdMap[2];
      compute
          .workers()
          .run(2, (task, worker) -> maps[task] = (task == 0 ? users : items).map(memory));
      return new Ratings(
          memory, maps[0], maps[1], byUser, byItem, account.of(byUser.entries()), compute);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }
}
