package dev.simile.parallel;

/// Where long work says how far it is, and learns that nobody wants it any more.
public interface Progress {
  /// Begins a step of `total` units (0 if unknown); close it when it is done.
  ///
  /// @param name what is being done, such as `train mf`
  /// @param unit the plural of what is counted, such as `ratings`
  Step step(String name, long total, String unit);

  /// True once the work should stop; [Workers] and training loops then throw [CancelledException].
  default boolean cancelled() {
    return false;
  }

  /// Throws if the work should stop.
  default void check() {
    if (cancelled()) throw new CancelledException();
  }

  /// One step of the work. Thread-safe.
  interface Step extends AutoCloseable {
    /// Adds finished units.
    void advance(long units);

    /// Says how the work goes, such as the loss of an epoch.
    void note(String text);

    @Override
    void close();
  }

  /// Tells nobody and is never cancelled.
  static Progress none() {
    return SilentProgress.INSTANCE;
  }

  /// Writes a line to the logger `dev.simile` at most every two seconds and at the end of longer
  /// steps.
  static Progress log() {
    return new LogProgress();
  }
}
