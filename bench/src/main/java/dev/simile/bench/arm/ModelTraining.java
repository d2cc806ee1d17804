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

/// Training of any model with the best kernels there are. `units` are ratings.
@State(Scope.Benchmark)
public class ModelTraining {
  /// An ALGORITHM text.
  @Param("mf")
  public String model = "mf";

  /// Trains a model and frees it.
  ///
  /// @return its bytes
  @Benchmark
  public long model(Dataset data, Pool pool, Count.Units units) {
    try (Model<?> trained = train(data, pool)) {
      units.units += data.ratings().count();
      return trained.bytes();
    }
  }

  Model<?> train(Dataset data, Pool pool) {
    Compute compute = new Compute(Kernels.best(), pool.workers(), Progress.none());
    return Algorithms.train(model, data.ratings(), compute);
  }
}
