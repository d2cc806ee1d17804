package dev.simile.bench.data;

/// A seeded stream of random numbers, the same on every machine (Steele, Lea and Flood 2014, Fast
/// Splittable Pseudorandom Number Generators, figure 17). Not thread-safe.
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /// @param seed of all streams
  /// @param kind what the stream is for
  /// @param index which one of that kind
  SplitMix(long seed, int kind, long index) {
    state = mix(mix(seed + GOLDEN * kind) + GOLDEN * index);
  }

  private static long mix(long bits) {
    long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /// Uniform in 0..bound-1.
  int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(next(), bound);
  }

  /// Uniform in [0, 1).
  double unit() {
    return (next() >>> 11) * 0x1p-53;
  }

  /// Normal with mean 0 and standard deviation 1 (Box and Muller 1958).
  double normal() {
    // 1 - unit() is in (0, 1], so its logarithm is finite.
    return StrictMath.sqrt(-2 * StrictMath.log(1 - unit())) * StrictMath.cos(2 * Math.PI * unit());
  }
}
