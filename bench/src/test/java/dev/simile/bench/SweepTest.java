package dev.simile.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.bench.report.BenchReport;
import dev.simile.bench.report.Context;
import dev.simile.kernel.Kernels;
import dev.simile.parallel.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Every benchmark runs, if only for a moment, and every figure gets into JSON and report.
class SweepTest {
  private static Sweep sweep(List<String> providers, List<Integer> threads) {
    System.setProperty("jmh.ignoreLock", "true");
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    parameters.put("items", List.of("1000"));
    parameters.put("ratings", List.of("5000"));
    parameters.put("factors", List.of("16"));
    parameters.put("provider", providers);
    parameters.put("algorithm", List.of("mf"));
    parameters.put("load", List.of("0.5"));
    parameters.put("bytes", List.of("1048576"));
    return new Sweep(parameters, threads, new Sweep.Length(0, 1, 1, 10));
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    Arm.ALL.forEach(arm -> all.addAll(arm.benchmarks()));
    return all;
  }

  /// Adds up what a progress is told.
  private static final class Told implements Progress {
    final AtomicLong planned = new AtomicLong();
    final AtomicLong done = new AtomicLong();
    final Set<String> notes = new HashSet<>();

    @Override
    public Step step(String name, long total, String unit) {
      planned.addAndGet(total);
      return new Step() {
        @Override
        public void advance(long units) {
          done.addAndGet(units);
        }

        @Override
        public void note(String text) {
          notes.add(text);
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void everyBenchmarkRunsAndIsReported() throws Exception {
    Told told = new Told();
    List<RunResult> results = sweep(List.of("auto"), List.of(1)).run(all(), told);
    List<Measurement> measurements = results.stream().map(Measurement::of).toList();
    assertThat(measurements.stream().map(Measurement::benchmark))
        .containsExactlyInAnyOrderElementsOf(all().stream().map(Arm::label).toList());
    assertThat(told.done.get()).isEqualTo(told.planned.get()).isEqualTo(2L * measurements.size());
    assertThat(told.notes).contains("kernels.dot 16 auto");
    for (Measurement one : measurements) {
      assertThat(one.score().value()).as(one.benchmark()).isPositive();
      one.counted()
          .forEach((name, value) -> assertThat(value).as(one.benchmark() + name).isPositive());
      if (one.benchmark().startsWith("recommend."))
        assertThat(one.allocated()).isGreaterThanOrEqualTo(0);
      if (one.benchmark().equals("open-loop.request")) {
        assertThat(one.planned()).isPositive();
        assertThat(one.curves().keySet()).containsExactlyInAnyOrder("requests", "control");
      }
      if (one.benchmark().equals("recommend.latency"))
        assertThat(one.curves().get("latency"))
            .hasSameSizeAs(Measurement.PERCENTILES)
            .filteredOn(value -> !value.isNaN())
            .isNotEmpty()
            .isSorted()
            .allSatisfy(value -> assertThat(value).isPositive());
    }
    json(results);
    page(measurements);
  }

  private static void json(List<RunResult> results) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, new PrintStream(out, true, StandardCharsets.UTF_8))
        .writeOut(results);
    List<String> named = new ArrayList<>();
    try (JsonParser parser =
        new JsonFactory().createParser(ObjectReadContext.empty(), out.toByteArray())) {
      String name = "";
      for (JsonToken token; (token = parser.nextToken()) != null; ) {
        if (token == JsonToken.PROPERTY_NAME) name = parser.getString();
        else if (token == JsonToken.VALUE_STRING && name.equals("benchmark"))
          named.add(parser.getString());
      }
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(all());
  }

  private static void page(List<Measurement> measurements)
      throws IOException, ParserConfigurationException, SAXException {
    Context context = new Context(Machine.here(), "simile bench <x>", "2026-01-01", true);
    String html = BenchReport.html(context, measurements);
    assertThat(html)
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("url(")
        .doesNotContain("<script")
        .doesNotContain(" src=")
        .doesNotContain("NaN")
        .contains("prefers-color-scheme: dark", "simile bench &lt;x&gt;");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    Document page = factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    assertThat(page.getElementsByTagName("h2").getLength()).isEqualTo(5);
    assertThat(page.getElementsByTagName("th").getLength()).isGreaterThan(measurements.size());
    for (Measurement one : measurements) assertThat(html).contains(">" + one.benchmark() + "<");
  }

  @Test
  void everyCombinationOfProviderAndThreads() {
    List<String> providers = Kernels.available().stream().map(Kernels::name).toList();
    List<Measurement> measurements =
        sweep(providers, List.of(1, 2))
            .run(
                List.of(Arm.named("kernels.dot").getFirst(), Arm.named("sgd.train").getFirst()),
                Progress.none())
            .stream()
            .map(Measurement::of)
            .toList();
    assertThat(Measurement.varying(measurements)).containsExactly("provider");
    assertThat(measurements.getFirst().settings(Set.of("provider")))
        .isEqualTo("provider=" + providers.getFirst());
    List<String> expected = new ArrayList<>();
    for (String provider : providers) {
      for (int threads = 1; threads <= 2; threads++) {
        expected.add("kernels.dot factors=16 provider=" + provider + " x" + threads);
        expected.add(
            "sgd.train algorithm=mf factors=16 items=1000 provider="
                + provider
                + " ratings=5000 x"
                + threads);
      }
    }
    assertThat(
            measurements.stream()
                .map(one -> one.benchmark() + " " + one.settings() + " x" + one.threads()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aBenchmarkThatFailsIsNamedWithItsReason() {
    assertThatThrownBy(
            () -> sweep(List.of("sse"), List.of(1)).run(Arm.named("kernels.dot"), Progress.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("benchmark kernels: kernels must be")
        .hasMessageContaining("sse");
  }
}
