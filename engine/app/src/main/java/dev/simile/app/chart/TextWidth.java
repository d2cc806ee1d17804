package dev.simile.app.chart;

/// How wide a text will be in a sans-serif font that is not known here: an estimate that is rather
/// too wide than too narrow.
final class TextWidth {
  private static final String NARROW = "fijlrtI.,:;'|!()[]-`/ ";
  private static final String WIDE = "mwMWOQ@%…—=+<>≈→↑";

  private TextWidth() {}

  /// The width of `text` in a font of `size`.
  static double of(String text, double size) {
    double width = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      width += em(point);
      i += Character.charCount(point);
    }
    return width * size;
  }

  /// `text`, or as much of its beginning as fits, with `…`.
  static String fit(String text, double size, double width) {
    if (of(text, size) <= width) return text;
    double used = of("…", size);
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += em(point) * size;
      if (used > width) break;
      end += Character.charCount(point);
    }
    return text.substring(0, end).stripTrailing() + "…";
  }

  private static double em(int point) {
    if (point >= 0x1100) return point < 0x2E80 && point >= 0x2000 ? .95 : 1.05;
    if (NARROW.indexOf(point) >= 0) return .4;
    if (WIDE.indexOf(point) >= 0) return .97;
    return Character.isUpperCase(point) ? .76 : .63;
  }
}
