package dev.simile.app.output;

import dev.simile.evaluate.Contrast;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Residuals;
import dev.simile.evaluate.SliceValue;
import dev.simile.evaluate.Value;
import dev.simile.evaluate.Worst;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An evaluation as rows: one for each model and metric; where parts are told, more rows with the
/// columns `by`, `group` and `detail` filled, which are empty of the test as a whole.
public final class EvaluationRows {
  private static final int PARTS = 3;

  private EvaluationRows() {}

  /// The columns of the result.
  ///
  /// @param parts whether parts are told
  public static List<Column> columns(boolean parts) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("algorithm"),
                Column.text("metric"),
                Column.number("value"),
                Column.number("low"),
                Column.number("high"),
                Column.number("users")));
    if (parts)
      columns.addAll(List.of(Column.text("by"), Column.text("group"), Column.text("detail")));
    return columns;
  }

  /// Writes the rows.
  public static void write(Outcome outcome, Rows rows) {
    for (Evaluation evaluation : outcome.evaluations()) {
      String name = evaluation.name();
      for (Value value : evaluation.values()) rows.row(cells(outcome, name, value, null, "", ""));
      for (SliceValue slice : outcome.slices(evaluation))
        rows.row(cells(outcome, name, slice.value(), slice.by(), slice.slice(), slice.detail()));
      for (Outcome.Place place : outcome.worst(evaluation)) {
        Worst worst = place.worst();
        rows.row(
            name,
            worst.metric().name(),
            worst.value(),
            null,
            null,
            null,
            "worst-" + worst.of(),
            worst.id(),
            place.detail());
      }
      if (outcome.residuals()) residuals(evaluation, rows);
    }
  }

  private static @Nullable Object[] cells(
      Outcome outcome, String name, Value value, @Nullable String by, String group, String detail) {
    @Nullable Object[] cells = new Object[outcome.parts() ? 6 + PARTS : 6];
    cells[0] = name;
    cells[1] = value.metric().name();
    cells[2] = value.value();
    cells[3] = value.low();
    cells[4] = value.high();
    cells[5] = value.users();
    if (by == null) return cells;
    cells[6] = by;
    cells[7] = group;
    if (!detail.isEmpty()) cells[8] = detail;
    return cells;
  }

  private static void residuals(Evaluation evaluation, Rows rows) {
    Residuals residuals = evaluation.residuals();
    if (residuals == null) return;
    for (int bin = 0; bin < residuals.size(); bin++)
      rows.row(
          evaluation.name(),
          "residuals",
          residuals.count(bin),
          null,
          null,
          null,
          "residual",
          edge(residuals.low(bin)),
          edge(residuals.low(bin)) + " to " + edge(residuals.high(bin)));
  }

  /// Without the digits that come of rounding.
  private static String edge(double edge) {
    return Double.toString(Math.rint(edge * 1e9) / 1e9);
  }

  /// The columns of the differences.
  public static List<Column> differenceColumns() {
    return List.of(
        Column.text("metric"),
        Column.text("first"),
        Column.text("second"),
        Column.number("difference"),
        Column.number("low"),
        Column.number("high"),
        Column.number("p"),
        Column.number("adjusted"),
        Column.text("significant"));
  }

  /// Writes the differences.
  public static void writeDifferences(List<Contrast> contrasts, Rows rows) {
    for (Contrast contrast : contrasts)
      rows.row(
          contrast.metric().name(),
          contrast.first(),
          contrast.second(),
          contrast.value(),
          contrast.low(),
          contrast.high(),
          contrast.p(),
          contrast.adjusted(),
          contrast.significant());
  }
}
