package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelsTest {
  @Test
  void aDotProductHasSixteenLanesAndOneTree() {
    Random random = new Random(3);
    try (Memory memory = Memory.open("test")) {
      for (int n = 0; n <= 257; n++) {
        Floats a = memory.floats("a", n + 1);
        Floats b = memory.floats("b", n + 1);
        float[] lanes = new float[16];
        for (int i = 0; i < n; i++) {
          a.set(i + 1, (float) random.nextGaussian());
          b.set(i + 1, (float) random.nextGaussian());
          lanes[i % 16] = Math.fma(a.at(i + 1), b.at(i + 1), lanes[i % 16]);
        }
        for (int half = 8; half > 0; half /= 2) {
          for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        }
        for (Kernels kernels : Kernels.available()) {
          float dot = kernels.dot(a.segment(), 4, b.segment(), 4, n);
          assertThat(Float.floatToRawIntBits(dot)).isEqualTo(Float.floatToRawIntBits(lanes[0]));
        }
      }
    }
  }

  @Test
  void rowsAndTilesAreDotProductsWithBiasAndBase() {
    Random random = new Random(4);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix queries = filled(memory, 5, 33, random);
      FloatMatrix rows = filled(memory, 19, 33, random);
      Floats bias = memory.floats("bias", 19);
      Floats bases = memory.floats("bases", 5);
      for (int i = 0; i < 19; i++) bias.set(i, random.nextFloat());
      for (int i = 0; i < 5; i++) bases.set(i, random.nextFloat());
      Floats out = memory.floats("out", 5 * 24);
      for (Kernels kernels : Kernels.available()) {
        kernels.scoreTile(queries, 1, 4, rows, 2, 17, bias, bases, out.segment(), 0, 24);
        for (int q = 0; q < 4; q++) {
          for (int r = 0; r < 17; r++) {
            float dot =
                kernels.dot(
                    queries.segment(),
                    queries.offset(q + 1),
                    rows.segment(),
                    rows.offset(r + 2),
                    33);
            float expected = bases.at(q + 1) + (bias.at(r + 2) + dot);
            assertThat(out.at(24L * q + r)).isEqualTo(expected);
          }
        }
        assertThatThrownBy(
                () -> kernels.scoreTile(queries, 1, 5, rows, 0, 1, null, null, out.segment(), 0, 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void gradientDescentReachesThePlantedRatings() {
    Random random = new Random(9);
    try (Memory memory = Memory.open("test")) {
      FloatMatrix p = memory.matrix("p", 20, 8);
      FloatMatrix q = memory.matrix("q", 30, 8);
      Floats users = memory.floats("users", 20L * SgdState.FLOATS);
      Floats items = memory.floats("items", 30L * SgdState.FLOATS);
      MemorySegment entries = memory.allocate("ratings", 600 * RatingBlock.BYTES);
      for (int i = 0; i < 600; i++) {
        int user = i / 30;
        int item = i % 30;
        RatingBlock.put(entries, i, RatingBlock.entry(user, item, 3f + user / 20f - item / 30f));
      }
      RatingBlock block = RatingBlock.view(entries, 0, 20, 0, 30);
      for (boolean adaptive : new boolean[] {false, true}) {
        SgdRule rule = new SgdRule(adaptive, true, SgdLoss.SQUARED, 1f, 1f, 0f, false);
        SgdModel model = new SgdModel(p, q, users, items, 3f, rule);
        for (Kernels kernels : Kernels.available()) {
          start(p, users, random);
          start(q, items, random);
          float rate = adaptive ? .2f : .02f;
          double first = kernels.sgd(model, block, 0, 600, rate, false);
          double last = first;
          for (int epoch = 0; epoch < 200; epoch++)
            last = kernels.sgd(model, block, 0, 600, rate, false);
          assertThat(last).as(kernels.name()).isLessThan(first / 100);
        }
      }
    }
  }

  private static void start(FloatMatrix factors, Floats state, Random random) {
    for (int row = 0; row < factors.rows(); row++) {
      for (int f = 0; f < factors.columns(); f++)
        factors.set(row, f, .3f * (float) random.nextGaussian());
      SgdState.start(state, factors, row, 0f);
    }
  }

  private static FloatMatrix filled(Memory memory, int rows, int columns, Random random) {
    FloatMatrix matrix = memory.matrix("matrix", rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) matrix.set(r, c, .3f * (float) random.nextGaussian());
    }
    return matrix;
  }
}
