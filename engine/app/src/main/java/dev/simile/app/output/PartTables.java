package dev.simile.app.output;

import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Residuals;
import dev.simile.evaluate.SliceValue;
import dev.simile.evaluate.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of the test as tables: for each division and metric the groups with their figures, the
/// worst users and items of each model, and the residuals.
///
/// @param outcome what is told
/// @param names what models are called
/// @param width the most display columns
record PartTables(Outcome outcome, ModelNames names, int width) {
  private static final int BAR = 12;

  void write(StringBuilder to) {
    slices(to);
    for (int i = 0; i < outcome.evaluations().size(); i++) worst(i, to);
    if (outcome.residuals()) residuals(to);
  }

  /// A metric of a division.
  private record Key(String by, String metric) {}

  private void slices(StringBuilder to) {
    List<Map<Key, Map<String, Value>>> models = new ArrayList<>();
    Map<Key, Map<String, Integer>> groups = new LinkedHashMap<>(); // with the most users of a model
    for (Evaluation evaluation : outcome.evaluations()) {
      Map<Key, Map<String, Value>> model = new LinkedHashMap<>();
      models.add(model);
      for (SliceValue slice : outcome.slices(evaluation)) {
        Key key = new Key(slice.by(), slice.value().metric().name());
        String label = Outcome.label(slice);
        model.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(label, slice.value());
        groups
            .computeIfAbsent(key, k -> new LinkedHashMap<>())
            .merge(label, slice.value().users(), Math::max);
      }
    }
    groups.forEach(
        (key, users) -> {
          to.append('\n').append(key.metric).append(" by ").append(key.by).append('\n');
          Grid grid = grid(key, users, models, FigureText.Form.ENDS);
          if (grid.width() > width) grid = grid(key, users, models, FigureText.Form.REACH);
          grid.write(width, to);
        });
  }

  private Grid grid(
      Key key,
      Map<String, Integer> users,
      List<Map<Key, Map<String, Value>>> models,
      FigureText.Form form) {
    List<String> labels = List.copyOf(users.keySet());
    List<Grid.Column> columns = new ArrayList<>();
    if (users.values().stream().anyMatch(count -> count > 0))
      columns.add(
          new Grid.Column(
              "users",
              labels.stream().map(l -> String.format(Locale.ROOT, "%,d", users.get(l))).toList()));
    for (int i = 0; i < models.size(); i++) {
      Map<String, Value> of = models.get(i).getOrDefault(key, Map.of());
      List<@Nullable Value> values = new ArrayList<>();
      for (String label : labels) values.add(of.get(label));
      List<String> none = labels.stream().map(label -> "").toList();
      columns.add(new Grid.Column(names.heads().get(i), new FigureText(form).of(values, none)));
    }
    return new Grid(key.by, labels, columns);
  }

  private void worst(int model, StringBuilder to) {
    String last = "";
    for (Outcome.Place place : outcome.worst(outcome.evaluations().get(model))) {
      String heading =
          String.format(
              Locale.ROOT,
              "Worst %ss of %s by %s",
              place.worst().of(),
              names.heads().get(model),
              place.worst().metric());
      if (!heading.equals(last)) to.append('\n').append(heading).append('\n');
      last = heading;
      String figure = FigureText.number(place.worst().value(), place.worst().value());
      to.append("  ").append(Texts.fit(figure, 10, true)).append("  ");
      String rest = Texts.clean(place.worst().id()) + " (" + place.detail() + ")";
      to.append(Texts.cut(rest, width - 14)).append('\n');
    }
  }

  /// Shares of all residuals of a model, two bins a line, with bars.
  private void residuals(StringBuilder to) {
    List<Grid.Column> columns = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < outcome.evaluations().size(); i++) {
      Residuals residuals = outcome.evaluations().get(i).residuals();
      if (residuals == null) continue;
      if (lines.isEmpty()) {
        for (int bin = 0; bin < residuals.size(); bin += 2)
          lines.add(
              String.format(
                  Locale.ROOT, "%.2f to %.2f", residuals.low(bin), residuals.high(bin + 1)));
      }
      columns.add(new Grid.Column(names.heads().get(i), bars(residuals)));
    }
    if (columns.isEmpty()) return;
    to.append("\nPredicted minus actual rating, share of all predictions\n");
    new Grid("from to", lines, columns).withoutEmptyLines().write(width, to);
  }

  private static List<String> bars(Residuals residuals) {
    long most = 0;
    for (int bin = 0; bin < residuals.size(); bin += 2)
      most = Math.max(most, residuals.count(bin) + residuals.count(bin + 1));
    List<String> bars = new ArrayList<>();
    for (int bin = 0; bin < residuals.size(); bin += 2) {
      long count = residuals.count(bin) + residuals.count(bin + 1);
      String share =
          String.format(Locale.ROOT, "%.1f %%", 100.0 * count / Math.max(1, residuals.total()));
      String bar = "#".repeat((int) Math.round((double) BAR * count / Math.max(1, most)));
      bars.add(count == 0 ? "" : share + " " + Texts.fit(bar, BAR, false));
    }
    return bars;
  }
}
