package dev.simile.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Control-C: the work learns of it and gets a moment to put its files in order, then the program
/// ends with 130 (a termination: 143), whatever the work does.
final class Interruption {
  private static final long GRACE_MILLIS = 700;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean requested;

  /// Watches for the calling thread's work.
  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "simile-stop"));
    return interruption;
  }

  /// True once the program is to end.
  boolean requested() {
    return requested;
  }

  /// The work is over: an end of the program need not wait for it.
  void finished() {
    done.countDown();
  }

  private void stop() {
    if (done.getCount() == 0) return;
    requested = true;
    worker.interrupt();
    try {
      if (!done.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println("simile: stopped");
        System.err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
