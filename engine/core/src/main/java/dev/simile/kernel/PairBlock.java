package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Pairs of items in the order of a visit, for [Kernels#pairs]: 16 bytes a pair, the user, the item
/// that they have, the one that they have not, and the weight of the pair.
///
/// All indexes are checked when a block is made; nobody may write to its bytes afterwards but by
/// [#contrast].
public final class PairBlock {
  /// Bytes a pair.
  public static final int BYTES = 16;

  private final MemorySegment entries;
  private final int count;
  private final int users;
  private final int items;

  private PairBlock(MemorySegment entries, int count, int users, int items) {
    this.entries = entries;
    this.count = count;
    this.users = users;
    this.items = items;
  }

  /// Writes one entry at `position`, counted in pairs.
  public static void put(
      MemorySegment entries, long position, int user, int positive, int negative, float weight) {
    long at = BYTES * position;
    entries.set(JAVA_INT_UNALIGNED, at, user);
    entries.set(JAVA_INT_UNALIGNED, at + 4, positive);
    entries.set(JAVA_INT_UNALIGNED, at + 8, negative);
    entries.set(JAVA_FLOAT_UNALIGNED, at + 12, weight);
  }

  /// The block of the entries that [#put] has written to the whole of `entries`.
  ///
  /// @throws IndexOutOfBoundsException if a user is not in 0..`users`-1 or an item not in
  ///   0..`items`-1
  public static PairBlock view(MemorySegment entries, int users, int items) {
    if (entries.byteSize() % BYTES != 0 || entries.byteSize() / BYTES > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          "entries must be "
              + BYTES
              + " bytes a pair and fewer than 2^31 pairs, were "
              + entries.byteSize()
              + " bytes");
    int count = (int) (entries.byteSize() / BYTES);
    PairBlock block = new PairBlock(entries, count, users, items);
    // Unsigned maxima see negative indexes too.
    int mostUser = Integer.MIN_VALUE;
    int mostItem = Integer.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      mostUser = Math.max(mostUser, block.user(i) + Integer.MIN_VALUE);
      mostItem = Math.max(mostItem, block.positive(i) + Integer.MIN_VALUE);
      mostItem = Math.max(mostItem, block.negative(i) + Integer.MIN_VALUE);
    }
    if (count > 0) {
      Objects.checkIndex(mostUser + Integer.MIN_VALUE, users);
      Objects.checkIndex(mostItem + Integer.MIN_VALUE, items);
    }
    return block;
  }

  /// Number of pairs.
  public int count() {
    return count;
  }

  /// Beyond the largest user.
  public int users() {
    return users;
  }

  /// Beyond the largest item.
  public int items() {
    return items;
  }

  /// User of entry `i`.
  public int user(int i) {
    return entries.get(JAVA_INT_UNALIGNED, (long) BYTES * i);
  }

  /// Item of entry `i` that the user has.
  public int positive(int i) {
    return entries.get(JAVA_INT_UNALIGNED, (long) BYTES * i + 4);
  }

  /// Item of entry `i` that the user has not.
  public int negative(int i) {
    return entries.get(JAVA_INT_UNALIGNED, (long) BYTES * i + 8);
  }

  /// Weight of entry `i`.
  public float weight(int i) {
    return entries.get(JAVA_FLOAT_UNALIGNED, (long) BYTES * i + 12);
  }

  /// Gives entry `i` another item that the user has not, and another weight.
  ///
  /// @throws IndexOutOfBoundsException if the item is not in 0..[#items]-1
  public void contrast(int i, int negative, float weight) {
    Objects.checkIndex(negative, items);
    entries.set(JAVA_INT_UNALIGNED, (long) BYTES * i + 8, negative);
    entries.set(JAVA_FLOAT_UNALIGNED, (long) BYTES * i + 12, weight);
  }

  /// The bytes, for the kernels alone.
  MemorySegment entries() {
    return entries;
  }
}
