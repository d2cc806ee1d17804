package dev.simile.bench.report;

import dev.simile.app.chart.Estimate;
import dev.simile.app.chart.Extent;
import dev.simile.app.chart.LineChart;
import dev.simile.app.chart.Markup;
import dev.simile.app.output.Numbers;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.app.page.Tables;
import dev.simile.bench.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// How the seconds of an operation grow with the number of ratings: a chart a benchmark and number
/// of items, and the exponent b of seconds = a x ratings^b, by least squares of the logarithms.
record Growth(List<Measurement> measurements, Looks looks) implements Section {
  private static final String SIZE = "ratings";

  @Override
  public String id() {
    return "growth";
  }

  @Override
  public String title() {
    return "Growth with the ratings";
  }

  @Override
  public boolean isEmpty() {
    return lines().isEmpty();
  }

  /// What belongs together: one benchmark with the same parameters but the number of ratings.
  private record Line(String panel, String series) {}

  /// Seconds of an operation by the number of ratings, at least two of them.
  private Map<Line, TreeMap<Long, Measurement>> lines() {
    Map<Line, TreeMap<Long, Measurement>> lines = new LinkedHashMap<>();
    for (Measurement one : measurements) {
      String size = one.parameters().get(SIZE);
      if (size == null || !Units.isRate(one)) continue;
      Map<String, String> others = new TreeMap<>(one.parameters());
      others.remove(SIZE);
      String items = others.remove("items");
      String panel = one.benchmark() + (items == null ? "" : ", " + items + " items");
      String series =
          (String.join(" ", others.values()) + (one.threads() == 1 ? "" : " x " + one.threads()))
              .strip();
      lines
          .computeIfAbsent(new Line(panel, series), key -> new TreeMap<>())
          .put(Long.parseLong(size), one);
    }
    lines.values().removeIf(line -> line.size() < 2);
    return lines;
  }

  @Override
  public void write(Markup to) {
    Map<Line, TreeMap<Long, Measurement>> lines = lines();
    to.element(
        "p",
        "Seconds of one operation, on a logarithmic axis. An exponent of 1 is growth in proportion.",
        "class",
        "note");
    looks.keys(new TreeSet<>(lines.keySet().stream().map(Line::series).toList()), to);
    to.open("div", "class", "panels").line();
    for (String panel : lines.keySet().stream().map(Line::panel).distinct().toList()) {
      Figures.open(panel, "seconds", to);
      chart(panel, lines).write(to);
      Figures.close(to);
    }
    to.close("div").line();
    table(lines, to);
  }

  private LineChart chart(String panel, Map<Line, TreeMap<Long, Measurement>> lines) {
    TreeSet<Long> sizes = new TreeSet<>();
    lines.forEach(
        (key, line) -> {
          if (key.panel.equals(panel)) sizes.addAll(line.keySet());
        });
    List<LineChart.Series> series = new ArrayList<>();
    lines.forEach(
        (key, line) -> {
          if (!key.panel.equals(panel)) return;
          List<Estimate> points = new ArrayList<>();
          List<String> words = new ArrayList<>();
          for (long size : sizes) {
            Measurement one = line.get(size);
            points.add(Estimate.of(one == null ? Double.NaN : seconds(one)));
            words.add(
                one == null
                    ? ""
                    : key.series
                        + ", "
                        + Units.brief((double) size)
                        + " ratings: "
                        + Numbers.brief(seconds(one))
                        + " s");
          }
          series.add(new LineChart.Series(looks.of(key.series), key.series, points, words));
        });
    return new LineChart(
        panel,
        "The figures are in the table below.",
        SIZE,
        sizes.stream().map(Units::brief).toList(),
        series,
        new Extent(),
        true);
  }

  private static void table(Map<Line, TreeMap<Long, Measurement>> lines, Markup to) {
    Tables.open("Seconds by the number of ratings, and the exponent fitted to them", to);
    to.open("thead").open("tr");
    to.element("th", "Benchmark", "scope", "col").element("th", "Of", "scope", "col");
    to.element("th", "Seconds", "scope", "col");
    to.element("th", "Exponent", "scope", "col", "class", "number");
    to.close("tr").close("thead").line().open("tbody").line();
    lines.forEach(
        (key, line) -> {
          StringBuilder seconds = new StringBuilder();
          line.forEach(
              (size, one) ->
                  seconds
                      .append(seconds.isEmpty() ? "" : ", ")
                      .append(Units.brief(size))
                      .append(": ")
                      .append(Numbers.brief(seconds(one))));
          to.open("tr").element("th", key.panel, "scope", "row", "class", "name");
          to.open("td", "class", "text").element("bdi", key.series).close("td");
          to.element("td", seconds.toString(), "class", "text");
          to.element("td", String.format(Locale.ROOT, "%.2f", exponent(line)));
          to.close("tr").line();
        });
    to.close("tbody");
    Tables.close(to);
  }

  private static double seconds(Measurement one) {
    return 1 / one.score().value();
  }

  /// The slope of log seconds over log ratings.
  private static double exponent(TreeMap<Long, Measurement> line) {
    double x = line.keySet().stream().mapToDouble(Math::log).average().orElseThrow();
    double y =
        line.values().stream().mapToDouble(one -> Math.log(seconds(one))).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (var point : line.entrySet()) {
      double across = Math.log(point.getKey()) - x;
      products += across * (Math.log(seconds(point.getValue())) - y);
      squares += across * across;
    }
    return products / squares;
  }
}
