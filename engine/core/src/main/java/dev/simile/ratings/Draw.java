package dev.simile.ratings;

/// A stream of random numbers, the same on every machine and in every version of Java: SplitMix64
/// (Steele, Lea and Flood 2014).
final class Draw {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private Draw(long state) {
    this.state = state;
  }

  /// Stream number `stream` of a seed.
  static Draw of(long seed, long stream) {
    return new Draw(mix(mix(seed + GAMMA) + stream * GAMMA));
  }

  /// Uniform in 0..bound-1, exactly (Lemire 2019: multiply, and reject what would be too many).
  long below(long bound) {
    long bits = next();
    long low = bits * bound;
    if (Long.compareUnsigned(low, bound) < 0) {
      long threshold = Long.remainderUnsigned(-bound, bound);
      while (Long.compareUnsigned(low, threshold) < 0) {
        bits = next();
        low = bits * bound;
      }
    }
    return Math.unsignedMultiplyHigh(bits, bound);
  }

  private long next() {
    return mix(state += GAMMA);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
