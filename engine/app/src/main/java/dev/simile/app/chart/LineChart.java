package dev.simile.app.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A figure along an ordered division, such as tenths of the users: a line with marks and whiskers
/// for each series, its name at the right end.
///
/// @param title what it is, for those who hear it
/// @param description what it shows
/// @param across the name of the level axis
/// @param ticks the names of the places, from left to right
/// @param series in the order in which they are drawn
/// @param range what the axis must show beyond these series
/// @param logarithmic true if equal ratios are to be equally far apart; all values are above 0 then
public record LineChart(
    String title,
    String description,
    String across,
    List<String> ticks,
    List<Series> series,
    Extent range,
    boolean logarithmic) {
  private static final double WIDTH = 360;
  private static final double NAMES = 104;
  private static final double TOP = 8;
  private static final double LINE = 13;

  /// One line.
  ///
  /// @param style its model's
  /// @param name stands at its end; empty for a line in the background, drawn faintly and without
  ///   marks
  /// @param points one a tick; unknown ones leave a gap
  /// @param words all about each point, shown when pointed at
  public record Series(SeriesStyle style, String name, List<Estimate> points, List<String> words) {}

  /// Draws it.
  public void write(Markup to) {
    List<Series> named = series.stream().filter(one -> !one.name.isEmpty()).toList();
    double height = Math.max(190, named.size() * LINE + 46);
    double bottom = height - 34;
    Extent extent = new Extent().add(range);
    for (Series one : series) {
      if (one.name.isEmpty()) one.points.forEach(point -> extent.add(point.value()));
      else one.points.forEach(extent::add);
    }
    Scale rows =
        logarithmic
            ? Scale.logarithmic(extent, bottom - 4, TOP + 4)
            : Scale.around(extent, bottom - 4, TOP + 4, 6);
    double left = 8;
    for (double tick : rows.ticks())
      left = Math.max(left, 8 + TextWidth.of(rows.label(tick), Canvas.SIZE));
    double names = 0;
    if (named.size() > 1) {
      for (Series one : named) names = Math.max(names, TextWidth.of(one.name, Canvas.SIZE));
      names = Math.min(names, NAMES) + 20;
    }
    double right = WIDTH - 6 - names;
    Canvas canvas = Canvas.open(to, title, description, WIDTH, height);
    grid(rows, extent.isEmpty(), left, right, bottom, canvas);
    Track track = new Track(left, (right - left) / ticks.size(), rows);
    for (Series one : series) {
      if (one.name.isEmpty()) canvas.path("faint", "", track.path(one.points, 0));
    }
    for (int i = 0; i < named.size(); i++) {
      double shift = (i - (named.size() - 1) / 2.0) * Math.min(5, track.step * .7 / named.size());
      draw(named.get(i), shift, track, canvas);
    }
    if (named.size() > 1) names(named, track, right, bottom, canvas);
    canvas.text("axis", "middle", (left + right) / 2, height - 4, across);
    canvas.close();
  }

  private void grid(
      Scale rows, boolean empty, double left, double right, double bottom, Canvas canvas) {
    if (!empty) {
      for (double tick : rows.ticks()) {
        canvas.line("grid", left, rows.at(tick), right, rows.at(tick));
        canvas.text("tick", "end", left - 4, rows.at(tick) + 4, rows.label(tick));
      }
    }
    canvas.line("frame", left, bottom, right, bottom);
    double step = (right - left) / ticks.size();
    double widest = 0;
    for (String tick : ticks) widest = Math.max(widest, TextWidth.of(tick, Canvas.SIZE));
    int every = Math.max(1, (int) Math.ceil((Math.min(widest, 80) + 4) / step));
    for (int i = 0; i < ticks.size(); i++) {
      boolean apart = i > 0 && ticks.get(i - 1).isEmpty();
      if (i % every > 0 && !apart) continue;
      double x = left + (i + .5) * step;
      canvas.line("frame", x, bottom, x, bottom + 3);
      canvas.text("tick", "middle", x, bottom + 15, TextWidth.fit(ticks.get(i), Canvas.SIZE, 80));
    }
  }

  private static void draw(Series one, double shift, Track track, Canvas canvas) {
    canvas.group(one.style.color());
    String path = track.path(one.points, shift);
    if (!path.isEmpty()) canvas.path("l", one.style.dashes(), path);
    for (int i = 0; i < one.points.size(); i++) {
      Estimate point = one.points.get(i);
      if (!point.isKnown()) continue;
      double x = track.x(i) + shift;
      if (point.hasInterval())
        canvas.whisker(x, track.rows.at(point.low()), x, track.rows.at(point.high()));
      canvas.mark(one.style, x, track.rows.at(point.value()), one.words.get(i));
    }
    canvas.endGroup();
  }

  private static void names(
      List<Series> named, Track track, double right, double bottom, Canvas canvas) {
    record End(Series series, double y) {}
    List<End> ends = new ArrayList<>();
    for (Series one : named) {
      double y = track.lastY(one.points);
      if (Double.isFinite(y)) ends.add(new End(one, y));
    }
    ends.sort(Comparator.comparingDouble(End::y));
    double[] places = new double[ends.size()];
    for (int i = 0; i < places.length; i++) places[i] = ends.get(i).y;
    Spacing.spread(places, LINE, TOP, bottom);
    for (int i = 0; i < places.length; i++) {
      Series one = ends.get(i).series;
      canvas.line("lead", right - 2, ends.get(i).y, right + 9, places[i]);
      canvas.group(one.style.color());
      canvas.mark(one.style, right + 13, places[i]);
      canvas.endGroup();
      String name = TextWidth.fit(one.name, Canvas.SIZE, NAMES);
      canvas.text("name", "start", right + 20, places[i] + 4, name);
    }
  }

  /// Where the points are.
  private record Track(double left, double step, Scale rows) {
    double x(int i) {
      return left + (i + .5) * step;
    }

    double lastY(List<Estimate> points) {
      for (int i = points.size() - 1; i >= 0; i--) {
        if (points.get(i).isKnown()) return rows.at(points.get(i).value());
      }
      return Double.NaN;
    }

    String path(List<Estimate> points, double shift) {
      StringBuilder path = new StringBuilder();
      boolean drawing = false;
      for (int i = 0; i < points.size(); i++) {
        if (points.get(i).isKnown()) {
          path.append(drawing ? 'L' : 'M');
          path.append(Canvas.place(x(i) + shift, rows.at(points.get(i).value())));
        }
        drawing = points.get(i).isKnown();
      }
      return path.toString();
    }
  }
}
