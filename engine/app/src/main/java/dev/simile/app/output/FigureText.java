package dev.simile.app.output;

import dev.simile.evaluate.Measure;
import dev.simile.evaluate.Value;
import dev.simile.memory.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Figures of one column of a table, one below the other, with their intervals and marks.
///
/// @param form how intervals are shown
record FigureText(Form form) {
  private static final String NONE = "-";

  /// How intervals are shown.
  enum Form {
    /// `[low, high]`.
    ENDS,
    /// `±`, which reaches the end that is farther away.
    REACH
  }

  /// The texts.
  ///
  /// @param values the figures; null where there is none
  /// @param marks what stands behind each
  List<String> of(List<@Nullable Value> values, List<String> marks) {
    List<String> figures = new ArrayList<>();
    List<String> intervals = new ArrayList<>();
    for (Value value : values) {
      figures.add(value == null ? NONE : figure(value));
      intervals.add(value == null || !value.hasInterval() ? "" : interval(value));
    }
    int figure = widest(figures);
    int interval = widest(intervals);
    int mark = widest(marks);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String text = Texts.fit(figures.get(i), figure, true);
      if (interval > 0) text += " " + Texts.fit(intervals.get(i), interval, false);
      if (mark > 0) text += " " + Texts.fit(marks.get(i), mark, false);
      texts.add(text);
    }
    return texts;
  }

  private static String figure(Value value) {
    return value.metric().measure() == Measure.MODEL_BYTES
        ? Ledger.format(Math.round(value.value()))
        : number(value.value(), value.value());
  }

  private String interval(Value value) {
    double size = value.value();
    return switch (form) {
      case ENDS -> "[" + number(value.low(), size) + ", " + number(value.high(), size) + "]";
      case REACH -> "±" + number(Math.max(value.high() - size, size - value.low()), size);
    };
  }

  /// A number with the digits that suit one of that size.
  static String number(double number, double size) {
    if (!Double.isFinite(number)) return NONE;
    double absolute = Math.abs(size);
    int decimals = absolute < 10 ? 4 : Numbers.decimals(absolute, .5);
    return String.format(Locale.ROOT, "%,." + decimals + "f", number);
  }

  private static int widest(List<String> texts) {
    int widest = 0;
    for (String text : texts) widest = Math.max(widest, Texts.width(text));
    return widest;
  }
}
