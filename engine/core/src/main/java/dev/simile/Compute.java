package dev.simile;

import dev.simile.kernel.Kernels;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;

/// What work runs on: the kernels, the threads, and where it reports. None of it changes a result.
///
/// @param kernels the inner loops
/// @param workers the threads
/// @param progress where long work says how far it is, and learns of a cancellation
public record Compute(Kernels kernels, Workers workers, Progress progress) {
  /// The best kernels, all processors, silence.
  public static Compute defaults() {
    return new Compute(Kernels.best(), Workers.shared(), Progress.none());
  }

  /// The same with other kernels.
  public Compute kernels(Kernels kernels) {
    return new Compute(kernels, workers, progress);
  }

  /// The same with other workers.
  public Compute workers(Workers workers) {
    return new Compute(kernels, workers, progress);
  }

  /// The same with another progress.
  public Compute progress(Progress progress) {
    return new Compute(kernels, workers, progress);
  }
}
