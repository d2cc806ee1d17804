package dev.simile.app.output;

import dev.simile.memory.Ledger;
import dev.simile.tune.Trial;
import dev.simile.tune.Tuned;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A search as rows: one for each point, the best first.
public final class TuneRows {
  private TuneRows() {}

  /// The columns of the result.
  public static List<Column> columns() {
    return List.of(
        Column.number("rank"),
        Column.text("algorithm"),
        Column.text("metric"),
        Column.number("value"),
        Column.number("low"),
        Column.number("high"),
        Column.number("users"),
        Column.number("share"),
        Column.number("train-seconds"),
        Column.number("score-seconds"),
        Column.number("bytes"),
        Column.text("failure"));
  }

  /// Writes the rows.
  public static void write(Tuned tuned, Rows rows) {
    int rank = 0;
    for (Trial trial : tuned.trials())
      rows.row(
          ++rank,
          trial.algorithm(),
          tuned.metric().name(),
          trial.value(),
          trial.low(),
          trial.high(),
          trial.succeeded() ? trial.users() : null,
          trial.share(),
          trial.trainSeconds(),
          trial.scoreSeconds(),
          trial.succeeded() ? trial.bytes() : null,
          trial.succeeded() ? null : trial.failure());
  }

  /// The same for people, and the best as it can be given to `train` and `evaluate`.
  ///
  /// @param width the most display columns of the table
  public static String table(Tuned tuned, int width) {
    boolean shares = tuned.trials().stream().anyMatch(trial -> trial.share() != 1);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Rows rows =
        Rows.to(
            text,
            Format.TABLE,
            width,
            List.of(
                Column.number("rank"),
                Column.number(tuned.metric().name()),
                Column.text("95 % interval"),
                Column.number(shares ? "users" : ""),
                Column.number("training"),
                Column.number("memory"),
                Column.title("algorithm")));
    int rank = 0;
    for (Trial trial : tuned.trials()) {
      boolean known = trial.succeeded();
      rows.row(
          ++rank,
          known ? trial.value() : null,
          known ? interval(trial) : "failed",
          shares ? share(trial) : "",
          known ? Numbers.seconds(trial.trainSeconds()) : null,
          known ? Ledger.format(trial.bytes()) : null,
          trial.algorithm());
    }
    rows.finish();
    String best = tuned.best().algorithm();
    return text.toString(StandardCharsets.UTF_8)
        + "\nbest: "
        + best
        + "\n      simile train RATINGS -a '"
        + best
        + "' -o MODEL\n";
  }

  private static String interval(Trial trial) {
    if (Double.isNaN(trial.low())) return "";
    return "["
        + FigureText.number(trial.low(), trial.value())
        + ", "
        + FigureText.number(trial.high(), trial.value())
        + "]";
  }

  private static String share(Trial trial) {
    return trial.share() == 1
        ? "all"
        : String.format(Locale.ROOT, "1/%d", Math.round(1 / trial.share()));
  }
}
