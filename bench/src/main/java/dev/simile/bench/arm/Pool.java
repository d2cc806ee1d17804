package dev.simile.bench.arm;

import dev.simile.parallel.Workers;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The threads of a benchmark whose one operation uses several.
@State(Scope.Benchmark)
public class Pool {
  @Param("1")
  public int threads = 1;

  private Workers workers;

  /// Makes the pool.
  @Setup
  public void open() {
    workers = Workers.of(threads);
  }

  /// Ends its threads.
  @TearDown
  public void close() {
    workers.close();
  }

  Workers workers() {
    return workers;
  }
}
