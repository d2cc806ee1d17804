package dev.simile.app.chart;

/// Draws into an SVG element; places are pixels from its left upper corner.
final class Canvas {
  /// Size of the letters.
  static final double SIZE = 11;

  private final Markup to;

  private Canvas(Markup to) {
    this.to = to;
  }

  /// Within an SVG element that is open.
  static Canvas within(Markup to) {
    return new Canvas(to);
  }

  /// Begins a picture.
  ///
  /// @param title what it is, for those who hear it
  /// @param description what it shows
  static Canvas open(Markup to, String title, String description, double width, double height) {
    String name = to.id();
    String words = to.id();
    to.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 " + number(width) + ' ' + number(height),
        "role",
        "img",
        "aria-labelledby",
        name,
        "aria-describedby",
        words);
    to.element("title", title, "id", name).element("desc", description, "id", words);
    return new Canvas(to);
  }

  void close() {
    to.close("svg").line();
  }

  /// Begins a group of that class.
  Canvas group(String classes) {
    to.open("g", "class", classes);
    return this;
  }

  void endGroup() {
    to.close("g");
  }

  void line(String classes, double x1, double y1, double x2, double y2) {
    path(classes, "", "M" + place(x1, y1) + 'L' + place(x2, y2));
  }

  void line(String classes, SeriesStyle style, double x1, double y1, double x2, double y2) {
    path(classes, style.dashes(), "M" + place(x1, y1) + 'L' + place(x2, y2));
  }

  void path(String classes, String dashes, String path) {
    if (dashes.isEmpty()) to.empty("path", "class", classes, "d", path);
    else to.empty("path", "class", classes, "stroke-dasharray", dashes, "d", path);
  }

  void rectangle(String classes, double x, double y, double width, double height) {
    path(
        classes,
        "",
        "M"
            + place(x, y)
            + 'h'
            + number(width)
            + 'v'
            + number(height)
            + 'h'
            + number(-width)
            + 'z');
  }

  /// A mark at (x, y).
  void mark(SeriesStyle style, double x, double y) {
    path(style.hollow() ? "m h" : "m", "", "M" + place(x, y) + style.shape());
  }

  /// A mark that tells `words` when pointed at.
  void mark(SeriesStyle style, double x, double y, String words) {
    to.open("path", "class", style.hollow() ? "m h" : "m", "d", "M" + place(x, y) + style.shape())
        .element("title", words)
        .close("path");
  }

  /// A line with small bars at its ends, upright or level.
  void whisker(double x1, double y1, double x2, double y2) {
    String path =
        y1 == y2
            ? "M"
                + place(x1, y1)
                + 'H'
                + number(x2)
                + 'M'
                + place(x1, y1 - 2.5)
                + "v5M"
                + place(x2, y1 - 2.5)
                + "v5"
            : "M"
                + place(x1, y1)
                + 'V'
                + number(y2)
                + 'M'
                + place(x1 - 2.5, y1)
                + "h5M"
                + place(x1 - 2.5, y2)
                + "h5";
    path("w", "", path);
  }

  /// A text whose anchor, `start`, `middle` or `end`, is at x and whose base line is at y.
  void text(String classes, String anchor, double x, double y, String text) {
    if (text.isEmpty()) return;
    if (anchor.equals("start"))
      to.element("text", text, "class", classes, "x", number(x), "y", number(y));
    else
      to.element(
          "text", text, "class", classes, "text-anchor", anchor, "x", number(x), "y", number(y));
  }

  static String place(double x, double y) {
    return number(x) + ' ' + number(y);
  }

  /// A length to a tenth of a pixel.
  static String number(double length) {
    if (!Double.isFinite(length) || Math.abs(length) > 1e6)
      throw new IllegalArgumentException("a length must be finite, was " + length);
    long tenths = Math.round(length * 10);
    String sign = tenths < 0 ? "-" : "";
    long size = Math.abs(tenths);
    return size % 10 == 0 ? sign + size / 10 : sign + size / 10 + '.' + size % 10;
  }
}
