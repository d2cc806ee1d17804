package dev.simile.bench.report;

import dev.simile.app.chart.DotChart;
import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Markup;
import dev.simile.app.output.Numbers;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.bench.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How much of what the machine can do at most the engine does, at the same number of threads.
record Shares(List<Measurement> measurements, Looks looks) implements Section {
  @Override
  public String id() {
    return "shares";
  }

  @Override
  public String title() {
    return "Share of the machine's limits";
  }

  @Override
  public boolean isEmpty() {
    return rows("flops", MachineLimits.FLOPS).isEmpty()
        && rows("bytes", MachineLimits.BYTES).isEmpty();
  }

  @Override
  public void write(Markup to) {
    Set<String> providers = new LinkedHashSet<>();
    for (Measurement one : measurements) {
      if (!Double.isNaN(share(one, "flops", MachineLimits.FLOPS))
          || !Double.isNaN(share(one, "bytes", MachineLimits.BYTES))) providers.add(provider(one));
    }
    looks.keys(providers, to);
    to.open("div", "class", "panels").line();
    chart("Multiply-adds", "% of the limit", "flops", MachineLimits.FLOPS, to);
    chart("Bytes read", "% of memory's limit", "bytes", MachineLimits.BYTES, to);
    to.close("div").line();
    to.element(
        "p",
        "Bytes that come from a cache can be more than 100 % of the memory's.",
        "class",
        "note");
  }

  private void chart(String name, String axis, String counted, String limit, Markup to) {
    List<DotChart.Row> rows = rows(counted, limit);
    if (rows.isEmpty()) return;
    Figures.open(name, axis, to);
    new DotChart(name, axis, axis, rows, Estimate.of(Double.NaN)).write(to);
    Figures.close(to);
  }

  private List<DotChart.Row> rows(String counted, String limit) {
    Map<String, List<DotChart.Dot>> rows = new LinkedHashMap<>();
    for (Measurement one : measurements) {
      double share = share(one, counted, limit);
      if (Double.isNaN(share)) continue;
      String provider = provider(one);
      rows.computeIfAbsent(name(one), key -> new ArrayList<>())
          .add(
              new DotChart.Dot(
                  looks.of(provider),
                  Estimate.of(100 * share),
                  Numbers.brief(100 * share) + " %",
                  name(one) + ", " + provider + ": " + Numbers.brief(100 * share) + " %"));
    }
    List<DotChart.Row> list = new ArrayList<>();
    rows.forEach((name, dots) -> list.add(new DotChart.Row(name, dots)));
    return list;
  }

  private double share(Measurement one, String counted, String limit) {
    Double done = one.counted().get(counted);
    if (done == null || one.benchmark().startsWith("limits.")) return Double.NaN;
    return done / MachineLimits.most(measurements, limit, counted, one.threads());
  }

  private static String provider(Measurement one) {
    return one.parameters().getOrDefault("provider", "all");
  }

  private static String name(Measurement one) {
    StringBuilder name = new StringBuilder(one.benchmark());
    one.parameters()
        .forEach(
            (key, value) -> {
              if (!key.equals("provider")) name.append(' ').append(value);
            });
    return name + (one.threads() == 1 ? "" : " x " + one.threads());
  }
}
