package dev.simile.bench.arm;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Training of a factorization, five epochs and the laying out of the ratings before them. `units`
/// are updates: ratings times epochs.
@State(Scope.Benchmark)
public class SgdTraining {
  static final int EPOCHS = 5;

  @Param("auto")
  public String provider = "auto";

  @Param("64")
  public int factors = 64;

  /// An ALGORITHM text without factors and epochs.
  @Param("mf")
  public String algorithm = "mf";

  /// Trains a model and frees it.
  ///
  /// @return its bytes
  @Benchmark
  public long train(Dataset data, Pool pool, Count.Units units) {
    try (Model<?> model = model(data, pool)) {
      units.units += data.ratings().count() * EPOCHS;
      return model.bytes();
    }
  }

  Model<?> model(Dataset data, Pool pool) {
    String text =
        algorithm
            + (algorithm.contains(":") ? "," : ":")
            + ("factors=" + factors + ",epochs=" + EPOCHS);
    Compute compute = new Compute(Kernels.named(provider), pool.workers(), Progress.none());
    return Algorithms.train(text, data.ratings(), compute);
  }
}
