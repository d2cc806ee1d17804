package dev.simile.bench;

import dev.simile.bench.arm.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/// One benchmark with one combination of parameters, measured.
///
/// @param benchmark its label, such as `kernels.dot`
/// @param parameters what it was run with, but for threads
/// @param threads how many threads worked
/// @param score what JMH says of it
/// @param counted by name, per second: `units`, `flops`, `bytes`
/// @param allocated bytes an operation, NaN if that was not measured
/// @param planned requests a second, NaN if none were planned
/// @param curves percentiles of latencies by name, in microseconds; NaN where fewer than one sample
///   is beyond
public record Measurement(
    String benchmark,
    Map<String, String> parameters,
    int threads,
    Score score,
    Map<String, Double> counted,
    double allocated,
    double planned,
    Map<String, List<Double>> curves) {
  /// The percentiles of a curve: each halves, or takes a tenth of, what is above it.
  public static final List<Double> PERCENTILES =
      List.of(50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 100.0);

  /// Microseconds of the control's 99.9th percentile above which latencies mean nothing.
  public static final double QUIET = 1000;

  /// What was measured.
  ///
  /// @param error half of the interval that holds it at 99.9 %, NaN if unknown
  public record Score(double value, double error, String unit) {}

  static Measurement of(RunResult result) {
    BenchmarkParams params = result.getParams();
    Map<String, String> parameters = new TreeMap<>();
    for (String key : params.getParamsKeys()) parameters.put(key, params.getParam(key));
    String pool = parameters.remove("threads");
    Map<String, Double> counted = new LinkedHashMap<>();
    Map<String, List<Double>> curves = new LinkedHashMap<>();
    double allocated = Double.NaN;
    double planned = Double.NaN;
    for (String label : result.getSecondaryResults().keySet()) {
      Result<?> more = result.getSecondaryResults().get(label);
      switch (label) {
        case "units", "flops", "bytes" -> counted.put(label, more.getScore());
        case "gc.alloc.rate.norm" -> allocated = more.getScore();
        case Latencies.PLANNED_LABEL -> planned = more.getScore();
        case Latencies.REQUESTS_LABEL, Latencies.CONTROL_LABEL -> curves.put(label, curve(more));
        default -> {} // in the JSON
      }
    }
    Result<?> score = result.getPrimaryResult();
    if (params.getMode() == Mode.SampleTime) curves.put(score.getLabel(), curve(score));
    return new Measurement(
        Arm.label(params.getBenchmark()),
        parameters,
        pool == null ? params.getThreads() : Integer.parseInt(pool),
        new Score(score.getScore(), score.getScoreError(), score.getScoreUnit()),
        counted,
        allocated,
        planned,
        curves);
  }

  private static List<Double> curve(Result<?> result) {
    Statistics statistics = result.getStatistics();
    List<Double> curve = new ArrayList<>();
    for (double percentile : PERCENTILES)
      curve.add(
          isKnown(percentile, statistics.getN())
              ? statistics.getPercentile(percentile)
              : Double.NaN);
    return curve;
  }

  /// True if at least one of `count` samples is beyond the percentile, or it is the longest.
  static boolean isKnown(double percentile, long count) {
    // 100 - 99.9 is a little less than .1.
    return percentile >= 100 ? count > 0 : count * (100 - percentile) > 100 - 1e-6;
  }

  /// True if the machine was too busy for these latencies to mean something: by the control's
  /// 99.9th percentile, or its longest if it has too few samples for that.
  public boolean isVoid() {
    List<Double> control = curves.get(Latencies.CONTROL_LABEL);
    if (control == null) return false;
    double late = control.get(PERCENTILES.indexOf(99.9));
    return (Double.isNaN(late) ? control.getLast() : late) > QUIET;
  }

  /// The latency at one of [#PERCENTILES] in microseconds, NaN if it was not measured.
  public double latency(double percentile) {
    for (var curve : curves.entrySet()) {
      if (!curve.getKey().equals(Latencies.CONTROL_LABEL))
        return curve.getValue().get(PERCENTILES.indexOf(percentile));
    }
    return Double.NaN;
  }

  /// Its parameters as a text: `factors=64 items=10000`.
  public String settings() {
    return settings(parameters.keySet());
  }

  /// Those of its parameters whose names are in `shown`, as a text.
  String settings(Set<String> shown) {
    StringBuilder text = new StringBuilder();
    parameters.forEach(
        (key, value) -> {
          if (shown.contains(key)) text.append(' ').append(key).append('=').append(value);
        });
    return text.toString().strip();
  }

  /// The parameters that have more than one value in a run.
  public static Set<String> varying(List<Measurement> measurements) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (Measurement one : measurements)
      one.parameters.forEach(
          (key, value) -> values.computeIfAbsent(key, name -> new TreeSet<>()).add(value));
    values.values().removeIf(some -> some.size() < 2);
    return values.keySet();
  }
}
