package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Whether the kernels of this process agree bit for bit with the scalar definition, on made-up
/// blocks; what `simile kernels` shows. The tests of the project go further: this one is for the
/// machine and the JVM of the user.
public final class SelfCheck {
  private static final int[] FACTORS = {1, 3, 8, 16, 31, 64, 100, 257};
  private static final float[] MAGNITUDES = {1f, 1e-3f, 1e-20f, 1e-41f, 1e15f};

  private SelfCheck() {}

  /// One kernel of one provider.
  ///
  /// @param provider name of the provider
  /// @param kernel name of the method of [Kernels], `sgd adaptive` for [Kernels#sgd] with adaptive
  ///   rates
  /// @param cases number of blocks compared
  /// @param differing number of blocks of which any bit differed
  public record Result(String provider, String kernel, int cases, int differing) {
    /// Whether every bit was that of the scalar definition.
    public boolean agrees() {
      return differing == 0;
    }
  }

  /// Compares every provider but the scalar one with it: lengths from 1 to 257, ordinary values,
  /// huge ones, and ones so small that products underflow. Empty if there is none but the scalar
  /// one. Takes well under a second.
  public static List<Result> agree() {
    List<Kernels> available = Kernels.available();
    Kernels scalar = available.getFirst();
    List<Result> results = new ArrayList<>();
    for (Kernels kernels : available.subList(1, available.size())) {
      for (Sample.Kernel kernel : Sample.Kernel.values()) {
        int cases = 0;
        int differing = 0;
        for (int k : FACTORS) {
          for (float magnitude : MAGNITUDES) {
            // Six rows and three queries leave rests behind groups of four and pairs.
            try (Sample expected = new Sample(6, 3, 40, k, magnitude, k);
                Sample actual = new Sample(6, 3, 40, k, magnitude, k)) {
              double returned = expected.run(kernel, scalar, .01f);
              double given = actual.run(kernel, kernels, .01f);
              cases++;
              if (Double.compare(returned, given) != 0 || !same(kernel, expected, actual))
                differing++;
            }
          }
        }
        results.add(new Result(kernels.name(), kernel.label, cases, differing));
      }
    }
    return List.copyOf(results);
  }

  private static boolean same(Sample.Kernel kernel, Sample expected, Sample actual) {
    List<MemorySegment> left = expected.written(kernel);
    List<MemorySegment> right = actual.written(kernel);
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) return false;
    }
    return true;
  }

  /// Whether all floats have equal bits; a NaN is a NaN.
  private static boolean same(MemorySegment left, MemorySegment right) {
    if (left.mismatch(right) < 0) return true;
    for (long at = 0; at < left.byteSize(); at += 4) {
      int bits = Float.floatToIntBits(left.get(JAVA_FLOAT_UNALIGNED, at));
      if (bits != Float.floatToIntBits(right.get(JAVA_FLOAT_UNALIGNED, at))) return false;
    }
    return true;
  }
}
