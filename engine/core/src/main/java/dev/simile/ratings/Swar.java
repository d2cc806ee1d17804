package dev.simile.ratings;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes at a time in one long, the first byte in the lowest eight bits.
final class Swar {
  /// Bytes that must be readable before and after text that is looked at in longs.
  static final int PADDING = 16;

  static final long ONES = 0x0101010101010101L;
  static final long HIGH = 0x8080808080808080L;
  static final long ZEROS = 0x3030303030303030L;

  private static final long LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Swar() {}

  /// The eight bytes at `at`.
  static long load(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /// A byte in all eight places.
  static long repeat(byte value) {
    return (value & 0xFF) * ONES;
  }

  /// The high bit of each byte of `x` that equals that of `pattern`. Above the lowest hit there may
  /// be false ones; the lowest is right, and 0 means none.
  static long match(long x, long pattern) {
    long difference = x ^ pattern;
    return (difference - ONES) & ~difference & HIGH;
  }

  /// The low `length` bytes set, `length` in 1..8.
  static long low(int length) {
    return -1L >>> -(length << 3);
  }

  /// Where the first `value` stands from `at` on; there must be one.
  static int find(byte[] bytes, int at, byte value) {
    long pattern = repeat(value);
    while (true) {
      long hits = match(load(bytes, at), pattern);
      if (hits != 0) return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      at += 8;
    }
  }

  /// Writes where separators and line feeds stand from `from` on, into `out` from 1 on, at least
  /// until `to` and at most seven bytes further.
  ///
  /// Three places are written for every eight bytes, however many there are, so that few branches
  /// depend on the text.
  ///
  /// @param separators the separator in all eight places
  /// @param out takes one place a byte at most, and four more
  /// @return how many there are
  static int positions(byte[] bytes, int from, int to, long separators, int[] out) {
    int n = 1;
    for (int at = from; at < to; at += 8) {
      long x = load(bytes, at);
      long s = x ^ separators;
      long f = x ^ LINE_FEEDS;
      // Exact, unlike match: 0x7F + the low seven bits reaches the high bit unless they are 0.
      long hits = ~(((((s & ~HIGH) + ~HIGH) | s) & (((f & ~HIGH) + ~HIGH) | f)) | ~HIGH);
      int count = Long.bitCount(hits);
      out[n] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      hits &= hits - 1;
      out[n + 1] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      hits &= hits - 1;
      out[n + 2] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
      hits &= hits - 1;
      for (int k = n + 3; hits != 0; k++) {
        out[k] = at + (Long.numberOfTrailingZeros(hits) >>> 3);
        hits &= hits - 1;
      }
      n += count;
    }
    return n - 1;
  }

  /// True if all eight bytes are decimal digits.
  static boolean digits(long x) {
    return (((x + 0x4646464646464646L) | (x - ZEROS)) & HIGH) == 0;
  }

  /// The number that eight decimal digits write, the first one in the lowest byte: pairs, then
  /// fours, then all, by two multiplications.
  static int number(long x) {
    long ones = x - ZEROS;
    long pairs = ones * 10 + (ones >>> 8);
    long odd = (pairs & 0x000000FF000000FFL) * 0x000F424000000064L;
    long even = ((pairs >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L;
    return (int) ((odd + even) >>> 32);
  }

  /// The `length` bytes before `end`, in 1..8, moved to the end of a long that begins with zeros.
  static long digitsBefore(byte[] bytes, int end, int length) {
    long kept = -1L << (64 - (length << 3));
    return (load(bytes, end - 8) & kept) | (ZEROS & ~kept);
  }
}
