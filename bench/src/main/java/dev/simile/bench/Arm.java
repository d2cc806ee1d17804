package dev.simile.bench;

import dev.simile.bench.arm.KernelBlocks;
import dev.simile.bench.arm.Limits;
import dev.simile.bench.arm.Loading;
import dev.simile.bench.arm.ModelTraining;
import dev.simile.bench.arm.OpenLoop;
import dev.simile.bench.arm.Reading;
import dev.simile.bench.arm.Recommending;
import dev.simile.bench.arm.SgdTraining;
import dev.simile.bench.arm.SimilarityTraining;
import dev.simile.settings.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/// A group of benchmarks: one class of them.
///
/// @param name on the command line
/// @param type the class
/// @param threading how its benchmarks use threads
/// @param profilers what is measured beside time
/// @param summary what it measures
public record Arm(
    String name, Class<?> type, Threading threading, List<Profiler> profilers, String summary) {
  /// How benchmarks use threads.
  public enum Threading {
    /// Each thread does operations of its own.
    EACH,
    /// All threads do one operation together: the parameter `threads` of the pool.
    TOGETHER,
    /// One thread, whatever was asked for.
    ONE
  }

  /// What is measured beside time.
  public enum Profiler {
    /// Bytes allocated by an operation.
    ALLOCATION,
    /// Latencies of planned requests.
    LATENCIES
  }

  /// All arms.
  public static final List<Arm> ALL =
      List.of(
          new Arm(
              "limits",
              Limits.class,
              Threading.EACH,
              List.of(),
              "the machine itself: multiply-adds, reading in order, rows at random"),
          new Arm(
              "kernels",
              KernelBlocks.class,
              Threading.EACH,
              List.of(),
              "each inner loop of each provider on blocks that fit the cache"),
          new Arm(
              "sgd",
              SgdTraining.class,
              Threading.TOGETHER,
              List.of(),
              "training of a factorization, in updates a second"),
          new Arm(
              "similarity",
              SimilarityTraining.class,
              Threading.TOGETHER,
              List.of(),
              "training of item-knn, in pairs of ratings a second"),
          new Arm(
              "train",
              ModelTraining.class,
              Threading.TOGETHER,
              List.of(),
              "training of any model, in ratings a second; see --model"),
          new Arm(
              "recommend",
              Recommending.class,
              Threading.EACH,
              List.of(Profiler.ALLOCATION),
              "top 10 of a catalogue: throughput, latency, bytes allocated"),
          new Arm(
              "open-loop",
              OpenLoop.class,
              Threading.ONE,
              List.of(Profiler.LATENCIES),
              "top 10 at planned times: latency percentiles beside an idle control"),
          new Arm(
              "read",
              Reading.class,
              Threading.TOGETHER,
              List.of(),
              "reading of a CSV file of ratings"),
          new Arm(
              "load", Loading.class, Threading.ONE, List.of(), "loading of a model from its file"));

  /// The full names of its benchmarks, sorted.
  public List<String> benchmarks() {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .map(method -> type.getName() + '.' + method.getName())
        .sorted()
        .toList();
  }

  /// The full names of the benchmarks that `name` stands for: an arm's, or one as `arm.benchmark`.
  ///
  /// @throws IllegalArgumentException if there is none, with the known names
  public static List<String> named(String name) {
    List<String> known = new ArrayList<>();
    for (Arm arm : ALL) {
      if (arm.name.equals(name)) return arm.benchmarks();
      known.add(arm.name);
    }
    for (Arm arm : ALL) {
      if (!name.startsWith(arm.name + '.')) continue;
      for (String benchmark : arm.benchmarks()) {
        if (label(benchmark).equals(name)) return List.of(benchmark);
      }
      known = arm.benchmarks().stream().map(Arm::label).toList();
    }
    throw new IllegalArgumentException(Names.unknown("benchmark", name, known));
  }

  /// The arm of a benchmark's full name.
  static Arm of(String benchmark) {
    for (Arm arm : ALL) {
      if (benchmark.startsWith(arm.type.getName() + '.')) return arm;
    }
    throw new IllegalArgumentException("no arm has the benchmark " + benchmark);
  }

  /// A benchmark's full name as people read it: `kernels.dot`.
  static String label(String benchmark) {
    return of(benchmark).name + benchmark.substring(benchmark.lastIndexOf('.'));
  }
}
