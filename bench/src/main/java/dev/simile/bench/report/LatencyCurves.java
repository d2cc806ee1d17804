package dev.simile.bench.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Extent;
import dev.simile.app.chart.LineChart;
import dev.simile.app.chart.Markup;
import dev.simile.app.output.Numbers;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.bench.Measurement;
import dev.simile.bench.arm.Latencies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long requests take: percentiles from the median to the longest, each place a tenth of the
/// requests before it.
record LatencyCurves(List<Measurement> measurements, Looks looks) implements Section {
  private static final List<String> TICKS =
      List.of("50", "90", "99", "99.9", "99.99", "99.999", "max");

  @Override
  public String id() {
    return "latency";
  }

  @Override
  public String title() {
    return "Latency";
  }

  @Override
  public boolean isEmpty() {
    return measurements.stream().allMatch(one -> one.curves().isEmpty());
  }

  @Override
  public void write(Markup to) {
    to.element(
        "p",
        "Microseconds by percentile, both axes logarithmic. open-loop: requests at planned times,"
            + " each measured from its planned start; control is a thread that is woken as planned,"
            + " but at most once a millisecond, and does nothing: what the machine adds by itself."
            + " Percentiles with fewer than one sample beyond them are not shown.",
        "class",
        "note");
    Map<String, List<Measurement>> panels = new LinkedHashMap<>();
    for (Measurement one : measurements) {
      if (!one.curves().isEmpty())
        panels.computeIfAbsent(panel(one), name -> new ArrayList<>()).add(one);
    }
    to.open("div", "class", "panels").line();
    panels.forEach(
        (name, members) -> {
          Figures.open(members.getFirst().benchmark(), aside(members.getFirst()), to);
          chart(name, members).write(to);
          Figures.close(to);
        });
    to.close("div").line();
  }

  private static String panel(Measurement one) {
    return one.benchmark() + ' ' + aside(one);
  }

  private static String aside(Measurement one) {
    StringBuilder text = new StringBuilder();
    one.parameters()
        .forEach(
            (key, value) -> {
              if (!key.equals("provider"))
                text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(value);
            });
    return text.toString();
  }

  private LineChart chart(String name, List<Measurement> members) {
    List<LineChart.Series> series = new ArrayList<>();
    for (Measurement one : members) {
      String provider = one.parameters().getOrDefault("provider", "all");
      String who = provider + (one.threads() == 1 ? "" : " x " + one.threads());
      one.curves()
          .forEach(
              (curve, values) -> {
                boolean control = curve.equals(Latencies.CONTROL_LABEL);
                String key = control ? "control, " + who : who;
                series.add(
                    new LineChart.Series(looks.of(key), key, points(values), words(key, values)));
              });
    }
    return new LineChart(
        name,
        "Percentiles of latencies; the figures are shown at the marks.",
        "percentile",
        TICKS,
        series,
        new Extent(),
        true);
  }

  private static List<Estimate> points(List<Double> values) {
    return values.stream().map(value -> Estimate.of(value > 0 ? value : Double.NaN)).toList();
  }

  private static List<String> words(String key, List<Double> values) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = Numbers.brief(values.get(i));
      words.add(value.isEmpty() ? "" : key + ", " + TICKS.get(i) + ": " + value + " µs");
    }
    return words;
  }
}
