package dev.simile.slope;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// What `slope-one` has to be told.
///
/// @param weighted whether a deviation counts as often as there are users behind it (Lemire and
///   Maclachlan 2005, section 3.2), or each the same, added to the user's mean (section 3.1)
/// @param minSupport users who must have rated both items of a pair, >= 1
/// @param self whether a rating that was trained on takes part in its own prediction, as an item
///   that deviates by 0 from itself
public record SlopeOneConfig(boolean weighted, int minSupport, boolean self) {
  /// Weighted, any pair, without the item itself: the form that the paper recommends.
  public static SlopeOneConfig defaults() {
    return new SlopeOneConfig(true, 1, false);
  }

  /// Checks the ranges.
  public SlopeOneConfig {
    if (minSupport < 1)
      throw new IllegalArgumentException("min-support must be >= 1, was " + minSupport);
  }

  /// The same weighted or not.
  public SlopeOneConfig weighted(boolean value) {
    return new SlopeOneConfig(value, minSupport, self);
  }

  /// The same with another minimum support.
  public SlopeOneConfig minSupport(int value) {
    return new SlopeOneConfig(weighted, value, self);
  }

  /// The same with trained ratings in their own predictions, or without.
  public SlopeOneConfig self(boolean value) {
    return new SlopeOneConfig(weighted, minSupport, value);
  }

  /// The settings on the command line.
  static Settings<SlopeOneConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.flag(
                "weighted",
                "whether a deviation counts as often as users are behind it, or each the same",
                SlopeOneConfig::weighted,
                SlopeOneConfig::weighted),
            Setting.integer(
                "min-support",
                ">= 1",
                "users who must have rated both items of a pair",
                SlopeOneConfig::minSupport,
                SlopeOneConfig::minSupport),
            Setting.flag(
                "self",
                "whether a rating that was trained on takes part in its own prediction",
                SlopeOneConfig::self,
                SlopeOneConfig::self)));
  }
}
