package dev.simile.bench.arm;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Planned start times, equally far apart. They do not wait for the work: whoever is late starts at
/// once, and the time since the planned start counts, so that a request that holds up others shows
/// in their latencies too (what is left out otherwise is known as coordinated omission).
final class Pace {
  // From there on a sleeping thread might wake too late.
  private static final long SPIN_NANOS = 150_000;

  private final LongSupplier clock;
  private final long interval;
  private long next;

  /// @param clock in nanoseconds
  /// @param interval nanoseconds between two starts; the first is one interval from now
  Pace(LongSupplier clock, long interval) {
    if (interval < 1) throw new IllegalArgumentException("interval must be >= 1, was " + interval);
    this.clock = clock;
    this.interval = interval;
    this.next = clock.getAsLong() + interval;
  }

  /// Waits for the next planned start, if it is not past already.
  ///
  /// @return the planned start
  long await() {
    long planned = next;
    next += interval;
    for (long rest; (rest = planned - clock.getAsLong()) > 0; ) {
      if (rest > SPIN_NANOS) LockSupport.parkNanos(rest - SPIN_NANOS);
      else Thread.onSpinWait();
    }
    return planned;
  }
}
