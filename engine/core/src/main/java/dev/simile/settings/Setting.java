package dev.simile.settings;

import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/// One setting of a family's config record `C`: its key on the command line, its range and meaning,
/// and how it is read from and put into the record.
///
/// @param key name, such as `learning-rate`
/// @param range what is allowed, for people: `1..1024`, `none mean z-score`
/// @param meaning one sentence
/// @param read the value of a config as text
/// @param write the config with the value of a text; throws [IllegalArgumentException] with key,
///   rule and value
public record Setting<C>(
    String key,
    String range,
    String meaning,
    Function<C, String> read,
    BiFunction<C, String, C> write) {

  /// A whole number.
  public static <C> Setting<C> integer(
      String key,
      String range,
      String meaning,
      Function<C, Integer> read,
      BiFunction<C, Integer, C> write) {
    return new Setting<>(
        key,
        range,
        meaning,
        c -> Integer.toString(read.apply(c)),
        (c, text) -> {
          try {
            return write.apply(c, Integer.parseInt(text));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                key + " must be a whole number (" + range + "), was '" + text + "'", e);
          }
        });
  }

  /// A whole number of 64 bits, such as a seed.
  public static <C> Setting<C> longInteger(
      String key,
      String range,
      String meaning,
      Function<C, Long> read,
      BiFunction<C, Long, C> write) {
    return new Setting<>(
        key,
        range,
        meaning,
        c -> Long.toString(read.apply(c)),
        (c, text) -> {
          try {
            return write.apply(c, Long.parseLong(text));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                key + " must be a whole number (" + range + "), was '" + text + "'", e);
          }
        });
  }

  /// A number.
  public static <C> Setting<C> number(
      String key,
      String range,
      String meaning,
      Function<C, Double> read,
      BiFunction<C, Double, C> write) {
    return new Setting<>(
        key,
        range,
        meaning,
        c -> plain(read.apply(c)),
        (c, text) -> {
          double value;
          try {
            value = Double.parseDouble(text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                key + " must be a number (" + range + "), was '" + text + "'", e);
          }
          if (!Double.isFinite(value))
            throw new IllegalArgumentException(
                key + " must be finite (" + range + "), was " + text);
          return write.apply(c, value);
        });
  }

  /// One of an enum's constants, written in lower case with hyphens.
  public static <C, E extends Enum<E>> Setting<C> choice(
      String key, Class<E> type, String meaning, Function<C, E> read, BiFunction<C, E, C> write) {
    StringBuilder range = new StringBuilder();
    for (E constant : type.getEnumConstants())
      range.append(range.isEmpty() ? "" : " ").append(nameOf(constant));
    return new Setting<>(
        key,
        range.toString(),
        meaning,
        c -> nameOf(read.apply(c)),
        (c, text) -> {
          for (E constant : type.getEnumConstants()) {
            if (nameOf(constant).equals(text)) return write.apply(c, constant);
          }
          throw new IllegalArgumentException(
              key + " must be one of " + range + ", was '" + text + "'");
        });
  }

  /// True or false.
  public static <C> Setting<C> flag(
      String key, String meaning, Function<C, Boolean> read, BiFunction<C, Boolean, C> write) {
    return new Setting<>(
        key,
        "true false",
        meaning,
        c -> Boolean.toString(read.apply(c)),
        (c, text) ->
            switch (text) {
              case "true" -> write.apply(c, true);
              case "false" -> write.apply(c, false);
              default ->
                  throw new IllegalArgumentException(
                      key + " must be true or false, was '" + text + "'");
            });
  }

  /// `Z_SCORE` as `z-score`.
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// `0.05`, not `0.050000`; `20`, not `20.0`.
  private static String plain(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
