package dev.simile;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// An immutable set of item indexes as a bit set: membership, union, intersection and complement at
/// 64 items a step.
public final class ItemSet {
  private final long[] words;
  private final int items;
  private final int size;

  private ItemSet(long[] words, int items) {
    this.words = words;
    this.items = items;
    int bits = 0;
    for (long word : words) bits += Long.bitCount(word);
    this.size = bits;
  }

  /// The given items.
  ///
  /// @param items size of the catalogue
  /// @throws IndexOutOfBoundsException if a member is not in 0..items-1
  public static ItemSet of(int items, int... members) {
    long[] words = new long[words(items)];
    for (int member : members) {
      java.util.Objects.checkIndex(member, items);
      words[member >> 6] |= 1L << member;
    }
    return new ItemSet(words, items);
  }

  /// The items for which `predicate` holds, asked once each, now.
  public static ItemSet where(int items, IntPredicate predicate) {
    long[] words = new long[words(items)];
    for (int item = 0; item < items; item++) {
      if (predicate.test(item)) words[item >> 6] |= 1L << item;
    }
    return new ItemSet(words, items);
  }

  /// Size of the catalogue.
  public int items() {
    return items;
  }

  /// Number of members.
  public int size() {
    return size;
  }

  /// True if `item` is a member.
  public boolean contains(int item) {
    return item >= 0 && item < items && (words[item >> 6] >>> item & 1) != 0;
  }

  /// The items that are not members.
  public ItemSet complement() {
    long[] flipped = new long[words.length];
    for (int i = 0; i < words.length; i++) flipped[i] = ~words[i];
    if ((items & 63) != 0) flipped[words.length - 1] &= (1L << items) - 1;
    return new ItemSet(flipped, items);
  }

  /// Clears in `allowed` the bits of all items that are not members.
  ///
  /// @throws IllegalArgumentException if the catalogue has another size
  void retain(long[] allowed, int catalogue) {
    check(catalogue);
    for (int i = 0; i < words.length; i++) allowed[i] &= words[i];
  }

  /// Clears in `allowed` the bits of all members.
  void remove(long[] allowed, int catalogue) {
    check(catalogue);
    for (int i = 0; i < words.length; i++) allowed[i] &= ~words[i];
  }

  private void check(int catalogue) {
    if (catalogue != items)
      throw new IllegalArgumentException(
          "the filter's catalogue must have " + catalogue + " items, had " + items);
  }

  private static int words(int items) {
    if (items < 0) throw new IllegalArgumentException("items must be >= 0, was " + items);
    return (int) ((items + 63L) >>> 6);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemSet set && items == set.items && Arrays.equals(words, set.words);
  }

  @Override
  public int hashCode() {
    return 31 * items + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "ItemSet[" + size + " of " + items + "]";
  }
}
