package dev.simile.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.bench.Machine;
import dev.simile.bench.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchReportTest {
  private static final Context CONTEXT =
      new Context(
          new Machine("A <b>processor</b>", 2, 1L << 34, "Linux", "JDK", "madvise"),
          "simile bench",
          "2026-01-01",
          false);

  private static Measurement of(
      String benchmark,
      Map<String, String> parameters,
      int threads,
      Map<String, Double> counted,
      Map<String, List<Double>> curves) {
    return new Measurement(
        benchmark,
        new TreeMap<>(parameters),
        threads,
        new Measurement.Score(100, 2, "ops/s"),
        counted,
        Double.NaN,
        Double.NaN,
        curves);
  }

  private static List<Measurement> some(double control) {
    List<Measurement> some = new ArrayList<>();
    some.add(of("limits.fma", Map.of("bytes", "1"), 1, Map.of("flops", 50e9), Map.of()));
    some.add(of("limits.fma", Map.of("bytes", "1"), 2, Map.of("flops", 80e9), Map.of()));
    for (String provider : List.of("scalar", "vector-256")) {
      for (int threads = 1; threads <= 2; threads++) {
        double flops = (provider.equals("scalar") ? 5e9 : 20e9) * threads;
        some.add(
            of(
                "kernels.dot",
                Map.of("factors", "64", "provider", provider),
                threads,
                Map.of("units", flops / 128, "flops", flops),
                Map.of()));
      }
    }
    some.add(
        of(
            "open-loop.request",
            Map.of("items", "10000", "provider", "scalar"),
            1,
            Map.of(),
            Map.of(
                "requests",
                List.of(50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0),
                "control",
                List.of(1.0, 2.0, 3.0, control, control, control, control))));
    return some;
  }

  @Test
  void sharesAreOfTheLimitAtTheSameNumberOfThreads() {
    String html = BenchReport.html(CONTEXT, some(4));
    assertThat(html)
        .contains("kernels.dot 64, scalar: 10 %")
        .contains("kernels.dot 64, vector-256: 40 %")
        .contains("kernels.dot 64 x 2, scalar: 12.50 %")
        .contains("kernels.dot 64 x 2, vector-256: 50 %")
        .contains("scalar, 99.99: 90 µs")
        .contains("A &lt;b&gt;processor")
        .doesNotContain("is void")
        .doesNotContain("--quick");
  }

  @Test
  void aBusyMachineMakesLatenciesVoid() {
    assertThat(BenchReport.html(CONTEXT, some(1001)))
        .contains("open-loop.request (items=10000 provider=scalar) is void");
    assertThat(some(1001).getLast().isVoid()).isTrue();
    assertThat(some(999).getLast().isVoid()).isFalse();
  }

  @Test
  void withoutMeasurementsThereIsAPage() {
    assertThat(BenchReport.html(CONTEXT, List.of())).contains("<h1>").doesNotContain("<h2");
  }

  @Test
  void growthIsFittedToSecondsByRatings() {
    List<Measurement> some = new ArrayList<>();
    for (int ratings : List.of(1_000_000, 2_000_000, 4_000_000)) {
      for (String model : List.of("linear", "square")) {
        double millions = ratings / 1e6;
        double seconds = model.equals("linear") ? millions / 2 : millions * millions / 2;
        some.add(
            new Measurement(
                "train.model",
                Map.of("items", "10000", "model", model, "ratings", Integer.toString(ratings)),
                2,
                new Measurement.Score(1 / seconds, 0, "ops/s"),
                Map.of("units", ratings / seconds),
                Double.NaN,
                Double.NaN,
                Map.of()));
      }
    }
    assertThat(BenchReport.html(CONTEXT, some))
        .contains("linear x 2</bdi></td><td class=\"text\">1 M: 0.5000, 2 M: 1, 4 M: 2</td>")
        .containsPattern("linear x 2</bdi></td><td[^/]*</td><td>1.00</td>")
        .containsPattern("square x 2</bdi></td><td[^/]*</td><td>2.00</td>")
        .contains("square x 2, 4 M ratings: 8 s");
    assertThat(BenchReport.html(CONTEXT, some.subList(0, 2))).doesNotContain("Exponent");
  }
}
