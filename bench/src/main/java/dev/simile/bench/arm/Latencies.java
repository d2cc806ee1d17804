package dev.simile.bench.arm;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.SampleTimeResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.util.SampleBuffer;

/// Gives JMH the latencies of [OpenLoop]: `requests` and `control` in microseconds with all
/// percentiles, and `planned`, the requests a second that were planned.
public class Latencies implements InternalProfiler {
  /// Name of the requests' latencies among the results.
  public static final String REQUESTS_LABEL = "requests";

  /// Name of the control's among the results.
  public static final String CONTROL_LABEL = "control";

  /// Name of the planned rate among the results.
  public static final String PLANNED_LABEL = "planned";

  // Three digits.
  static final Histogram REQUESTS = new ConcurrentHistogram(3);
  static final Histogram CONTROL = new ConcurrentHistogram(3);
  private static volatile double planned;

  /// Forgets what was measured before.
  static void begin(double requestsPerSecond) {
    planned = requestsPerSecond;
    REQUESTS.reset();
    CONTROL.reset();
  }

  @Override
  public String getDescription() {
    return "Latencies of planned requests and of an idle thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return results();
  }

  static List<Result<?>> results() {
    return List.of(
        new ScalarResult(PLANNED_LABEL, planned, "ops/s", AggregationPolicy.AVG),
        result(REQUESTS_LABEL, REQUESTS),
        result(CONTROL_LABEL, CONTROL));
  }

  private static SampleTimeResult result(String label, Histogram histogram) {
    SampleBuffer samples = new SampleBuffer();
    for (HistogramIterationValue value : histogram.recordedValues()) {
      long count = value.getCountAtValueIteratedTo();
      for (long i = 0; i < count; i++) samples.add(value.getValueIteratedTo());
    }
    return new SampleTimeResult(ResultRole.SECONDARY, label, samples, TimeUnit.MICROSECONDS);
  }
}
