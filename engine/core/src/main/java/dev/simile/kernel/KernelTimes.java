package dev.simile.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How fast each kernel of each provider is on this machine, one thread; what `simile kernels
/// --time` shows.
///
/// Providers take turns within each round, so that a noisy machine disturbs all of them alike; the
/// median over the rounds counts, of times and of ratios. Time is that of the thread's processor.
/// The blocks fit the second-level cache: 512 rows or 256 users and items, and 16 queries.
public final class KernelTimes {
  private static final long SLICE = 5_000_000;
  private static final long WARM = 1_500_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private KernelTimes() {}

  /// The time of one kernel of one provider.
  ///
  /// @param kernel name of the method of [Kernels], `sgd adaptive` for [Kernels#sgd] with adaptive
  ///   rates
  /// @param unit what is counted: `row`, `rating`, ...
  /// @param provider name of the provider
  /// @param nanoseconds median time of one unit
  /// @param gigaflops floating-point operations a nanosecond, a multiply-add counting two; 0 for a
  ///   kernel without arithmetic. Gradient descent counts those on factors alone, 8 a factor
  /// @param timesScalar median of the ratios of the scalar provider's time to this one's, in the
  ///   same round; 1 for the scalar provider
  public record Time(
      String kernel,
      String unit,
      String provider,
      double nanoseconds,
      double gigaflops,
      double timesScalar) {}

  /// Times all kernels. Takes about two seconds a kernel and provider, most of it until the
  /// compiler has done its work.
  ///
  /// @param factors length of a row, 1..1024; 64 is customary
  /// @param rounds number of rounds, 1..1000
  public static List<Time> measure(int factors, int rounds) {
    return measure(factors, rounds, WARM);
  }

  /// @param warm nanoseconds without progress after which a kernel is as fast as it will be
  static List<Time> measure(int factors, int rounds, long warm) {
    if (factors < 1 || factors > 1024)
      throw new IllegalArgumentException("factors must be 1..1024, was " + factors);
    if (rounds < 1 || rounds > 1000)
      throw new IllegalArgumentException("rounds must be 1..1000, was " + rounds);
    List<Kernels> available = Kernels.available();
    List<Time> times = new ArrayList<>();
    for (Sample.Kernel kernel : Sample.Kernel.values()) {
      int rows = kernel.descends() ? 256 : 512;
      try (Sample sample = new Sample(rows, 16, 1024, factors, .1f, 1)) {
        measure(kernel, sample, factors, rounds, warm, available, times);
      }
    }
    return List.copyOf(times);
  }

  private static void measure(
      Sample.Kernel kernel,
      Sample sample,
      int factors,
      int rounds,
      long warm,
      List<Kernels> available,
      List<Time> times) {
    int[] runs = new int[available.size()];
    for (int p = 0; p < runs.length; p++) runs[p] = warm(kernel, sample, available.get(p), warm);
    double[][] nanoseconds = new double[runs.length][rounds];
    double[][] ratios = new double[runs.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int p = 0; p < runs.length; p++) {
        nanoseconds[p][round] =
            slice(kernel, sample, available.get(p), runs[p])
                / ((double) runs[p] * sample.units(kernel));
        ratios[p][round] = nanoseconds[0][round] / nanoseconds[p][round];
      }
    }
    for (int p = 0; p < runs.length; p++) {
      double time = median(nanoseconds[p]);
      times.add(
          new Time(
              kernel.label,
              kernel.unit,
              available.get(p).name(),
              time,
              kernel.operations(factors) / time,
              median(ratios[p])));
    }
  }

  /// Runs until the time has not fallen for a while of this thread's processor time, which on a
  /// busy machine the compiler's thread has had as well: the compiler is done.
  ///
  /// @return the number of runs that fill a slice
  private static int warm(Sample.Kernel kernel, Sample sample, Kernels kernels, long warm) {
    long best = Long.MAX_VALUE;
    long since = now();
    int runs = 1;
    while (now() - since < warm) {
      long time = Math.max(1, slice(kernel, sample, kernels, runs) / runs);
      if (time < best - best / 20) {
        best = time;
        since = now();
      }
      runs = Math.clamp(SLICE / time, 1, 1_000_000);
    }
    return runs;
  }

  private static long slice(Sample.Kernel kernel, Sample sample, Kernels kernels, int runs) {
    double sum = 0;
    long start = now();
    // A rate so small that no factor grows, however often the block is visited.
    for (int i = 0; i < runs; i++) sum += sample.run(kernel, kernels, 1e-6f);
    long time = now() - start;
    // Looks at the results, so that no work can be optimized away.
    if (Double.isNaN(sum)) throw new AssertionError(kernel + " made a NaN of ordinary values");
    return time;
  }

  private static long now() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
