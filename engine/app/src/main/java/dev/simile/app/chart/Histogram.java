package dev.simile.app.chart;

import java.util.List;

/// How often a value falls into each of some ranges, as shares of the whole.
///
/// @param title what it is, for those who hear it
/// @param description what it shows
/// @param across the name of the level axis
/// @param style its model's
/// @param edges ascending, one more than counts
/// @param counts of each range
/// @param highest the greatest share that the axis must show, so that several can be compared
public record Histogram(
    String title,
    String description,
    String across,
    SeriesStyle style,
    List<Double> edges,
    List<Long> counts,
    double highest) {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 170;
  private static final double TOP = 10;
  private static final double BOTTOM = HEIGHT - 34;
  private static final double RIGHT = WIDTH - 8;

  /// The greatest share of one range; 0 if nothing was counted.
  public static double highest(List<Long> counts) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    return all == 0 ? 0 : (double) most / all;
  }

  /// Draws it.
  public void write(Markup to) {
    Canvas canvas = Canvas.open(to, title, description, WIDTH, HEIGHT);
    Scale rows = Scale.exact(0, highest == 0 ? 100 : highest * 104, BOTTOM, TOP, 4);
    double left = 8;
    for (double tick : rows.ticks())
      left = Math.max(left, 8 + TextWidth.of(rows.label(tick) + " %", Canvas.SIZE));
    for (double tick : rows.ticks()) {
      canvas.line("grid", left, rows.at(tick), RIGHT, rows.at(tick));
      canvas.text("tick", "end", left - 4, rows.at(tick) + 4, rows.label(tick) + " %");
    }
    Scale columns = Scale.exact(edges.getFirst(), edges.getLast(), left + 4, RIGHT - 4, 8);
    for (double tick : columns.ticks())
      canvas.text("tick", "middle", columns.at(tick), BOTTOM + 14, columns.label(tick));
    long all = counts.stream().mapToLong(Long::longValue).sum();
    canvas.group(style.color());
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) == 0) continue;
      double x = columns.at(edges.get(i));
      double width = Math.max(.5, columns.at(edges.get(i + 1)) - x - 1);
      double y = rows.at(100.0 * counts.get(i) / all);
      canvas.rectangle("bar", x + .5, y, width, BOTTOM - y);
    }
    canvas.endGroup();
    canvas.line("frame", left, BOTTOM, RIGHT, BOTTOM);
    if (edges.getFirst() < 0 && edges.getLast() > 0)
      canvas.line("zero", columns.at(0), TOP, columns.at(0), BOTTOM + 3);
    canvas.text("axis", "middle", (left + RIGHT) / 2, HEIGHT - 4, across);
    canvas.close();
  }
}
