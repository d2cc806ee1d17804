package dev.simile.bench.arm;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.Scores;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The ten best unseen items for a user out of a whole catalogue: as many requests as the threads
/// can answer, the time of each, and sixteen users in one call. `units` are lists. Neither bytes
/// nor multiply-adds are counted: of a large catalogue a shortlist leaves most rows unread, how
/// many depends on the factors.
public class Recommending {
  private static final int BATCH = 16;

  /// The users and the room of a batch.
  @State(Scope.Thread)
  public static class Batch {
    private final int[] users = new int[BATCH];
    private final Recommendations[] lists = new Recommendations[BATCH];
    private Scores tile;
    private int next;

    /// Makes room.
    @Setup
    public void open(Catalogue catalogue) {
      tile = Scores.of(BATCH, catalogue.recommender().items().size());
      for (int i = 0; i < BATCH; i++) lists[i] = Recommendations.of(Query.LIST);
    }

    /// Frees it.
    @TearDown
    public void close() {
      tile.close();
    }

    Recommendations[] next(Catalogue catalogue) {
      int count = catalogue.recommender().users().size();
      for (int i = 0; i < BATCH; i++) {
        users[i] = next;
        next = (next + 1) % count;
      }
      catalogue.recommender().recommend(users, 0, BATCH, Filter.unseen(), tile, lists);
      return lists;
    }

    /// Whose lists [#next] gave last.
    int[] users() {
      return users;
    }
  }

  @Benchmark
  public Recommendations one(Query query, Count.Units units) {
    units.units++;
    return query.next();
  }

  @Benchmark
  public Recommendations[] batch(Catalogue catalogue, Batch batch, Count.Units units) {
    units.units += BATCH;
    return batch.next(catalogue);
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Recommendations latency(Query query) {
    return query.next();
  }
}
