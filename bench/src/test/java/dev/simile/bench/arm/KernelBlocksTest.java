package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.bench.Arm;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.Sample;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The blocks that are timed give the scalar bits.
class KernelBlocksTest {
  private static double run(Sample.Kernel kernel, KernelBlocks blocks) {
    Count.Units units = new Count.Units();
    Count.Flops flops = new Count.Flops();
    double result =
        switch (kernel) {
          case DOT -> blocks.dot(units, flops);
          case SCORE_ROWS -> blocks.scoreRows(units, flops);
          case SCORE_TILE -> blocks.scoreTile(units, flops);
          case SUBTRACT_PRODUCT -> blocks.subtractProduct(units, flops);
          case SCORE_SOME -> blocks.scoreSome(units, flops);
          case REACHING -> blocks.reaching(units, flops);
          case SGD -> blocks.sgd(units, flops);
          case ADAPTIVE_SGD -> blocks.adaptiveSgd(units, flops);
          case PAIRS -> blocks.pairs(units, flops);
          case ACCUMULATE -> blocks.accumulate(units, flops);
          case ADD_WHOLE -> blocks.addWhole(units);
          case COMBINE -> blocks.combine(units, flops);
          case GRAM -> blocks.gram(units, flops);
          case CONJUGATE -> blocks.conjugate(units, flops);
          case CHOLESKY -> blocks.cholesky(units, flops);
          case ABOVE -> blocks.above(units);
        };
    long expected = blocks.sample(kernel).units(kernel);
    assertThat(units.units).isEqualTo(expected);
    assertThat(flops.flops).isEqualTo(expected * kernel.operations(blocks.factors));
    return result;
  }

  private static KernelBlocks open(String provider, int factors) {
    KernelBlocks blocks = new KernelBlocks();
    blocks.provider = provider;
    blocks.factors = factors;
    blocks.open();
    return blocks;
  }

  @ParameterizedTest
  @EnumSource
  void everyProviderAgrees(Sample.Kernel kernel) {
    List<Kernels> providers = Kernels.available();
    assertThat(providers.size()).isGreaterThan(1);
    for (Kernels provider : providers) {
      for (int factors : new int[] {16, 64, 100}) {
        KernelBlocks expected = open("scalar", factors);
        KernelBlocks actual = open(provider.name(), factors);
        for (int times = 0; times < 3; times++)
          assertThat(run(kernel, actual)).isEqualTo(run(kernel, expected));
        List<MemorySegment> left = expected.sample(kernel).written(kernel);
        List<MemorySegment> right = actual.sample(kernel).written(kernel);
        for (int i = 0; i < left.size(); i++)
          assertThat(left.get(i).mismatch(right.get(i))).as(provider.name()).isEqualTo(-1);
        expected.close();
        actual.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKernelHasABenchmark(Sample.Kernel kernel) {
    String name = kernel.name().replace("_", "");
    assertThat(Arm.named("kernels"))
        .anyMatch(one -> one.substring(one.lastIndexOf('.') + 1).equalsIgnoreCase(name));
  }
}
