package dev.simile.evaluate;

import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The sets of users who rated each item in training. Those of more than one user in 64 are held as
/// bits too, off-heap, which takes at most 8 bytes for each of their ratings. Thread-safe; to be
/// closed.
final class Raters implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int WORD = 64;

  private final Csr byItem;
  private final int words; // of a set of bits
  private final long[] starts; // by item: where its bits are, or -1
  private final Memory memory;
  private final MemorySegment bits;

  private Raters(Csr byItem, int words, long[] starts, Memory memory, Longs bits) {
    this.byItem = byItem;
    this.words = words;
    this.starts = starts;
    this.memory = memory;
    this.bits = bits.segment();
  }

  /// @param byItem items x users
  /// @throws dev.simile.memory.InsufficientMemoryException if the bits do not fit
  static Raters of(Csr byItem) {
    int words = Math.ceilDiv(byItem.columns(), WORD);
    long[] starts = new long[byItem.rows()];
    long size = 0;
    for (int item = 0; item < starts.length; item++) {
      boolean many = (long) byItem.degree(item) * WORD > byItem.columns();
      starts[item] = many ? size : -1;
      if (many) size += words;
    }
    Ledger.require("diversity", Memory.sizeOf(size, Long.BYTES));
    Memory memory = Memory.open("diversity");
    try {
      Longs bits = memory.longs("raters of items", size);
      for (int item = 0; item < starts.length; item++) {
        if (starts[item] < 0) continue;
        for (long i = byItem.start(item); i < byItem.end(item); i++) {
          int user = byItem.column(i);
          long word = starts[item] + (user >> 6);
          bits.set(word, bits.at(word) | 1L << user);
        }
      }
      return new Raters(byItem, words, starts, memory, bits);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Number of items; nobody rated those from there on.
  int items() {
    return starts.length;
  }

  /// Longs of a set of bits.
  int words() {
    return words;
  }

  /// Number of users who rated an item.
  int count(int item) {
    return byItem.degree(item);
  }

  /// True if an item's users are held as bits.
  boolean many(int item) {
    return starts[item] >= 0;
  }

  /// Copies an item's bits.
  void bits(int item, long[] into) {
    MemorySegment.copy(bits, ValueLayout.JAVA_LONG, starts[item] * Long.BYTES, into, 0, words);
  }

  /// Copies the users of an item of few.
  ///
  /// @param into at least 1/64 of the users
  void users(int item, int[] into) {
    MemorySegment.copy(
        byItem.columnView().segment(),
        INT,
        byItem.start(item) * Integer.BYTES,
        into,
        0,
        byItem.degree(item));
  }

  /// How many users of an item of many are in a set of bits.
  int common(int item, long[] some) {
    long start = starts[item] * Long.BYTES;
    int common = 0;
    for (int word = 0; word < some.length; word++)
      common += Long.bitCount(some[word] & word(start, word));
    return common;
  }

  /// How many of the first `count` of `users` are users of an item of many.
  int common(int item, int[] users, int count) {
    long start = starts[item] * Long.BYTES;
    int common = 0;
    for (int i = 0; i < count; i++) {
      int user = users[i];
      common += (int) (word(start, user >> 6) >>> user & 1);
    }
    return common;
  }

  private long word(long start, int word) {
    return bits.get(ValueLayout.JAVA_LONG, start + word * (long) Long.BYTES);
  }

  @Override
  public void close() {
    memory.close();
  }
}
