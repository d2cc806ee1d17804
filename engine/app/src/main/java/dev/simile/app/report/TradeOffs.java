package dev.simile.app.report;

import dev.simile.app.chart.Markup;
import dev.simile.app.chart.ScatterChart;
import dev.simile.app.page.Figures;
import dev.simile.app.page.Section;
import dev.simile.app.report.ReportData.Better;
import dev.simile.app.report.ReportData.Kind;
import dev.simile.app.report.ReportData.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What accuracy costs: against coverage of the catalogue, and against novelty.
record TradeOffs(ReportData data, Models models) implements Section {
  @Override
  public String id() {
    return "trade-offs";
  }

  @Override
  public String title() {
    return "Accuracy against coverage and novelty";
  }

  @Override
  public boolean isEmpty() {
    return accuracy() == null || others().isEmpty();
  }

  private @Nullable Metric accuracy() {
    if (models.main().kind() == Kind.RANKING) return models.main();
    for (Metric metric : Metrics.of(data, Kind.RANKING)) {
      if (metric.better() == Better.HIGHER) return metric;
    }
    return null;
  }

  private List<Metric> others() {
    Metric accuracy = accuracy();
    if (accuracy == null) return List.of();
    return Stream.of("catalog-coverage", "novelty")
        .map(name -> Metrics.named(name, accuracy, data))
        .filter(Objects::nonNull)
        .filter(
            other ->
                models.order().stream()
                    .anyMatch(
                        model ->
                            models.value(model, other).isKnown()
                                && models.value(model, accuracy).isKnown()))
        .toList();
  }

  @Override
  public void write(Markup to) {
    Metric accuracy = Objects.requireNonNull(accuracy());
    to.open("p", "class", "note");
    to.text("Up is more accurate, right is more of the catalogue or less of what all know. ");
    to.text("A model with another above and right of it is worse in both. ");
    to.text("Lines are 95 % intervals, where there are any.").close("p").line();
    to.open("div", "class", "panels wide").line();
    for (Metric other : others()) {
      Figures.open(accuracy.name() + " against " + other.name(), "", to);
      chart(accuracy, other).write(to);
      missing(accuracy, other, to);
      Figures.close(to);
    }
    to.close("div").line();
  }

  private ScatterChart chart(Metric accuracy, Metric other) {
    Digits up = models.digits(accuracy);
    Digits across = models.digits(other);
    List<ScatterChart.Point> points = new ArrayList<>();
    for (int model : models.order()) {
      String words =
          models.name(model)
              + ": "
              + accuracy.name()
              + " "
              + up.both(models.value(model, accuracy))
              + ", "
              + other.name()
              + " "
              + across.both(models.value(model, other));
      points.add(
          new ScatterChart.Point(
              models.style(model),
              models.name(model),
              models.value(model, other),
              models.value(model, accuracy),
              words));
    }
    return new ScatterChart(
        accuracy.name() + " against " + other.name(),
        "A point for each model. The figures are in the table above.",
        other.name() + " →",
        "↑ " + accuracy.name(),
        points);
  }

  private void missing(Metric accuracy, Metric other, Markup to) {
    List<String> names =
        models.order().stream()
            .filter(
                model ->
                    !models.value(model, accuracy).isKnown()
                        || !models.value(model, other).isKnown())
            .map(models::name)
            .toList();
    if (names.isEmpty()) return;
    to.open("p", "class", "note").text("Without both figures: ");
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) to.text(", ");
      to.element("bdi", names.get(i));
    }
    to.text(".").close("p");
  }
}
