package dev.simile.ratings;

import java.nio.charset.StandardCharsets;

/// Text in UTF-8: what is valid, and how a value is shown in a message.
final class Utf8 {
  private static final int SHOWN = 40;

  private Utf8() {}

  /// True if the bytes are well-formed UTF-8 (Unicode, table 3-7: no overlong forms, no surrogates,
  /// at most U+10FFFF) without NUL.
  static boolean valid(byte[] b, int start, int end) {
    int i = start;
    while (i < end) {
      int first = b[i];
      if (first > 0) {
        i++;
        continue;
      }
      int lead = first & 0xFF;
      int more = lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : -1;
      if (more < 0 || i + more >= end) return false;
      int second = b[i + 1] & 0xFF;
      int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      if (second < least || second > most) return false;
      for (int k = 2; k <= more; k++) {
        if ((b[i + k] & 0xC0) != 0x80) return false;
      }
      i += more + 1;
    }
    return true;
  }

  /// The value in quotes for a message: short, on one line, without control characters.
  static String quote(byte[] b, int start, int end) {
    // Four bytes a character at most: more are never shown, so more are never decoded.
    int until = Math.min(end, start + 4 * (SHOWN + 1));
    String text = new String(b, start, until - start, StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) shown.append(String.format("\\x%02X", c));
              else shown.appendCodePoint(c);
            });
    boolean cut = until < end || text.codePointCount(0, text.length()) > SHOWN;
    return shown.append(cut ? "...'" : "'").toString();
  }
}
