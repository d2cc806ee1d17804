package dev.simile.bench;

import dev.simile.bench.Arm.Threading;
import dev.simile.bench.arm.Latencies;
import dev.simile.parallel.Progress;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs benchmarks with every combination of the parameters that they have.
///
/// @param parameters values by the name of the field
/// @param threads numbers of threads
/// @param length how long each combination is measured
record Sweep(Map<String, List<String>> parameters, List<Integer> threads, Length length) {
  private static final TimeValue PATIENCE = TimeValue.hours(2);

  /// How long one combination is measured.
  ///
  /// @param forks JVMs of its own, 0 for this one
  /// @param warmups iterations before the measured ones
  /// @param iterations measured ones
  /// @param millis of an iteration; operations that take longer make it longer
  record Length(int forks, int warmups, int iterations, long millis) {
    /// What a claim needs.
    static final Length FULL = new Length(1, 5, 5, 1000);

    /// What a look needs.
    static final Length QUICK = new Length(1, 6, 3, 400);
  }

  /// Runs `benchmarks`, arm after arm.
  ///
  /// @param benchmarks full names
  /// @throws IllegalStateException if one fails, with its name and reason
  List<RunResult> run(List<String> benchmarks, Progress progress) {
    List<RunResult> results = new ArrayList<>();
    for (Arm arm : Arm.ALL) {
      List<String> chosen = benchmarks.stream().filter(arm.benchmarks()::contains).toList();
      if (chosen.isEmpty()) continue;
      List<Integer> sweep = arm.threading() == Threading.EACH ? threads : List.of(1);
      long iterations = (long) sweep.size() * iterations(chosen);
      try (Progress.Step step = progress.step("bench " + arm.name(), iterations, "iterations")) {
        for (int count : sweep) {
          progress.check();
          results.addAll(run(arm, chosen, count, step));
        }
      }
    }
    return results;
  }

  private List<RunResult> run(Arm arm, List<String> chosen, int count, Progress.Step step) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(length.forks)
            .warmupIterations(length.warmups)
            .warmupTime(TimeValue.milliseconds(length.millis))
            .measurementIterations(length.iterations)
            .measurementTime(TimeValue.milliseconds(length.millis))
            .timeout(PATIENCE)
            .threads(count)
            .shouldFailOnError(true)
            .jvmArgs(jvmArguments());
    for (String benchmark : chosen) options.include('^' + Pattern.quote(benchmark) + '$');
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    options.param("threads", threads.stream().map(String::valueOf).toArray(String[]::new));
    for (Arm.Profiler profiler : arm.profilers())
      options.addProfiler(
          switch (profiler) {
            case ALLOCATION -> GCProfiler.class;
            case LATENCIES -> Latencies.class;
          });
    try {
      return List.copyOf(new Runner(options.build(), new Steps(step)).run());
    } catch (RunnerException e) {
      throw new IllegalStateException("benchmark " + arm.name() + ": " + reason(e), e);
    }
  }

  /// What went wrong in the benchmark, below what JMH says of it.
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (true) {
      if (cause.getSuppressed().length > 0) cause = cause.getSuppressed()[0];
      else if (cause.getCause() != null) cause = cause.getCause();
      else return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
  }

  /// Iterations of all combinations with one number of threads.
  private int iterations(List<String> chosen) {
    int combinations = 0;
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList().getAll(new Steps(null), List.of())) {
      if (!chosen.contains(entry.getUsername())) continue;
      int product = 1;
      for (var parameter : entry.getParams().orElse(Map.of()).entrySet()) {
        List<String> values =
            parameter.getKey().equals("threads")
                ? threads.stream().map(String::valueOf).toList()
                : parameters.getOrDefault(parameter.getKey(), List.of(parameter.getValue()));
        product *= values.size();
      }
      combinations += product;
    }
    return combinations * Math.max(1, length.forks) * (length.warmups + length.iterations);
  }

  /// The options of this JVM, but for what the launcher tells the program alone.
  private static String[] jvmArguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(one -> !one.startsWith("-Dsimile.stderr=") && !one.startsWith("-Dsimile.terminal="))
        .filter(one -> !one.startsWith("--add-opens=java.base/java.io="))
        .toArray(String[]::new);
  }
}
