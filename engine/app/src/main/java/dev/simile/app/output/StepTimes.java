package dev.simile.app.output;

import dev.simile.parallel.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// How long each step of the work takes and, of a step that says how it goes, each part of it: the
/// epochs of a training. Passes everything on to the progress that is shown.
public final class StepTimes implements Progress {
  private final Progress shown;
  private final Map<String, Times> steps = new LinkedHashMap<>();

  private static final class Times {
    long nanos;
    final List<Long> parts = new ArrayList<>();
  }

  /// Times of the steps that `shown` shows.
  public StepTimes(Progress shown) {
    this.shown = shown;
  }

  /// Tells the seconds of the finished steps, in the order in which they began: of step `train mf`
  /// as `train-mf-seconds`, of its parts, from note to note, as `train-mf-1-seconds` and so on.
  /// Steps of one name are added up.
  public synchronized void tell(BiConsumer<String, Double> to) {
    steps.forEach(
        (name, times) -> {
          String key = name.replace(' ', '-');
          to.accept(key + "-seconds", times.nanos / 1e9);
          for (int i = 0; i < times.parts.size(); i++)
            to.accept(key + "-" + (i + 1) + "-seconds", times.parts.get(i) / 1e9);
        });
  }

  private synchronized Times of(String name) {
    return steps.computeIfAbsent(name, any -> new Times());
  }

  @Override
  public Step step(String name, long total, String unit) {
    Times times = of(name);
    Step inner = shown.step(name, total, unit);
    long start = System.nanoTime();
    return new Step() {
      private long part = start;

      @Override
      public void advance(long units) {
        inner.advance(units);
      }

      @Override
      public void note(String text) {
        synchronized (StepTimes.this) {
          long now = System.nanoTime();
          times.parts.add(now - part);
          part = now;
        }
        inner.note(text);
      }

      @Override
      public void close() {
        synchronized (StepTimes.this) {
          times.nanos += System.nanoTime() - start;
        }
        inner.close();
      }
    };
  }

  @Override
  public boolean cancelled() {
    return shown.cancelled();
  }
}
