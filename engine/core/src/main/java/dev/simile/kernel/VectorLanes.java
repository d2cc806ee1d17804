package dev.simile.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The 16 virtual lanes as vectors, and the constants of the tree that ends a dot product.
///
/// The lanes are one vector of 512 bits, two of 256 or four of 128. The tree first adds lane i+8 to
/// lane i and then i+4: with 256 bits that begins with the second vector onto the first, with 128
/// bits it is the third onto the first, the fourth onto the second, and one sum onto the other.
/// Four lanes are left, where four dot products finish together: [#UPPER_2] and [#UPPER_1] take the
/// lanes of one product from one vector and those of another from a second, so that one addition
/// serves both, the same addition as each would have alone.
///
/// In the loops that use them every operation on vectors stands in the loop's own method. A helper
/// that takes or returns vectors is inlined or not as the order of compilation will have it, and if
/// not, each vector is an object: 20 times slower.
final class VectorLanes {
  /// Static and final: any other species is 20 times slower.
  static final VectorSpecies<Float> SPECIES = chosen();

  static final int WIDTH = SPECIES.length();

  /// Bytes from one vector to the next.
  static final long NEXT = 4L * WIDTH;

  /// Bytes from lane i to lane i+8.
  static final long UPPER_HALF = 32;

  /// Vectors of at most eight lanes, for what half a chunk has to itself.
  static final VectorSpecies<Float> HALF = WIDTH < 8 ? SPECIES : FloatVector.SPECIES_256;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  static final VectorShuffle<Float> SWAP_8 = swap(8);
  static final VectorShuffle<Float> SWAP_4 = swap(4);
  static final VectorShuffle<Float> SWAP_2 = swap(2);
  static final VectorShuffle<Float> SWAP_1 = swap(1);
  static final VectorMask<Float> UPPER_8 = VectorMask.fromLong(SPECIES, 0xFF00 & lanes());
  static final VectorMask<Float> UPPER_4 = VectorMask.fromLong(SPECIES, 0xF0F0 & lanes());
  static final VectorMask<Float> UPPER_2 = VectorMask.fromLong(SPECIES, 0xCCCC & lanes());
  static final VectorMask<Float> UPPER_1 = VectorMask.fromLong(SPECIES, 0xAAAA & lanes());

  private VectorLanes() {}

  /// The width that was asked for, else the machine's own.
  private static VectorSpecies<Float> chosen() {
    return switch (Providers.forcedBits()) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default ->
          FloatVector.SPECIES_PREFERRED.length() > 16
              ? FloatVector.SPECIES_512
              : FloatVector.SPECIES_PREFERRED;
    };
  }

  /// Bytes of a chunk of 16 floats, 64, in a row of `n` floats.
  ///
  /// The compiler must not see that it is a constant: around a counted loop over a segment it lays
  /// a nest of loops that saves range checks, and entering it costs more than the few rounds of a
  /// row (rows of 64 floats: 15 ns against 6 ns with a check at each load).
  static long chunk(int n) {
    return 4L * Math.min(n, 16);
  }

  /// Bytes of eight floats, 32, likewise.
  static long eight(int n) {
    return 4L * Math.min(n, 8);
  }

  private static long lanes() {
    return (1L << WIDTH) - 1;
  }

  private static VectorShuffle<Float> swap(int by) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ by) & (WIDTH - 1));
  }
}
