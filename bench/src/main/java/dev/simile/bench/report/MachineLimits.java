package dev.simile.bench.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.output.Numbers;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.bench.Measurement;
import java.util.List;
import java.util.TreeSet;

/// What the machine can do at most.
record MachineLimits(List<Measurement> measurements) implements Section {
  /// Multiply-adds count two.
  static final String FLOPS = "limits.fma";

  /// Bytes in order.
  static final String BYTES = "limits.read";

  @Override
  public String id() {
    return "limits";
  }

  @Override
  public String title() {
    return "The machine's limits";
  }

  @Override
  public boolean isEmpty() {
    return measurements.stream().noneMatch(one -> one.benchmark().startsWith("limits."));
  }

  /// What the machine does in a second, NaN if that was not measured.
  ///
  /// @param benchmark [#FLOPS] or [#BYTES]
  static double most(
      List<Measurement> measurements, String benchmark, String counted, int threads) {
    for (Measurement one : measurements) {
      if (one.benchmark().equals(benchmark) && one.threads() == threads)
        return one.counted().getOrDefault(counted, Double.NaN);
    }
    return Double.NaN;
  }

  @Override
  public void write(Markup to) {
    TreeSet<Integer> threads = new TreeSet<>();
    for (Measurement one : measurements) {
      if (one.benchmark().startsWith("limits.")) threads.add(one.threads());
    }
    Tables.open("Limits by threads, all threads together", to);
    to.open("thead").open("tr").element("th", "Limit", "scope", "col");
    for (int count : threads)
      to.element(
          "th", count == 1 ? "1 thread" : count + " threads", "scope", "col", "class", "number");
    to.close("tr").close("thead").line().open("tbody").line();
    row("Multiply-adds in floats, GFLOPS", FLOPS, "flops", 1e9, threads, to);
    row("Reading in order, GB/s", BYTES, "bytes", 1e9, threads, to);
    row(
        "Random rows of 256 bytes, known before, M/s",
        "limits.rowThroughput",
        "units",
        1e6,
        threads,
        to);
    row("... each chosen by the one before, M/s", "limits.rowLatency", "units", 1e6, threads, to);
    to.close("tbody");
    Tables.close(to);
    to.element(
        "p",
        "Multiply-adds by the Vector API at the width that this JVM prefers; memory beyond all"
            + " caches, allocated as the engine's is.",
        "class",
        "note");
  }

  private void row(
      String name,
      String benchmark,
      String counted,
      double unit,
      TreeSet<Integer> threads,
      Markup to) {
    to.open("tr").element("th", name, "scope", "row");
    for (int count : threads)
      to.element("td", Numbers.brief(most(measurements, benchmark, counted, count) / unit));
    to.close("tr").line();
  }
}
