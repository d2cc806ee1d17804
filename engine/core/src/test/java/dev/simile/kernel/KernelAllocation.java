package dev.simile.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That no kernel allocates once it is compiled: a vector that stays an object is also slow. Run by
/// [ForkedParityTest] in JVMs of its own: in one that has run all other tests the compiler inlines
/// by what it saw there.
class KernelAllocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 20_000;
  private static final int ROUNDS = 5;
  private static final long PATIENCE = 120_000_000_000L;

  /// Lengths of all kinds one after the other, as code that was compiled for one is used for
  /// others.
  @Test
  void nothingIsAllocatedInTheSteadyState() {
    try (Memory memory = Memory.open("test");
        Sample sample = new Sample(50, 4, 200, 64, .1f, 1)) {
      FloatMatrix a = filled(memory, 16, 112);
      FloatMatrix b = filled(memory, 64, 112);
      FloatMatrix c = filled(memory, 64, 112);
      Floats states = memory.floats("states", 64L * SgdState.FLOATS);
      for (int row = 0; row < 64; row++) SgdState.start(states, b, row, .01f);
      RatingBlock ratings = ratings(memory);
      FloatMatrix panels = filled(memory, 3 * 112, 16);
      Floats bias = memory.floats("bias", 64);
      Floats out = memory.floats("out", 16 * 64);
      for (Kernels kernels : List.of(Kernels.available().getFirst(), Kernels.best())) {
        List<Runnable> works = new ArrayList<>();
        for (int n : new int[] {5, 16, 64, 60, 112, 100}) {
          works.add(
              () -> {
                float sum = 0;
                for (int i = 0; i < CALLS; i++)
                  sum += kernels.dot(a.segment(), 0, b.segment(), b.offset(i & 63), n);
                out.set(0, sum);
              });
        }
        // 39 rows and 5 queries leave rests behind groups of four and pairs.
        works.add(
            () -> {
              for (int i = 0; i < CALLS / 16; i++)
                kernels.scoreRows(b, i & 15, 39, a.segment(), 0, bias, 1f, out.segment(), 0);
            });
        works.add(
            () -> {
              for (int i = 0; i < CALLS / 64; i++)
                kernels.scoreTile(a, i & 7, 5, b, i & 15, 39, null, null, out.segment(), 0, 64);
            });
        // Whether vectors of training's kernels stay objects depends on the order in which the
        // JVM's
        // compiler meets them; what scores has none of it.
        boolean vectors = kernels instanceof VectorKernels;
        if (!vectors) {
          works.add(
              () -> {
                for (int i = 0; i < CALLS / 64; i++)
                  kernels.subtractProduct(a, i & 7, 7, panels, i & 1, 2, c, i & 15, 16 * (i & 3));
              });
        }
        for (SgdLoss loss : vectors ? new SgdLoss[0] : SgdLoss.values()) {
          SgdRule rule = new SgdRule(true, true, loss, 1f, 1f, 1e-6f, false);
          SgdModel model = new SgdModel(b, c, states, states, 3f, rule);
          works.add(
              () -> {
                for (int i = 0; i < CALLS / 256; i++)
                  kernels.sgd(model, ratings, i & 15, 40, 1e-6f, (i & 16) != 0);
              });
        }
        for (Sample.Kernel kernel : Sample.Kernel.values()) {
          if (vectors && kernel.trains()) continue;
          works.add(
              () -> {
                for (int i = 0; i < CALLS / 256; i++) sample.run(kernel, kernels, 1e-6f);
              });
        }
        assertThat(steady(works)).as(kernels.name()).containsOnly(0L);
      }
    }
  }

  /// Bytes each of the works allocated in the last round: after some rounds in a row without any,
  /// or when patience ends.
  private static long[] steady(List<Runnable> works) {
    long[] bytes = new long[works.size()];
    long end = System.nanoTime() + PATIENCE;
    int clean = 0;
    while (clean < ROUNDS && System.nanoTime() < end) {
      long total = 0;
      for (int i = 0; i < bytes.length; i++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        works.get(i).run();
        bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - before;
        total += bytes[i];
      }
      clean = total == 0 ? clean + 1 : 0;
    }
    return bytes;
  }

  private static RatingBlock ratings(Memory memory) {
    MemorySegment entries = memory.allocate("ratings", 64 * RatingBlock.BYTES);
    for (int i = 0; i < 64; i++)
      RatingBlock.put(entries, i, RatingBlock.entry(i * 5 & 63, i * 7 & 63, i % 5));
    return RatingBlock.view(entries, 0, 64, 0, 64);
  }

  private static FloatMatrix filled(Memory memory, int rows, int columns) {
    FloatMatrix matrix = memory.matrix("matrix", rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) matrix.set(r, c, .01f * (r - c));
    }
    return matrix;
  }
}
