package dev.simile.tune;

import dev.simile.catalog.Algorithms;
import dev.simile.settings.Spec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What to try of one algorithm: an ALGORITHM text in which a setting may be a range, as
/// `mf:factors=16|32|64,epochs=5..30,regularization=log:.001..1`.
///
/// | text | values |
/// |---|---|
/// | `low..high` | uniform between the two, which are included; whole numbers where the setting takes no others, else four significant digits |
/// | `log:low..high` | the same on the logarithmic scale: as many between 1 and 10 as between 10 and 100 |
/// | `a\|b\|c` | each as likely as any other |
/// | anything else | that value |
///
/// A setting that is not named has its default. Immutable.
public final class Space {
  private static final double UNIT = 0x1p-53;

  private final String text;
  private final String name;
  private final Map<String, Range> ranges;

  private Space(String text, String name, Map<String, Range> ranges) {
    this.text = text;
    this.name = name;
    this.ranges = ranges;
  }

  /// Reads a space.
  ///
  /// @throws IllegalArgumentException if the algorithm, a setting or a range is none, or a value at
  ///   an end of a range is not one of its setting
  public static Space parse(String text) {
    Spec spec = Spec.parse("algorithm", text);
    Algorithms.named(spec.name());
    Map<String, Range> ranges = new LinkedHashMap<>();
    spec.values()
        .forEach(
            (key, value) -> {
              Range range =
                  Range.parse(key, value, (low, high) -> takesWhole(spec.name(), key, low, high));
              for (String end : range.ends()) check(spec.name(), key, end);
              ranges.put(key, range);
            });
    return new Space(text.strip(), spec.name(), ranges);
  }

  private static void check(String name, String key, String value) {
    Algorithms.canonical(name + ":" + key + "=" + value);
  }

  /// True if the setting refuses a number between the two that is not whole.
  private static boolean takesWhole(String name, String key, BigDecimal low, BigDecimal high) {
    check(name, key, low.toPlainString()); // a bad key or end is told as what it is
    BigDecimal between = low.setScale(0, RoundingMode.FLOOR).add(new BigDecimal("0.5"));
    if (between.compareTo(low) < 0) between = between.add(BigDecimal.ONE);
    if (between.compareTo(high) > 0) return false;
    try {
      check(name, key, between.toPlainString());
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /// The algorithm's name.
  public String name() {
    return name;
  }

  /// The text that was read.
  public String text() {
    return text;
  }

  /// How many different points there are; [Long#MAX_VALUE] if they cannot be counted.
  public long points() {
    long points = 1;
    for (Range range : ranges.values()) {
      long count = range.count();
      if (count == Range.MANY || points > Range.MANY / count) return Range.MANY;
      points *= count;
    }
    return points;
  }

  /// The first `n` points of a random search, as ALGORITHM texts with the settings of the space,
  /// none twice: all there are, in order, if these are not more. The draw of a setting depends on
  /// the seed, the number of the point and the name of the setting alone, so that a longer search
  /// begins as a shorter one.
  public List<String> draw(int n, long seed) {
    Set<String> points = new LinkedHashSet<>();
    long all = points();
    if (all <= n) {
      for (long i = 0; i < all; i++) points.add(at(i));
    } else {
      for (long attempt = 0; points.size() < n; attempt++) points.add(at(seed, attempt));
    }
    return new ArrayList<>(points);
  }

  /// Point number `i` of all; the last setting changes fastest.
  private String at(long i) {
    long rest = points();
    long left = i;
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, Range> entry : ranges.entrySet()) {
      rest /= entry.getValue().count();
      values.put(entry.getKey(), entry.getValue().at(left / rest));
      left %= rest;
    }
    return text(values);
  }

  private String at(long seed, long attempt) {
    Map<String, String> values = new LinkedHashMap<>();
    ranges.forEach((key, range) -> values.put(key, range.draw(uniform(seed, attempt, key))));
    return text(values);
  }

  private String text(Map<String, String> values) {
    StringBuilder point = new StringBuilder(name);
    char separator = ':';
    for (Map.Entry<String, String> entry : values.entrySet()) {
      point.append(separator).append(entry.getKey()).append('=').append(entry.getValue());
      separator = ',';
    }
    return point.toString();
  }

  /// Uniform in [0, 1), by the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
  private static double uniform(long seed, long attempt, String key) {
    long bits = mix(mix(mix(seed + 0x9E3779B97F4A7C15L) + attempt) + key.hashCode());
    return (bits >>> 11) * UNIT;
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  @Override
  public String toString() {
    return text;
  }
}
