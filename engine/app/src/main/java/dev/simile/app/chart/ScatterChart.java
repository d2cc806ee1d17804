package dev.simile.app.chart;

import java.util.List;

/// Points with their names, and crosses of intervals where there are any.
///
/// @param title what it is, for those who hear it
/// @param description what it shows
/// @param across the name of the level axis
/// @param up the name of the upright axis
/// @param points one a model
public record ScatterChart(
    String title, String description, String across, String up, List<Point> points) {
  private static final double WIDTH = 360;
  private static final double HEIGHT = 300;
  private static final double TOP = 22;
  private static final double BOTTOM = HEIGHT - 36;
  private static final double RIGHT = WIDTH - 6;

  /// One point.
  ///
  /// @param style its model's
  /// @param name stands beside it
  /// @param x where, across
  /// @param y where, upwards
  /// @param words all about it, shown when pointed at
  public record Point(SeriesStyle style, String name, Estimate x, Estimate y, String words) {
    boolean isKnown() {
      return x.isKnown() && y.isKnown();
    }
  }

  /// Draws it; points that lack a figure are left out.
  public void write(Markup to) {
    List<Point> known = points.stream().filter(Point::isKnown).toList();
    Extent xs = new Extent();
    Extent ys = new Extent();
    for (Point point : known) {
      xs.add(point.x);
      ys.add(point.y);
    }
    Canvas canvas = Canvas.open(to, title, description, WIDTH, HEIGHT);
    Scale rows = Scale.around(ys, BOTTOM - 8, TOP + 8, 6);
    double left = 8;
    for (double tick : rows.ticks())
      left = Math.max(left, 8 + TextWidth.of(rows.label(tick), Canvas.SIZE));
    Scale columns = Scale.across(xs, left + 10, RIGHT - 10);
    grid(rows, columns, left, canvas);
    canvas.text("axis", "start", 0, 11, up);
    canvas.text("axis", "middle", (left + RIGHT) / 2, HEIGHT - 4, across);
    Labels labels = new Labels(new Box(left + 1, TOP - 2, RIGHT, BOTTOM - 1));
    for (Point point : known) {
      double x = columns.at(point.x.value());
      double y = rows.at(point.y.value());
      labels.take(Box.around(x, y, 6));
      canvas.group(point.style.color());
      if (point.x.hasInterval()) {
        double low = columns.at(point.x.low());
        double high = columns.at(point.x.high());
        canvas.whisker(low, y, high, y);
        labels.take(new Box(low - 2, y - 3, high + 2, y + 3));
      }
      if (point.y.hasInterval()) {
        double low = rows.at(point.y.low());
        double high = rows.at(point.y.high());
        canvas.whisker(x, low, x, high);
        labels.take(new Box(x - 3, high - 2, x + 3, low + 2));
      }
      canvas.mark(point.style, x, y, point.words);
      canvas.endGroup();
    }
    for (Point point : known)
      name(point, columns.at(point.x.value()), rows.at(point.y.value()), labels, canvas);
    canvas.close();
  }

  private static void grid(Scale rows, Scale columns, double left, Canvas canvas) {
    for (double tick : rows.ticks()) {
      canvas.line("grid", left, rows.at(tick), RIGHT, rows.at(tick));
      canvas.text("tick", "end", left - 4, rows.at(tick) + 4, rows.label(tick));
    }
    for (double tick : columns.ticks()) {
      canvas.line("grid", columns.at(tick), TOP, columns.at(tick), BOTTOM);
      canvas.text("tick", "middle", columns.at(tick), BOTTOM + 14, columns.label(tick));
    }
    canvas.line("frame", left, BOTTOM, RIGHT, BOTTOM);
    canvas.line("frame", left, TOP, left, BOTTOM);
  }

  private static void name(Point point, double x, double y, Labels labels, Canvas canvas) {
    String name = TextWidth.fit(point.name, Canvas.SIZE, 130);
    Labels.Place place = labels.place(x, y, TextWidth.of(name, Canvas.SIZE));
    Box box = place.box();
    if (place.far()) {
      double endX = Math.clamp(x, box.left(), box.right());
      double endY = Math.clamp(y, box.top(), box.bottom());
      canvas.line("lead", x, y, endX, endY);
    }
    String anchor = box.left() > x ? "start" : box.right() < x ? "end" : "middle";
    double at =
        switch (anchor) {
          case "start" -> box.left();
          case "end" -> box.right();
          default -> (box.left() + box.right()) / 2;
        };
    canvas.text("name", anchor, at, box.bottom() - 3, name);
  }
}
