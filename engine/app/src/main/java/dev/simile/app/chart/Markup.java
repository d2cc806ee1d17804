package dev.simile.app.chart;

import java.util.ArrayDeque;
import java.util.Deque;

/// HTML or SVG in the making, well-formed as XML too. Whatever is given as text or as the value of
/// an attribute appears as it is and is never markup; characters that XML does not know, and those
/// that turn the direction of letters around, become U+FFFD.
public final class Markup {
  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private int ids;

  /// Begins an element.
  ///
  /// @param attributes names and values in turn
  public Markup open(String tag, String... attributes) {
    start(tag, attributes);
    text.append('>');
    open.push(tag);
    return this;
  }

  /// Ends the element that was opened last.
  ///
  /// @throws IllegalStateException if that is no `tag`
  public Markup close(String tag) {
    if (!tag.equals(open.peek()))
      throw new IllegalStateException("</" + tag + "> within " + open.peek());
    open.pop();
    text.append("</").append(tag).append('>');
    return this;
  }

  /// An element without content: `meta`, or one of SVG.
  public Markup empty(String tag, String... attributes) {
    start(tag, attributes);
    text.append("/>");
    return this;
  }

  /// An element with nothing but text.
  public Markup element(String tag, String content, String... attributes) {
    return open(tag, attributes).text(content).close(tag);
  }

  /// Text.
  public Markup text(String content) {
    escape(content, text);
    return this;
  }

  /// What is markup already: a style sheet, or a doctype.
  Markup raw(String markup) {
    text.append(markup);
    return this;
  }

  /// A page's beginning.
  public Markup doctype() {
    return raw("<!DOCTYPE html>\n");
  }

  /// A style sheet.
  ///
  /// @throws IllegalArgumentException if it holds `<` or `&`, which HTML and XML read differently
  ///   there
  public Markup style(String sheet) {
    if (sheet.indexOf('<') >= 0 || sheet.indexOf('&') >= 0)
      throw new IllegalArgumentException("a style sheet must not hold < or &");
    return open("style").raw(sheet).close("style");
  }

  /// A line break between elements, so that the source can be read.
  public Markup line() {
    return raw("\n");
  }

  /// An id that no other element has.
  String id() {
    return "n" + ++ids;
  }

  /// The whole.
  ///
  /// @throws IllegalStateException if an element is open
  @Override
  public String toString() {
    if (!open.isEmpty()) throw new IllegalStateException("<" + open.peek() + "> is open");
    return text.toString();
  }

  private void start(String tag, String... attributes) {
    if (attributes.length % 2 != 0)
      throw new IllegalArgumentException("attributes of " + tag + " must be names and values");
    text.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1], text);
      text.append('"');
    }
  }

  private static void escape(String content, StringBuilder to) {
    for (int i = 0; i < content.length(); ) {
      int point = content.codePointAt(i);
      i += Character.charCount(point);
      switch (point) {
        case '&' -> to.append("&amp;");
        case '<' -> to.append("&lt;");
        case '>' -> to.append("&gt;");
        case '"' -> to.append("&quot;");
        case '\'' -> to.append("&#39;");
        case '\t', '\n', '\r' -> to.append(' ');
        default -> to.appendCodePoint(valid(point) ? point : 0xFFFD);
      }
    }
  }

  /// True of what both XML and HTML allow, but for what turns the direction of letters around, with
  /// which a text could pretend to be another.
  private static boolean valid(int point) {
    if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return false;
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) return false;
    if (point >= 0x202A && point <= 0x202E) return false;
    if (point >= 0x2066 && point <= 0x2069) return false;
    return (point & 0xFFFE) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
  }
}
