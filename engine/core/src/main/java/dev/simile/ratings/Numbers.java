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
  private static final long ZERO_LAST = (long) '0' << 56;
  private static final long POINT_ALONE = (Swar.ZEROS & ~(0xFFL << 48)) | (long) '.' << 48;
  private static final int EXACT = 1 << 24;
  private static final float[] POWERS = {1, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f};

  private Numbers() {}

  /// A number of at most seven characters without sign and exponent, or NaN if it is not of that
  /// kind. Whole numbers up to 2^24 and powers of ten up to 10^10 are exact floats, so one division
  /// rounds once.
  ///
  /// Free of branches that the text decides: the eighth byte is a zero, and the point that is
  /// missing stands there; one that does not is taken out by moving what is before it.
  static float plain(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 7) return Float.NaN;
    long kept = -1L << (64 - (length << 3));
    long x = (((Swar.load(bytes, end - 8) & kept) | (Swar.ZEROS & ~kept)) >>> 8) | ZERO_LAST;
    if (x == POINT_ALONE) return Float.NaN;
    int bit = Long.numberOfTrailingZeros(Swar.match(x, POINTS) | 1L << 63) & -8;
    long before = x & ((1L << bit) - 1);
    long digits = (x & (-256L << bit)) | (before << 8) | '0';
    if (!Swar.digits(digits)) return Float.NaN;
    int number = Swar.number(digits);
    return number > EXACT ? Float.NaN : number / POWERS[7 - (bit >>> 3)];
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
