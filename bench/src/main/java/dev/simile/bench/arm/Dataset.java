package dev.simile.bench.arm;

import dev.simile.ratings.Ratings;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The ratings of a [RatingsFile] in memory.
@State(Scope.Benchmark)
public class Dataset {
  private Ratings ratings;

  /// Reads them.
  @Setup
  public void read(RatingsFile file) {
    ratings = Ratings.read(file.path());
  }

  /// Frees them.
  @TearDown
  public void close() {
    ratings.close();
  }

  Ratings ratings() {
    return ratings;
  }
}
