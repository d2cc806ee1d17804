package dev.simile.ratings;

/// How times are written. They are kept as whole seconds since 1970, rounded down.
public enum TimeUnit {
  /// Seconds since 1970, also with decimals or an exponent. The default.
  SECONDS,
  /// Milliseconds since 1970, also with decimals or an exponent.
  MILLISECONDS,
  /// `2015-06-09`, `2015-06-09T15:31:54`, also with `/` for `-`, a blank for `T`, without seconds,
  /// with decimals of seconds, and with an offset `Z`, `+02`, `+0200` or `+02:00`; without one,
  /// UTC.
  ISO_8601
}
