package dev.simile.bench.arm;

import dev.simile.bench.data.PlantedRatings;
import dev.simile.bench.data.RatingsCsv;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A CSV file of [PlantedRatings] in the folder for temporary files, with a user for every hundred
/// ratings.
@State(Scope.Benchmark)
public class RatingsFile {
  private static final long SEED = 1;

  @Param("10000")
  public int items = 10_000;

  @Param("1000000")
  public long ratings = 1_000_000;

  private PlantedRatings planted;
  private Path path;

  /// Writes the file.
  @Setup
  public void write() throws IOException {
    planted = plan(items, ratings);
    path = Files.createTempFile("simile-bench", ".csv");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      RatingsCsv.write(planted, Workers.shared(), Progress.none(), out);
    }
  }

  static PlantedRatings plan(int items, long ratings) {
    // A hundred ratings a user, but fewer where that were too many of a small catalogue.
    long most = (long) (items * PlantedRatings.MOST);
    long users = Math.ceilDiv(ratings, Math.clamp(most, 1, 100));
    return new PlantedRatings(Math.toIntExact(users), items, ratings, SEED);
  }

  /// Deletes it.
  @TearDown
  public void delete() throws IOException {
    Files.delete(path);
  }

  Path path() {
    return path;
  }

  PlantedRatings planted() {
    return planted;
  }
}
