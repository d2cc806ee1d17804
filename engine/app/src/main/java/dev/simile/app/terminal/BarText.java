package dev.simile.app.terminal;

import dev.simile.app.output.Numbers;
import dev.simile.app.output.Texts;
import java.util.Locale;
import me.tongfei.progressbar.ProgressState;

/// A progress bar as text: name, share, bar, what is done, rate, remaining time, note; from the end
/// on left out what has no room.
final class BarText {
  private static final int BAR = 16;
  private static final String EIGHTHS = "·▏▎▍▌▋▊▉";
  private static final String YELLOW = "\u001b[33m";
  private static final String RESET = "\u001b[0m";

  private BarText() {}

  static String of(ProgressState state, String unit, int width, boolean color) {
    double seconds =
        state.getElapsedAfterStart().plus(state.getElapsedBeforeStart()).toNanos() / 1e9;
    return of(
        state.getTaskName(),
        state.getCurrent(),
        state.getMax(),
        unit,
        seconds,
        state.getExtraMessage(),
        width,
        color);
  }

  static String of(
      String name,
      long done,
      long total,
      String unit,
      double seconds,
      String note,
      int width,
      boolean color) {
    double rate = seconds > 0 ? done / seconds : 0;
    StringBuilder tail = new StringBuilder();
    String bar = "";
    if (total > 0) {
      double share = Math.clamp((double) done / total, 0, 1);
      tail.append(String.format(Locale.ROOT, " %3.0f %% ", 100 * share));
      bar = bar(share);
    }
    tail.append(' ').append(brief((double) done)).append(' ').append(unit);
    if (rate > 0) tail.append(", ").append(brief(rate)).append("/s");
    if (rate > 0 && total > done)
      tail.append(", ").append(Numbers.seconds((total - done) / rate)).append(" left");
    if (!note.isEmpty()) tail.append(", ").append(note);
    String head = Texts.cut(name, Math.max(8, width / 3));
    if (bar.isEmpty()) return Texts.cut(head + tail, width);
    int room = width - Texts.width(head) - 1 - BAR;
    String shown = color ? YELLOW + bar + RESET : bar;
    return head + ' ' + shown + Texts.cut(tail.toString(), Math.max(1, room));
  }

  private static String bar(double share) {
    int eighths = (int) (share * BAR * 8);
    StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
    if (bar.length() < BAR) bar.append(EIGHTHS.charAt(eighths % 8));
    while (bar.length() < BAR) bar.append('·');
    return bar.toString();
  }

  /// Three digits and a letter: `950`, `1.2k`, `34.5M`.
  private static String brief(double value) {
    String letters = " kMGT";
    int unit = 0;
    while (value >= 999.5 && unit < letters.length() - 1) {
      value /= 1000;
      unit++;
    }
    if (unit == 0) return String.format(Locale.ROOT, "%.0f", value);
    return String.format(
        Locale.ROOT, value < 99.95 ? "%.1f%c" : "%.0f%c", value, letters.charAt(unit));
  }
}
