package dev.simile.tune;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/// What one setting may be.
sealed interface Range {
  /// More values than anybody tries.
  long MANY = Long.MAX_VALUE;

  /// How many values there are, or [#MANY].
  long count();

  /// Value number `i` of those that there are, where they can be counted.
  String at(long i);

  /// The value at `place`, uniform in [0, 1).
  String draw(double place);

  /// Values that stand for all others when it is asked whether an algorithm takes them.
  List<String> ends();

  /// One of several texts.
  record Choice(List<String> values) implements Range {
    /// Copies the list.
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public long count() {
      return values.size();
    }

    @Override
    public String at(long i) {
      return values.get((int) i);
    }

    @Override
    public String draw(double place) {
      return values.get((int) (place * values.size()));
    }

    @Override
    public List<String> ends() {
      return values;
    }
  }

  /// A whole number of `low..high`.
  record Whole(long low, long high, boolean log) implements Range {
    @Override
    public long count() {
      return high - low + 1;
    }

    @Override
    public String at(long i) {
      return Long.toString(low + i);
    }

    /// Each as likely as any other; on the logarithmic scale in proportion to the length of `i -
    /// 1/2 .. i + 1/2` there.
    @Override
    public String draw(double place) {
      double value =
          log
              ? Math.rint(scaled(low - .5, high + .5, place))
              : low + Math.floor(place * (high - low + 1.));
      return Long.toString(Math.clamp((long) value, low, high));
    }

    @Override
    public List<String> ends() {
      return List.of(Long.toString(low), Long.toString(high));
    }
  }

  /// A number of `low..high` with four significant digits, so that what was found can be written
  /// down.
  record Real(BigDecimal low, BigDecimal high, boolean log) implements Range {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    @Override
    public long count() {
      return MANY;
    }

    @Override
    public String at(long i) {
      throw new IllegalStateException("a range of numbers cannot be counted");
    }

    @Override
    public String draw(double place) {
      double from = low.doubleValue();
      double to = high.doubleValue();
      double value = log ? scaled(from, to, place) : from + place * (to - from);
      return text(new BigDecimal(value).round(DIGITS).max(low).min(high));
    }

    @Override
    public List<String> ends() {
      return List.of(text(low), text(high));
    }

    private static String text(BigDecimal value) {
      return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
  }

  /// The number at `place` of the logarithmic scale between two that are above 0; StrictMath, so
  /// that it is the same everywhere.
  private static double scaled(double low, double high, double place) {
    double from = StrictMath.log(low);
    return StrictMath.exp(from + place * (StrictMath.log(high) - from));
  }

  /// Reads `low..high`, `log:low..high`, `a|b|c` or a single value.
  ///
  /// @param key the setting, for messages
  /// @param whole whether the setting takes whole numbers only
  /// @throws IllegalArgumentException if it is none of these
  static Range parse(String key, String text, Wholeness whole) {
    boolean log = text.startsWith("log:");
    String ends = log ? text.substring(4) : text;
    int dots = ends.indexOf("..");
    if (dots < 0) {
      if (log) throw malformed(key, text, "log: stands before low..high");
      List<String> values = List.of(text.split("\\|", -1)).stream().map(String::strip).toList();
      if (values.contains("")) throw malformed(key, text, "a choice is empty");
      if (values.stream().distinct().count() < values.size())
        throw malformed(key, text, "a choice stands twice");
      return new Choice(values);
    }
    BigDecimal low = number(key, text, ends.substring(0, dots));
    BigDecimal high = number(key, text, ends.substring(dots + 2));
    if (low.compareTo(high) >= 0) throw malformed(key, text, "low must be less than high");
    if (log && low.signum() <= 0) throw malformed(key, text, "a log range begins above 0");
    if (!whole.of(low, high)) return new Real(low, high, log);
    try {
      BigInteger from = low.toBigIntegerExact();
      BigInteger to = high.toBigIntegerExact();
      if (to.subtract(from).bitLength() > 52) throw malformed(key, text, "it has too many numbers");
      return new Whole(from.longValueExact(), to.longValueExact(), log);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          key + " takes whole numbers, its range must be of such, was '" + text + "'", e);
    }
  }

  /// Whether a setting takes whole numbers only.
  interface Wholeness {
    /// True if it refuses what lies between `low` and `high` but is not whole.
    boolean of(BigDecimal low, BigDecimal high);
  }

  private static BigDecimal number(String key, String text, String end) {
    try {
      BigDecimal number = new BigDecimal(end.strip());
      // Beyond that a double is infinite, or 0.
      if (Math.abs((long) number.precision() - number.scale()) < 300) return number;
    } catch (NumberFormatException e) {
      throw malformed(key, text, "'" + end.strip() + "' is no number");
    }
    throw malformed(key, text, "'" + end.strip() + "' is beyond what can be drawn");
  }

  private static IllegalArgumentException malformed(String key, String text, String why) {
    return new IllegalArgumentException(
        "range of "
            + key
            + " must be low..high, log:low..high, a|b|c or a value, was '"
            + text
            + "': "
            + why);
  }
}
