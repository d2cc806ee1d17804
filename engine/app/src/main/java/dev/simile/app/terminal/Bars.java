package dev.simile.app.terminal;

import dev.simile.parallel.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/// Progress as bars with rate and remaining time. A step that is done within 0.3 s shows none.
final class Bars implements Progress {
  private static final long DELAY = 300_000_000L;
  private static final int INTERVAL_MILLIS = 100;

  private final Terminal terminal;

  Bars(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Step step(String name, long total, String unit) {
    return new Bar(name, total, unit);
  }

  private final class Bar implements Step {
    private final String name;
    private final long total;
    private final String unit;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private String note = ""; // guarded by this
    private volatile @Nullable ProgressBar shown;
    private boolean closed; // guarded by this

    Bar(String name, long total, String unit) {
      this.name = name;
      this.total = total;
      this.unit = unit;
    }

    @Override
    public void advance(long units) {
      long now = done.addAndGet(units);
      ProgressBar bar = shown;
      if (bar != null) {
        bar.stepTo(now);
      } else if (System.nanoTime() - start > DELAY) {
        show();
      }
    }

    private synchronized void show() {
      if (closed || shown != null) return;
      long now = done.get();
      boolean color = terminal.look().color();
      ProgressBarBuilder builder =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total > 0 ? total : -1)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .setRenderer((state, width) -> BarText.of(state, unit, width, color))
              .startsFrom(now, Duration.ofNanos(System.nanoTime() - start))
              .setConsumer(
                  new DelegatingProgressBarConsumer(terminal::bar, terminal.look().width() - 1));
      ProgressBar bar = builder.build();
      bar.setExtraMessage(note);
      shown = bar;
    }

    @Override
    public synchronized void note(String text) {
      note = text;
      ProgressBar bar = shown;
      if (bar != null) bar.setExtraMessage(note);
    }

    @Override
    public synchronized void close() {
      closed = true;
      ProgressBar bar = shown;
      if (bar == null) return;
      shown = null;
      bar.close();
      terminal.hideBar();
    }
  }
}
