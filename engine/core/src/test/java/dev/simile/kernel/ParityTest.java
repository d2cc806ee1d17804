package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every provider gives the bits of the scalar definition.
class ParityTest {
  private static final Kernels SCALAR = Kernels.named("scalar");

  @Test
  void theVectorProviderRunsWhereItsModuleIs() {
    assertThat(Kernels.available()).hasSize(2);
    assertThat(Kernels.named("vector").name()).matches("vector-(128|256|512)");
  }

  @Test
  void dotProductsOfAnyLengthStartAndSize() {
    Random random = new Random(11);
    try (Memory memory = Memory.open("test")) {
      Floats a = memory.floats("a", 300);
      Floats b = memory.floats("b", 300);
      for (int kind = 0; kind < 4; kind++) {
        for (int i = 0; i < 300; i++) {
          a.set(i, value(random, kind));
          b.set(i, value(random, kind));
        }
        for (int n = 0; n <= 257; n++) {
          for (int start = 0; start < 20; start += 3) {
            float expected = SCALAR.dot(a.segment(), 4L * start, b.segment(), 8, n);
            for (Kernels kernels : Kernels.available()) {
              float dot = kernels.dot(a.segment(), 4L * start, b.segment(), 8, n);
              assertThat(Float.floatToRawIntBits(dot)).isEqualTo(Float.floatToRawIntBits(expected));
            }
          }
        }
      }
    }
  }

  /// Gaussian, denormal, huge, and tiny values whose products underflow to either zero.
  private static float value(Random random, int kind) {
    float gaussian = (float) random.nextGaussian();
    return switch (kind) {
      case 0 -> gaussian;
      case 1 -> gaussian * 1e-40f;
      case 2 -> gaussian * 1e18f;
      default -> gaussian * 1e-30f;
    };
  }

  @Test
  void scoresAndSgdOfEveryNumberOfFactors() {
    for (int k = 1; k <= 257; k += k < 20 ? 1 : 13) {
      byte[] expected = null;
      for (Kernels kernels : Kernels.available()) {
        byte[] bits = work(kernels, k);
        if (expected == null) expected = bits;
        assertThat(bits).isEqualTo(expected);
      }
    }
  }

  private static byte[] work(Kernels kernels, int k) {
    Random random = new Random(k);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix p = filled(memory, 7, k, random);
      FloatMatrix q = filled(memory, 9, k, random);
      Ints users = memory.ints("users", 100);
      Ints items = memory.ints("items", 100);
      Floats ratings = memory.floats("ratings", 100);
      for (int i = 0; i < 100; i++) {
        users.set(i, random.nextInt(7));
        items.set(i, random.nextInt(9));
        ratings.set(i, random.nextInt(10) / 2f);
      }
      Floats bu = memory.floats("bu", 7);
      Floats bi = memory.floats("bi", 9);
      Floats lu = memory.floats("lu", 7);
      Floats li = memory.floats("li", 9);
      for (int i = 0; i < 7; i++) lu.set(i, random.nextFloat() / 10);
      for (int i = 0; i < 9; i++) li.set(i, random.nextFloat() / 10);
      SgdBlock block = new SgdBlock(p, q, bu, bi, 2.5f, users, items, ratings, lu, li, .5f);
      double loss = kernels.sgd(block, 1, 99, .01f);
      SgdBlock plain = new SgdBlock(p, q, null, null, 0f, users, items, ratings, lu, li, .5f);
      loss += kernels.sgd(plain, 0, 98, .01f);
      Floats out = memory.floats("out", 7 * 9 + 9);
      kernels.scoreTile(p, 0, 7, q, 0, 9, bi, bu, out.segment(), 0, 9);
      kernels.scoreRows(q, 0, 9, p.segment(), p.offset(3), null, 1f, out.segment(), 4 * 63);
      MemorySegment all =
          memory.allocate(
              "all",
              8 + p.segment().byteSize() + q.segment().byteSize() + out.segment().byteSize() + 64);
      all.set(ValueLayout.JAVA_DOUBLE, 0, loss);
      long at = 8;
      for (MemorySegment part :
          new MemorySegment[] {
            p.segment(), q.segment(), out.segment(), bu.segment(), bi.segment()
          }) {
        MemorySegment.copy(part, 0, all, at, part.byteSize());
        at += part.byteSize();
      }
      return all.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static FloatMatrix filled(Memory memory, int rows, int columns, Random random) {
    FloatMatrix matrix = memory.matrix("matrix", rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) matrix.set(r, c, .1f * (float) random.nextGaussian());
    }
    return matrix;
  }

  @Test
  void whatIsAboveAThreshold() {
    Random random = new Random(13);
    float[] thresholds = {Float.NaN, Float.NEGATIVE_INFINITY, -1f, 0f, 2f, Float.POSITIVE_INFINITY};
    try (Memory memory = Memory.open("test")) {
      Floats scores = memory.floats("scores", 1000);
      long[] allowed = new long[16];
      for (int i = 0; i < 1000; i++)
        scores.set(i, random.nextInt(50) == 0 ? Float.NaN : random.nextInt(7) - 3);
      for (int i = 0; i < 16; i++) allowed[i] = i % 5 == 0 ? 0 : ~(1L << random.nextInt(64));
      for (int round = 0; round < 500; round++) {
        int from = random.nextInt(1000);
        int to = from + random.nextInt(1001 - from);
        int[] expected = new int[1 + random.nextInt(200)];
        float threshold = thresholds[round % thresholds.length];
        int n = SCALAR.above(scores.segment(), allowed, from, to, threshold, expected);
        for (Kernels kernels : Kernels.available()) {
          int[] found = new int[expected.length];
          assertThat(kernels.above(scores.segment(), allowed, from, to, threshold, found))
              .isEqualTo(n);
          assertThat(found).isEqualTo(expected);
        }
      }
    }
  }
}
