package dev.simile.bench.arm;

import dev.simile.Compute;
import dev.simile.kernel.Kernels;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/// Reading of a CSV file to ratings by user and by item, with the ids of both. The file is in the
/// system's cache. `units` are ratings, `bytes` those of the file.
public class Reading {
  /// Reads the file and frees what was read.
  ///
  /// @return the number of ratings
  @Benchmark
  public long csv(RatingsFile file, Pool pool, Count.Units units, Count.Bytes bytes) {
    try (Ratings ratings = read(file, pool)) {
      units.units += ratings.count();
      bytes.bytes += file.path().toFile().length();
      return ratings.count();
    }
  }

  static Ratings read(RatingsFile file, Pool pool) {
    Compute compute = new Compute(Kernels.best(), pool.workers(), Progress.none());
    return Ratings.read(List.of(file.path()), ReadOptions.defaults(), compute);
  }
}
