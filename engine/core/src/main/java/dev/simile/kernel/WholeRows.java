package dev.simile.kernel;

import dev.simile.memory.Ints;
import java.util.Objects;

/// Sparse rows of whole numbers for [Kernels#addWhole], one after the other, their entries packed:
/// index << 8 | value & 255. The indexes of a row are distinct. Entries are checked once, when this
/// is made; they must not change after that.
public final class WholeRows {
  private final Ints entries;
  private final int width;

  private WholeRows(Ints entries, int width) {
    this.entries = entries;
    this.width = width;
  }

  /// Rows of indexes below `width`.
  ///
  /// @throws IndexOutOfBoundsException if an index is not
  public static WholeRows view(Ints entries, int width) {
    int most = 0;
    for (long at = 0; at < entries.length(); at++) most = Math.max(most, entries.at(at) >>> 8);
    if (entries.length() > 0) Objects.checkIndex(most, width);
    return new WholeRows(entries, width);
  }

  /// An entry.
  ///
  /// @param index 0..2^24-1
  /// @param value -128..127
  public static int entry(int index, int value) {
    return index << 8 | (value & 255);
  }

  /// Where a row begins, and by what it is multiplied, as [Kernels#addWhole] takes them.
  ///
  /// @param position of its first entry
  /// @param weight -128..127
  public static long start(long position, int weight) {
    return position << 8 | (weight & 255);
  }

  /// The entries of all rows.
  public Ints entries() {
    return entries;
  }

  /// Above every index.
  public int width() {
    return width;
  }
}
