package dev.simile.parallel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A fixed pool that runs numbered tasks. The caller lays the work out in tasks whose number and
/// contents do not depend on the number of threads, and each task writes only what is its own: so
/// results do not depend on it either.
///
/// The calling thread takes part as worker 0. Thread-safe: several callers may share a pool; a task
/// that calls [#run] on its own pool simply runs the inner tasks itself if nobody else is free.
public final class Workers implements AutoCloseable {
  /// The most threads a pool may have.
  public static final int MAX_THREADS = 1024;

  private static final AtomicInteger POOLS = new AtomicInteger();

  private final int threads;
  private final @Nullable ThreadPoolExecutor executor;

  /// One task; `worker` is in 0..threads-1 and is held by no other task of the same run at the same
  /// time, so it can index scratch space.
  @FunctionalInterface
  public interface Task {
    /// Runs task number `task` on worker `worker`.
    void run(int task, int worker);
  }

  /// A part of a range of indexes; see [Task] for `worker`.
  @FunctionalInterface
  public interface Range {
    /// Works on `from..to-1` on worker `worker`.
    void run(int from, int to, int worker);
  }

  private Workers(int threads) {
    this.threads = threads;
    if (threads == 1) {
      executor = null;
      return;
    }
    int pool = POOLS.incrementAndGet();
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads - 1,
            threads - 1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            body -> {
              Thread thread = new Thread(body, "simile-" + pool + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /// A pool of `threads` threads, the caller's included.
  ///
  /// @throws IllegalArgumentException if `threads` is not in 1..1024
  public static Workers of(int threads) {
    if (threads < 1 || threads > MAX_THREADS)
      throw new IllegalArgumentException("threads must be 1.." + MAX_THREADS + ", was " + threads);
    return new Workers(threads);
  }

  /// The pool of the process: as many threads as processors. Closing it does nothing.
  public static Workers shared() {
    return Shared.POOL;
  }

  /// Number of threads, the caller's included.
  public int threads() {
    return threads;
  }

  /// Runs tasks 0..`tasks`-1 and returns when all are done.
  ///
  /// @throws CancelledException if the progress is cancelled or the calling thread interrupted
  /// @throws RuntimeException or Error: the first failure of a task; the tasks not yet begun are
  ///   left out
  public void run(int tasks, Progress progress, Task task) {
    if (tasks < 0) throw new IllegalArgumentException("tasks must be >= 0, was " + tasks);
    progress.check();
    if (Thread.currentThread().isInterrupted()) throw new CancelledException();
    Run run = new Run(tasks, progress, task);
    int helpers = Math.min(threads, tasks) - 1;
    for (int i = 0; i < helpers; i++) {
      if (executor != null) executor.execute(run);
    }
    run.runAs(0);
    run.await();
  }

  /// Runs tasks without progress.
  public void run(int tasks, Task task) {
    run(tasks, Progress.none(), task);
  }

  /// Runs `range` over 0..`count`-1 in ranges of `grain` (the last may be shorter), one task each.
  ///
  /// @throws IllegalArgumentException if `grain` is not positive
  public void ranges(int count, int grain, Progress progress, Range range) {
    if (grain < 1) throw new IllegalArgumentException("grain must be >= 1, was " + grain);
    int tasks = (int) (((long) count + grain - 1) / grain);
    run(
        tasks,
        progress,
        (task, worker) -> {
          int from = task * grain;
          range.run(from, (int) Math.min((long) from + grain, count), worker);
        });
  }

  @Override
  public void close() {
    if (executor != null && this != Shared.POOL) executor.shutdown();
  }

  private static final class Shared {
    static final Workers POOL =
        new Workers(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
  }

  private static final class Run implements Runnable {
    private final int tasks;
    private final Progress progress;
    private final Task task;
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger worker = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int active = 1; // the caller; guarded by this
    private boolean over; // guarded by this

    Run(int tasks, Progress progress, Task task) {
      this.tasks = tasks;
      this.progress = progress;
      this.task = task;
    }

    @Override
    public void run() {
      synchronized (this) {
        if (over) return;
        active++;
      }
      runAs(worker.incrementAndGet());
    }

    void runAs(int worker) {
      try {
        while (failure.get() == null) {
          long number = next.getAndIncrement();
          if (number >= tasks) break;
          if (progress.cancelled() || (worker == 0 && Thread.currentThread().isInterrupted()))
            throw new CancelledException();
          task.run((int) number, worker);
        }
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      } finally {
        synchronized (this) {
          active--;
          notifyAll();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      synchronized (this) {
        over = true; // a helper that has not begun by now finds no task left
        while (active > 0) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
            failure.compareAndSet(null, new CancelledException());
          }
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
      Throwable thrown = failure.get();
      if (thrown == null) return;
      if (thrown instanceof Error error) throw error;
      throw (RuntimeException) thrown;
    }
  }
}
