package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Ratings of a range of users and a range of items in the order of a visit, for [Kernels#sgd]: 8
/// bytes a rating, the user and the item counted from the start of their range as 16-bit numbers,
/// then the rating.
///
/// All indexes are checked when a block is made; nobody may write to its bytes afterwards.
public final class RatingBlock {
  /// Bytes a rating.
  public static final int BYTES = 8;

  /// The most users and the most items of a block.
  public static final int MAX_ROWS = 1 << 16;

  private final MemorySegment entries;
  private final int count;
  private final int firstUser;
  private final int users;
  private final int firstItem;
  private final int items;

  private RatingBlock(
      MemorySegment entries, int count, int firstUser, int users, int firstItem, int items) {
    this.entries = entries;
    this.count = count;
    this.firstUser = firstUser;
    this.users = users;
    this.firstItem = firstItem;
    this.items = items;
  }

  /// One entry as a number.
  ///
  /// @param user counted from the first user of the block, 0..65535
  /// @param item counted from the first item of the block, 0..65535
  public static long entry(int user, int item, float rating) {
    long rows = (user & 0xffff) | (item & 0xffff) << 16;
    return (rows & 0xffff_ffffL) | (long) Float.floatToRawIntBits(rating) << 32;
  }

  /// Writes one entry at `position`, counted in ratings.
  public static void put(MemorySegment entries, long position, long entry) {
    entries.set(JAVA_LONG_UNALIGNED, BYTES * position, entry);
  }

  /// The block of the entries that [#put] has written to the whole of `entries`.
  ///
  /// @param users number of users in the range that begins with `firstUser`, at most 65536
  /// @param items number of items in the range that begins with `firstItem`, at most 65536
  /// @throws IndexOutOfBoundsException if an entry is outside the ranges
  public static RatingBlock view(
      MemorySegment entries, int firstUser, int users, int firstItem, int items) {
    range("users", firstUser, users);
    range("items", firstItem, items);
    if (entries.byteSize() % BYTES != 0 || entries.byteSize() / BYTES > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          "entries must be "
              + BYTES
              + " bytes a rating and fewer than 2^31 ratings, were "
              + entries.byteSize()
              + " bytes");
    int count = (int) (entries.byteSize() / BYTES);
    RatingBlock block = new RatingBlock(entries, count, firstUser, users, firstItem, items);
    if (count > 0) check(entries, count, users, items);
    return block;
  }

  private static void check(MemorySegment entries, int count, int users, int items) {
    int mostUser = 0;
    int mostItem = 0;
    for (long i = 0; i < count; i++) {
      int rows = entries.get(JAVA_INT_UNALIGNED, BYTES * i);
      mostUser = Math.max(mostUser, rows & 0xffff);
      mostItem = Math.max(mostItem, rows >>> 16);
    }
    Objects.checkIndex(mostUser, users);
    Objects.checkIndex(mostItem, items);
  }

  private static void range(String name, int first, int count) {
    if (first < 0 || count < 0 || count > MAX_ROWS || first > Integer.MAX_VALUE - count)
      throw new IllegalArgumentException(
          name
              + " of a block must be 0.."
              + MAX_ROWS
              + " from 0 or more on, were "
              + count
              + " from "
              + first
              + " on");
  }

  /// Number of ratings.
  public int count() {
    return count;
  }

  /// The first user of the range.
  public int firstUser() {
    return firstUser;
  }

  /// Number of users in the range.
  public int users() {
    return users;
  }

  /// The first item of the range.
  public int firstItem() {
    return firstItem;
  }

  /// Number of items in the range.
  public int items() {
    return items;
  }

  /// User of entry `i`, counted from the first user.
  public int user(int i) {
    return Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, (long) BYTES * i));
  }

  /// Item of entry `i`, counted from the first item.
  public int item(int i) {
    return Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, (long) BYTES * i + 2));
  }

  /// Rating of entry `i`.
  public float rating(int i) {
    return entries.get(JAVA_FLOAT_UNALIGNED, (long) BYTES * i + 4);
  }

  /// The bytes, for the kernels alone.
  MemorySegment entries() {
    return entries;
  }
}
