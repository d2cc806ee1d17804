package dev.simile.bench.arm;

import dev.simile.kernel.Kernels;
import dev.simile.kernel.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The inner loops, each on a block that fits the second-level cache: 512 rows and 16 queries, or,
/// for `sgd` and `pairs`, 256 users and items with 1024 ratings or pairs. Every thread has blocks
/// of its own. `units` are products, rows, scores, ratings or elements.
@State(Scope.Thread)
public class KernelBlocks {
  // So small that no factor grows, however often the block is visited.
  private static final float RATE = 1e-6f;

  @Param("auto")
  public String provider = "auto";

  @Param("64")
  public int factors = 64;

  private Kernels kernels;
  private Sample block;
  private Sample ratings;

  /// Makes the blocks.
  @Setup
  public void open() {
    kernels = Kernels.named(provider);
    block = new Sample(512, 16, 1024, factors, .1f, 1);
    ratings = new Sample(256, 16, 1024, factors, .1f, 1);
  }

  /// Frees them.
  @TearDown
  public void close() {
    block.close();
    ratings.close();
  }

  @Benchmark
  public double dot(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.DOT, block, units, flops);
  }

  @Benchmark
  public double scoreRows(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.SCORE_ROWS, block, units, flops);
  }

  @Benchmark
  public double scoreSome(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.SCORE_SOME, block, units, flops);
  }

  @Benchmark
  public double scoreTile(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.SCORE_TILE, block, units, flops);
  }

  @Benchmark
  public double subtractProduct(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.SUBTRACT_PRODUCT, block, units, flops);
  }

  @Benchmark
  public double sgd(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.SGD, ratings, units, flops);
  }

  @Benchmark
  public double adaptiveSgd(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.ADAPTIVE_SGD, ratings, units, flops);
  }

  @Benchmark
  public double pairs(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.PAIRS, ratings, units, flops);
  }

  @Benchmark
  public double accumulate(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.ACCUMULATE, block, units, flops);
  }

  @Benchmark
  public double addWhole(Count.Units units) {
    double sum = block.run(Sample.Kernel.ADD_WHOLE, kernels, RATE);
    units.units += block.units(Sample.Kernel.ADD_WHOLE);
    return sum;
  }

  @Benchmark
  public double reaching(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.REACHING, block, units, flops);
  }

  @Benchmark
  public double combine(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.COMBINE, block, units, flops);
  }

  @Benchmark
  public double gram(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.GRAM, block, units, flops);
  }

  @Benchmark
  public double conjugate(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.CONJUGATE, block, units, flops);
  }

  @Benchmark
  public double cholesky(Count.Units units, Count.Flops flops) {
    return run(Sample.Kernel.CHOLESKY, block, units, flops);
  }

  @Benchmark
  public double above(Count.Units units) {
    double found = block.run(Sample.Kernel.ABOVE, kernels, RATE);
    units.units += block.units(Sample.Kernel.ABOVE);
    return found;
  }

  private double run(Sample.Kernel kernel, Sample on, Count.Units units, Count.Flops flops) {
    double result = on.run(kernel, kernels, RATE);
    units.units += on.units(kernel);
    flops.flops += on.units(kernel) * kernel.operations(factors);
    return result;
  }

  /// The sample on which a kernel's benchmark works.
  Sample sample(Sample.Kernel kernel) {
    return switch (kernel) {
      case SGD, ADAPTIVE_SGD, PAIRS -> ratings;
      default -> block;
    };
  }
}
