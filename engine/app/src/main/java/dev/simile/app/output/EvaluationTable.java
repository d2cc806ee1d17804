package dev.simile.app.output;

import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Models side by side: a line a metric, a column a model; where a metric has an interval, half its
/// width stands behind. As many columns as fit, the other models below.
public final class EvaluationTable {
  private static final int GAP = 2;
  private static final int WIDEST = 24;

  private EvaluationTable() {}

  /// The table as text.
  ///
  /// @param seconds whether times are shown too
  /// @param width the most display columns
  public static String of(List<Evaluation> evaluations, boolean seconds, int width) {
    Set<String> metrics = new LinkedHashSet<>();
    for (Evaluation evaluation : evaluations) {
      for (Value value : evaluation.values()) {
        if (seconds || evaluation.metrics().contains(value.metric()))
          metrics.add(value.metric().name());
      }
    }
    List<List<String>> columns = new ArrayList<>();
    for (Evaluation evaluation : evaluations) columns.add(column(evaluation, metrics));
    int first = "metric".length();
    for (String metric : metrics) first = Math.max(first, Texts.width(metric));
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < columns.size()) {
      int to = from;
      int used = first;
      while (to < columns.size() && (to == from || used + GAP + widest(columns.get(to)) <= width))
        used += GAP + widest(columns.get(to++));
      if (from > 0) text.append('\n');
      block(List.copyOf(metrics), first, columns.subList(from, to), text);
      from = to;
    }
    return text.toString();
  }

  private static void block(
      List<String> metrics, int first, List<List<String>> columns, StringBuilder text) {
    for (int line = 0; line <= metrics.size(); line++) {
      StringBuilder row = new StringBuilder();
      row.append(Texts.fit(line == 0 ? "metric" : metrics.get(line - 1), first, false));
      for (List<String> column : columns)
        row.append("  ").append(Texts.fit(column.get(line), widest(column), true));
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  /// The name, then a text a metric.
  private static List<String> column(Evaluation evaluation, Set<String> metrics) {
    List<String> cells = new ArrayList<>();
    cells.add(Texts.cut(evaluation.name(), WIDEST));
    for (String metric : metrics) cells.add(cell(find(evaluation, metric)));
    return cells;
  }

  private static @Nullable Value find(Evaluation evaluation, String metric) {
    for (Value value : evaluation.values()) {
      if (value.metric().name().equals(metric)) return value;
    }
    return null;
  }

  private static String cell(@Nullable Value value) {
    if (value == null || !Double.isFinite(value.value())) return "-";
    boolean share = Math.abs(value.value()) < 10;
    String text =
        share ? String.format(Locale.ROOT, "%.4f", value.value()) : Numbers.brief(value.value());
    if (!value.hasInterval()) return text + "        ";
    return text + String.format(Locale.ROOT, " ±%.4f", (value.high() - value.low()) / 2);
  }

  private static int widest(List<String> column) {
    int widest = 0;
    for (String cell : column) widest = Math.max(widest, Texts.width(cell));
    return widest;
  }
}
