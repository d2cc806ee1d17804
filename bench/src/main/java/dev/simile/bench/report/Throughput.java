package dev.simile.bench.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Extent;
import dev.simile.app.chart.LineChart;
import dev.simile.app.chart.Markup;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.bench.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How much is done in a second, by size, a line a provider and number of threads.
record Throughput(List<Measurement> measurements, Looks looks) implements Section {
  private static final List<String> SIZES = List.of("items", "factors");

  // What sets the lines of a chart apart.
  private static final List<String> SERIES = List.of("provider", "algorithm", "model");

  @Override
  public String id() {
    return "throughput";
  }

  @Override
  public String title() {
    return "Throughput";
  }

  @Override
  public boolean isEmpty() {
    return shown().isEmpty();
  }

  private List<Measurement> shown() {
    return measurements.stream()
        .filter(one -> Units.isRate(one) && !one.benchmark().startsWith("limits."))
        .filter(one -> Double.isNaN(one.planned()))
        .toList();
  }

  @Override
  public void write(Markup to) {
    Map<String, List<Measurement>> panels = new LinkedHashMap<>();
    Set<String> series = new LinkedHashSet<>();
    for (Measurement one : shown()) {
      panels.computeIfAbsent(panel(one), name -> new ArrayList<>()).add(one);
      series.add(series(one));
    }
    to.element(
        "p",
        "Units of work a second, on a logarithmic axis: see the bench's README for what a unit is;"
            + " operations where it counts none.",
        "class",
        "note");
    looks.keys(series, to);
    to.open("div", "class", "panels").line();
    panels.forEach(
        (name, members) -> {
          Figures.open(members.getFirst().benchmark(), aside(members.getFirst()), to);
          chart(name, members).write(to);
          Figures.close(to);
        });
    to.close("div").line();
  }

  /// What sets a panel apart: all parameters but the size that it shows and those of the series.
  private String panel(Measurement one) {
    return (one.benchmark() + ' ' + aside(one)).strip();
  }

  private String aside(Measurement one) {
    String size = size(one.benchmark());
    StringBuilder text = new StringBuilder();
    one.parameters()
        .forEach(
            (key, value) -> {
              if (!key.equals(size) && !SERIES.contains(key))
                text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(value);
            });
    return text.toString();
  }

  /// The size that varies most, or the first that there is; empty if there is none.
  private String size(String benchmark) {
    String size = "";
    int most = 0;
    for (String name : SIZES) {
      Set<String> values = new LinkedHashSet<>();
      for (Measurement one : measurements) {
        String value = one.parameters().get(name);
        if (one.benchmark().equals(benchmark) && value != null) values.add(value);
      }
      if (values.size() > most) {
        most = values.size();
        size = name;
      }
    }
    return size;
  }

  private String series(Measurement one) {
    Set<String> varying = Measurement.varying(measurements);
    StringBuilder text = new StringBuilder();
    for (String name : SERIES) {
      String value = one.parameters().get(name);
      if (value != null && (name.equals("provider") || varying.contains(name)))
        text.append(text.isEmpty() ? "" : " ").append(value);
    }
    if (text.isEmpty()) text.append("all");
    return text + (one.threads() == 1 ? "" : " x " + one.threads());
  }

  private LineChart chart(String name, List<Measurement> members) {
    String size = size(members.getFirst().benchmark());
    TreeSet<Integer> sizes = new TreeSet<>();
    Map<String, Map<Integer, Measurement>> lines = new LinkedHashMap<>();
    for (Measurement one : members) {
      int at = Integer.parseInt(one.parameters().getOrDefault(size, "0"));
      sizes.add(at);
      lines.computeIfAbsent(series(one), key -> new LinkedHashMap<>()).put(at, one);
    }
    List<LineChart.Series> series = new ArrayList<>();
    lines.forEach(
        (key, line) -> {
          List<Estimate> points = new ArrayList<>();
          List<String> words = new ArrayList<>();
          for (int at : sizes) {
            Measurement one = line.get(at);
            points.add(one == null ? Estimate.of(Double.NaN) : estimate(one));
            words.add(
                one == null
                    ? ""
                    : key
                        + ", "
                        + one.settings()
                        + ": "
                        + Units.brief(Units.rate(one))
                        + " a second");
          }
          series.add(new LineChart.Series(looks.of(key), key, points, words));
        });
    return new LineChart(
        name,
        "The figures are in the table below.",
        size,
        sizes.stream().map(at -> size.isEmpty() ? "" : Units.brief(at)).toList(),
        series,
        new Extent(),
        true);
  }

  /// The rate with the interval of the score.
  private static Estimate estimate(Measurement one) {
    double rate = Units.rate(one);
    double share = one.score().error() / one.score().value();
    // Half of the rate and more is no interval that a logarithmic axis can show.
    return share < .5
        ? new Estimate(rate, rate * (1 - share), rate * (1 + share))
        : Estimate.of(rate);
  }
}
