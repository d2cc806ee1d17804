package dev.simile.parallel;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// Progress as plain log lines, none for a step shorter than two seconds.
final class LogProgress implements Progress {
  private static final System.Logger LOG = System.getLogger("dev.simile");
  private static final long INTERVAL = 2_000_000_000L;

  @Override
  public Step step(String name, long total, String unit) {
    return new LogStep(name, total, unit);
  }

  private static final class LogStep implements Step {
    private final String name;
    private final long total;
    private final String unit;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong next = new AtomicLong(start + INTERVAL);
    private volatile String note = "";

    LogStep(String name, long total, String unit) {
      this.name = name;
      this.total = total;
      this.unit = unit;
    }

    @Override
    public void advance(long units) {
      long now = done.addAndGet(units);
      long due = next.get();
      long time = System.nanoTime();
      if (time - due < 0 || !next.compareAndSet(due, time + INTERVAL)) return;
      double seconds = (time - start) / 1e9;
      String share = total > 0 ? String.format(Locale.ROOT, " (%.0f %%)", 100.0 * now / total) : "";
      LOG.log(
          Level.INFO,
          String.format(
              Locale.ROOT, "%s: %,d %s%s, %,.0f/s%s", name, now, unit, share, now / seconds, note));
    }

    @Override
    public void note(String text) {
      note = ", " + text;
    }

    @Override
    public void close() {
      long nanos = System.nanoTime() - start;
      if (nanos < INTERVAL) return;
      LOG.log(
          Level.INFO,
          String.format(
              Locale.ROOT, "%s: %,d %s in %.1f s%s", name, done.get(), unit, nanos / 1e9, note));
    }
  }
}
