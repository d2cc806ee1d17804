package dev.simile.bench;

import dev.simile.parallel.Progress;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/// What JMH says while it runs, as steps of a [Progress]. Its words are not shown.
final class Steps implements OutputFormat {
  private final Progress.@Nullable Step step;

  /// @param step advances by one an iteration; null for nobody to tell
  Steps(Progress.@Nullable Step step) {
    this.step = step;
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams iteration, int number) {
    if (step != null)
      step.note(
          Arm.label(benchmark.getBenchmark())
              + benchmark.getParamsKeys().stream()
                  .map(key -> " " + benchmark.getParam(key))
                  .collect(Collectors.joining()));
  }

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams iteration, int number, IterationResult result) {
    if (step != null) step.advance(1);
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {}

  @Override
  public void endBenchmark(@Nullable BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> results) {}

  @Override
  public void print(String text) {}

  @Override
  public void println(String text) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String text) {}

  @Override
  public void write(int one) {}

  @Override
  public void write(byte[] bytes) {}
}
