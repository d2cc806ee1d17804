package dev.simile.ratings;

import java.nio.charset.StandardCharsets;

/// Decimal numbers in text: correctly rounded, no garbage for the usual short ones.
///
/// The grammar is `[+-] digits [. digits] [e [+-] digits]` with a digit before or after the point,
/// and blanks around it. NaN, infinity, hexadecimal and suffixes are no numbers here.
final class Numbers {
  /// What [#seconds] returns where there is no number.
  static final long NO_TIME = Long.MIN_VALUE;

  private static final long POINTS = Swar.repeat((byte) '.');
  private static final int EXACT = 1 << 24;
  private static final float[] POWERS = {1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f};

  private Numbers() {}

  /// A number of at most eight characters without sign and exponent, or NaN if it is not of that
  /// kind. Whole numbers up to 2^24 and powers of ten up to 10^10 are exact floats, so one division
  /// rounds once.
  static float plain(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 8) return Float.NaN;
    long x = Swar.digitsBefore(bytes, end, length);
    long points = Swar.match(x, POINTS);
    int decimals = 0;
    if (points != 0) {
      if (length == 1) return Float.NaN;
      int bit = Long.numberOfTrailingZeros(points) & -8;
      long before = x & ((1L << bit) - 1);
      decimals = 7 - (bit >>> 3);
      x = (x & (-256L << bit)) | (before << 8) | '0';
    }
    if (!Swar.digits(x)) return Float.NaN;
    int digits = Swar.number(x);
    return digits > EXACT ? Float.NaN : digits / POWERS[decimals];
  }

  /// Any number, rounded to the nearest float (infinite where it is too large), or NaN if it is
  /// none.
  static float any(byte[] bytes, int start, int end) {
    float plain = plain(bytes, start, end);
    if (!Float.isNaN(plain)) return plain;
    String text = text(bytes, start, end);
    return isNumber(text) ? Float.parseFloat(text) : Float.NaN;
  }

  /// A whole number of at most 15 digits, or [#NO_TIME] if it is not of that kind.
  static long whole(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 15) return NO_TIME;
    int low = Math.min(length, 8);
    long x = Swar.digitsBefore(bytes, end, low);
    if (length <= 8) return Swar.digits(x) ? Swar.number(x) : NO_TIME;
    long y = Swar.digitsBefore(bytes, end - 8, length - 8);
    if (!Swar.digits(x) || !Swar.digits(y)) return NO_TIME;
    return Swar.number(y) * 100_000_000L + Swar.number(x);
  }

  /// Any number divided by `unit` and rounded down, or [#NO_TIME] if it is none or its size is not
  /// below 2^53.
  static long seconds(byte[] bytes, int start, int end, int unit) {
    long whole = whole(bytes, start, end);
    if (whole == NO_TIME) {
      String text = text(bytes, start, end);
      if (!isNumber(text)) return NO_TIME;
      double value = Math.floor(Double.parseDouble(text));
      whole = Math.abs(value) < 0x1p53 ? (long) value : NO_TIME;
    }
    return whole == NO_TIME ? NO_TIME : Math.floorDiv(whole, unit);
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).strip();
  }

  private static boolean isNumber(String text) {
    int at = sign(text, 0);
    int point = digits(text, at);
    int end = point;
    int found = point - at;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
      found += end - point - 1;
    }
    if (found == 0) return false;
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = sign(text, end + 1);
      end = digits(text, exponent);
      if (end == exponent) return false;
    }
    return end == text.length();
  }

  private static int sign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? at + 1 : at;
  }

  private static int digits(String text, int at) {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    return at;
  }
}
