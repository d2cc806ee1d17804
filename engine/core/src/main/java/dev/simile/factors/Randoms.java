package dev.simile.factors;

/// Random numbers by counter: number `i` of a stream is a hash of (seed, stream, i), so that it
/// depends on no order and no thread. All of it is integer arithmetic but one multiplication, the
/// same bits everywhere.
final class Randoms {
  /// Streams that do not meet.
  static final int USER_FACTORS = 1;

  static final int ITEM_FACTORS = 2;
  static final int HELD = 3;
  static final int VISITS = 4;
  static final int ROUNDS = 5;
  static final int PARTITION = 6;
  static final int NEGATIVES = 7;
  static final int CONTRAST = 8;
  static final int HAVING_FACTORS = 9;
  static final int RATING_FACTORS = 10;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Randoms() {}

  /// Where a stream begins.
  static long stream(long seed, int stream) {
    return mix(seed + GOLDEN * stream) * GOLDEN;
  }

  /// 64 random bits, number `i` of a stream (SplitMix64; Steele, Lea and Flood 2014).
  static long bits(long stream, long i) {
    return mix(stream + GOLDEN * i);
  }

  /// A number in 0..`bound`-1 of 64 random bits.
  static int below(long bits, int bound) {
    return (int) Math.unsignedMultiplyHigh(bits, bound);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number evenly spread in 0..`width`, below `width`.
  static float even(long bits, double width) {
    return (float) ((bits >>> 40) * 0x1p-24 * width);
  }

  /// A nearly normal number of mean 0: the sum of the four 16-bit numbers of `bits`, centered
  /// (Irwin and Hall), times `scale`. It has no need of log and cos, whose bits differ between
  /// machines, and stays within 3.47 deviations.
  static float normal(long bits, double scale) {
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    return (float) ((sum - 2 * 65_535) * scale);
  }

  /// The scale at which [#normal] has that deviation.
  static double scale(double deviation) {
    return deviation / Math.sqrt(4 * (65_536.0 * 65_536.0 - 1) / 12);
  }
}
