package dev.simile.evaluate;

import java.util.Arrays;

/// Which items a user's relevant ones are ranked among. One for each worker: may hold scratch.
interface Pool {
  /// Sets the bits of the user's candidates, and no others.
  void allow(int testUser, long[] allowed);

  /// True if the candidates are all that the user has not seen.
  default boolean wholeCatalog() {
    return false;
  }

  /// Number of bits that are set.
  static int size(long[] bits) {
    int size = 0;
    for (long word : bits) size += Long.bitCount(word);
    return size;
  }

  /// True if an item's bit is set.
  static boolean has(long[] bits, int item) {
    return (bits[item >> 6] >>> item & 1) != 0;
  }

  /// All items of the catalogue that the user has not seen.
  static Pool catalog(Truth truth) {
    int items = truth.train().itemCount();
    return new Pool() {
      @Override
      public void allow(int testUser, long[] allowed) {
        Arrays.fill(allowed, -1L);
        if ((items & 63) != 0) allowed[allowed.length - 1] = (1L << items) - 1;
        truth.forEachSeen(testUser, item -> allowed[item >> 6] &= ~(1L << item));
      }

      @Override
      public boolean wholeCatalog() {
        return true;
      }
    };
  }
}
