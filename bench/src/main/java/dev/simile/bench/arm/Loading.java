package dev.simile.bench.arm;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Loading of a saved factorization until it can be asked, check sums and all, on one thread. The
/// file is in the system's cache. `bytes` are those of the file.
@State(Scope.Benchmark)
public class Loading {
  private Path path;
  private long size;
  private Workers workers;

  /// Makes the thread.
  @Setup
  public void open() {
    workers = Workers.of(1);
  }

  /// Saves the model.
  @Setup
  public void save(Catalogue catalogue) throws IOException {
    path = Files.createTempFile("simile-bench", ".simile");
    catalogue.model().save(path);
    size = Files.size(path);
  }

  /// Deletes the file.
  @TearDown
  public void delete() throws IOException {
    Files.delete(path);
  }

  /// Ends the thread.
  @TearDown
  public void close() {
    workers.close();
  }

  /// Loads the model and frees it.
  ///
  /// @return its bytes
  @Benchmark
  public long model(Count.Bytes bytes) {
    try (Model<?> model = load()) {
      bytes.bytes += size;
      return model.bytes();
    }
  }

  Model<?> load() {
    return Algorithms.load(path, new Compute(Kernels.best(), workers, Progress.none()));
  }
}
