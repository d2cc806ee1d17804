package dev.simile.ratings;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes that one worker holds: whole lines, each ended by a line feed, with room around them
/// for looking at eight bytes at a time. Reused from fill to fill.
final class Chunk {
  /// The longest line.
  static final int MAX_LINE = 1 << 24;

  /// The bytes; text stands in `from` until `to`.
  byte[] bytes;

  /// Where the text begins.
  int from = Swar.PADDING;

  /// Where the text ends: after a line feed, if there is any text.
  int to = Swar.PADDING;

  /// The place of this chunk among those of its source, from 0.
  int number;

  /// What is wrong with the line after the last one, so that nothing can be read from there on.
  @Nullable String failure;

  Chunk(int size) {
    bytes = new byte[size + 2 * Swar.PADDING];
  }

  /// Bytes of text that fit.
  int capacity() {
    return bytes.length - 2 * Swar.PADDING;
  }

  /// Makes room for `size` bytes of text.
  void ensure(int size) {
    if (size > capacity())
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * capacity()) + 2 * Swar.PADDING);
  }

  /// What is said of a line beyond [#MAX_LINE].
  static String tooLong(int limit) {
    return "a line must not be longer than " + limit + " bytes";
  }
}
