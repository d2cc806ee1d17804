package dev.simile.bench.arm;

import dev.simile.Recommendations;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Recommendations requested at planned times, whether or not the one before is done: how long they
/// take for those who ask. One thread answers. [Latencies] reports the percentiles, of the requests
/// and of a control: a thread that is woken as planned, but at most once a millisecond, and does
/// nothing, which shows what the machine adds by itself. Requests that are due but not begun when
/// an iteration ends are not recorded.
@State(Scope.Benchmark)
public class OpenLoop {
  private static final int TRIALS = 50;
  private static final long TRIAL_NANOS = 200_000_000;

  /// Planned requests as a share of what one thread could answer.
  @Param("0.5")
  public double load = .5;

  private final Query query = new Query();
  private Pace pace;
  private Thread control;
  private volatile boolean over;

  /// Begins with the first user.
  @Setup
  public void open(Catalogue catalogue) {
    if (!(load > 0 && load <= 1))
      throw new IllegalArgumentException("load must be in (0, 1], was " + load);
    query.begin(catalogue, 0);
  }

  /// Measures how long an answer takes, plans the requests, and starts the control.
  @Setup(Level.Iteration)
  public void plan() {
    long interval = Math.max(1, (long) (serviceNanos() / load));
    over = false;
    control = new Thread(() -> control(interval), "control");
    control.setDaemon(true);
    Latencies.begin(1e9 / interval);
    control.start();
    pace = new Pace(System::nanoTime, interval);
  }

  /// Stops the control.
  @TearDown(Level.Iteration)
  public void stop() throws InterruptedException {
    over = true;
    control.join();
  }

  @Benchmark
  public Recommendations request() {
    long planned = pace.await();
    Recommendations list = query.next();
    Latencies.REQUESTS.recordValue(System.nanoTime() - planned);
    return list;
  }

  /// Whose list [#request] gave last.
  int user() {
    return query.user();
  }

  private double serviceNanos() {
    long[] times = new long[TRIALS];
    int done = 0;
    long since = System.nanoTime();
    while (done < TRIALS && (done == 0 || System.nanoTime() - since < TRIAL_NANOS)) {
      long start = System.nanoTime();
      Recommendations list = query.next();
      times[done++] = System.nanoTime() - start;
      if (list.size() > Query.LIST) throw new AssertionError("more items than asked for");
    }
    Arrays.sort(times, 0, done);
    return times[done / 2];
  }

  private void control(long interval) {
    // Not more often than a sleeping thread can be woken.
    Pace idle = new Pace(System::nanoTime, Math.max(interval, 1_000_000));
    while (!over) {
      long planned = idle.await();
      Latencies.CONTROL.recordValue(System.nanoTime() - planned);
    }
  }
}
