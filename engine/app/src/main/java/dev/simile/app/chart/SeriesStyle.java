package dev.simile.app.chart;

/// How a model looks in every chart: color, shape of the marks and dashes of the line. Each of the
/// first 36 differs from the others in shape and dashes, or in shape and being hollow, or in color,
/// so that no two are told apart by color alone where they share a chart with their names.
///
/// @param index 0, 1, 2 ... in the order of the models
public record SeriesStyle(int index) {
  /// Number of colors; the style sheet names them `--c0` ...
  public static final int COLORS = 6;

  private static final String[] DASHES = {"", "7 3", "2 3", "8 3 2 3", "12 4", "4 2 1 2 1 2"};
  // Each is about as large as a circle of radius 4 and is drawn around the point it begins at.
  private static final String[] SHAPES = {
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m-3.6-3.6h7.2v7.2h-7.2z",
    "m0-4.8l4.6 8h-9.2z",
    "m0-5l5 5l-5 5l-5-5z",
    "m0 4.8l4.6-8h-9.2z",
    "m-1.6-4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z"
  };

  /// The class that sets the color.
  String color() {
    return "s" + index % COLORS;
  }

  String shape() {
    return SHAPES[kind()];
  }

  /// True of marks that are but an outline.
  boolean hollow() {
    return index / COLORS % 2 == 1;
  }

  /// The value of `stroke-dasharray`; empty for a line without gaps.
  String dashes() {
    return DASHES[kind()];
  }

  private int kind() {
    return (index + index / COLORS) % COLORS;
  }

  /// The mark and a piece of the line, to stand before a name in a text.
  public void writeKey(Markup to) {
    to.open("svg", "class", "key " + color(), "viewBox", "0 0 30 12", "aria-hidden", "true");
    Canvas canvas = Canvas.within(to);
    canvas.line("l", this, 0, 6, 30, 6);
    canvas.mark(this, 15, 6);
    to.close("svg");
  }
}
