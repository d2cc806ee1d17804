package dev.simile.app.chart;

import java.util.List;

/// Figures as dots with their intervals as whiskers, side by side on one axis: a row a thing, with
/// its name at the left; where every row has one dot, the figure in words at the right.
///
/// @param title what it is, for those who hear it
/// @param description what it shows
/// @param axis the name of the axis; may be empty
/// @param rows from top to bottom
/// @param band an interval to shade, so that rows can be compared with it; unknown for none
public record DotChart(
    String title, String description, String axis, List<Row> rows, Estimate band) {
  private static final double WIDTH = 360;
  private static final double NAMES = 132;
  private static final double BETWEEN = 9;
  private static final double ROOM = 6;

  /// One row.
  ///
  /// @param name at its left
  /// @param dots one below the other
  public record Row(String name, List<Dot> dots) {
    double height() {
      return Math.max(20, dots.size() * BETWEEN + ROOM);
    }
  }

  /// One dot.
  ///
  /// @param style its model's
  /// @param estimate where; nothing is drawn if it is unknown
  /// @param figure the estimate as text
  /// @param words all about it, shown when pointed at
  public record Dot(SeriesStyle style, Estimate estimate, String figure, String words) {}

  /// Draws it.
  public void write(Markup to) {
    boolean figures = rows.stream().allMatch(row -> row.dots.size() == 1);
    double left = 0;
    double right = 0;
    double height = 4;
    Extent extent = new Extent();
    for (Row row : rows) {
      left = Math.max(left, TextWidth.of(row.name, Canvas.SIZE));
      height += row.height();
      for (Dot dot : row.dots) {
        extent.add(dot.estimate);
        if (figures) right = Math.max(right, TextWidth.of(dot.figure, Canvas.SIZE));
      }
    }
    left = Math.min(left, NAMES) + 10;
    right = WIDTH - Math.max(14, right + 12);
    double bottom = height + (axis.isEmpty() ? 18 : 34);
    Canvas canvas = Canvas.open(to, title, description, WIDTH, bottom);
    Scale scale = Scale.across(extent, left + 6, right - 4);
    if (band.hasInterval()) {
      double from = scale.at(band.low());
      canvas.rectangle("band", from, 4, scale.at(band.high()) - from, height - 4);
    }
    canvas.line("frame", left, height, right, height);
    if (!extent.isEmpty()) {
      for (double tick : scale.ticks()) {
        canvas.line("grid", scale.at(tick), 4, scale.at(tick), height);
        canvas.text("tick", "middle", scale.at(tick), height + 14, scale.label(tick));
      }
    }
    canvas.text("axis", "middle", (left + right) / 2, height + 29, axis);
    double y = 4;
    for (Row row : rows) {
      draw(row, y, left, right, scale, figures, canvas);
      y += row.height();
    }
    canvas.close();
  }

  private static void draw(
      Row row, double top, double left, double right, Scale scale, boolean figures, Canvas canvas) {
    double middle = top + row.height() / 2;
    canvas.text(
        "name", "end", left - 6, middle + 4, TextWidth.fit(row.name, Canvas.SIZE, left - 6));
    if (!figures && top > 4) canvas.line("rule", left, top, right, top);
    for (int i = 0; i < row.dots.size(); i++) {
      Dot dot = row.dots.get(i);
      Estimate estimate = dot.estimate;
      if (figures) canvas.text("value", "start", right + 8, middle + 4, dot.figure);
      if (!estimate.isKnown()) continue;
      double y = middle + (i - (row.dots.size() - 1) / 2.0) * BETWEEN;
      canvas.group(dot.style.color());
      if (estimate.hasInterval())
        canvas.whisker(scale.at(estimate.low()), y, scale.at(estimate.high()), y);
      canvas.mark(dot.style, scale.at(estimate.value()), y, dot.words);
      canvas.endGroup();
    }
  }
}
