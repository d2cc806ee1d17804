package dev.simile.app.output;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/// Texts on a terminal, where a character takes no, one or two columns.
public final class Texts {
  private Texts() {}

  /// Display columns of `text`.
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      width += Math.max(0, WCWidth.wcwidth(point));
      i += Character.charCount(point);
    }
    return width;
  }

  /// `text` cut to at most `width` columns, with `…` where something is left out; without control
  /// characters.
  public static String cut(String text, int width) {
    String clean = clean(text);
    if (width(clean) <= width) return clean;
    StringBuilder head = new StringBuilder();
    int used = 0;
    for (int i = 0; i < clean.length(); ) {
      int point = clean.codePointAt(i);
      int columns = Math.max(0, WCWidth.wcwidth(point));
      if (used + columns > width - 1) break;
      head.appendCodePoint(point);
      used += columns;
      i += Character.charCount(point);
    }
    return head.toString().stripTrailing() + "…";
  }

  /// `text` in exactly `width` columns, cut or filled with blanks.
  public static String fit(String text, int width, boolean right) {
    String cut = cut(text, width);
    String blanks = " ".repeat(Math.max(0, width - width(cut)));
    return right ? blanks + cut : cut + blanks;
  }

  /// The words of `text` in lines of at most `width` columns; a longer word has a line of its own.
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (!line.isEmpty()) line.append(' ');
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /// Control characters (which could move a terminal's cursor) as blanks.
  static String clean(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) return text;
    StringBuilder clean = new StringBuilder(text);
    for (int i = 0; i < clean.length(); i++) {
      if (Character.isISOControl(clean.charAt(i))) clean.setCharAt(i, ' ');
    }
    return clean.toString();
  }
}
