package dev.simile.app.output;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as people read them.
public final class Numbers {
  private Numbers() {}

  /// The cell; null in place of a number that is not finite.
  static @Nullable Object finite(@Nullable Object cell) {
    return switch (cell) {
      case Float number when !Float.isFinite(number) -> null;
      case Double number when !Double.isFinite(number) -> null;
      case null, default -> cell;
    };
  }

  /// Four significant digits without an exponent where that is short: `0.1234`, `12.34`, `1,234`.
  public static String brief(double value) {
    if (!Double.isFinite(value)) return "";
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9)) return String.format(Locale.ROOT, "%.3e", value);
    return String.format(Locale.ROOT, "%,." + decimals(size, size) + "f", value);
  }

  /// How many decimals show about four significant digits of numbers as large as `largest`; none if
  /// all of them are whole.
  ///
  /// @param largest the largest absolute value
  /// @param fraction any value that is not whole, if there is one
  static int decimals(double largest, double fraction) {
    if (fraction == Math.rint(fraction)) return 0;
    if (largest >= 1000) return 1;
    if (largest >= 100) return 1;
    if (largest >= 10) return 2;
    if (largest >= 1) return 3;
    if (largest >= 0.01) return 4;
    return 6;
  }

  /// A duration: `0.42 s`, `12.3 s`, `3 min 20 s`.
  public static String seconds(double seconds) {
    if (seconds < 9.995) return String.format(Locale.ROOT, "%.2f s", seconds);
    if (seconds < 99.95) return String.format(Locale.ROOT, "%.1f s", seconds);
    long whole = Math.round(seconds);
    return whole / 60 + " min " + whole % 60 + " s";
  }

  /// A count with its noun, which gets an s unless there is one: `1 user`, `1,234 users`.
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
