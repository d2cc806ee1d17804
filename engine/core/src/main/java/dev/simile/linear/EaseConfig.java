package dev.simile.linear;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// What `ease` has to be told.
///
/// @param regularization lambda, > 0: added to the diagonal of X'X, in squared ratings
/// @param values whether ratings count by their value, or each as 1
public record EaseConfig(double regularization, boolean values) {
  /// lambda = 250, every rating as 1: about right for a few thousand items with a few hundred
  /// ratings each; more for denser data, less for sparser.
  public static EaseConfig defaults() {
    return new EaseConfig(250, false);
  }

  /// Checks the ranges.
  public EaseConfig {
    if (!(regularization > 0) || regularization > 1e9)
      throw new IllegalArgumentException(
          "regularization must be > 0 and <= 1e9, was " + regularization);
  }

  /// The same with another regularization.
  public EaseConfig regularization(double value) {
    return new EaseConfig(value, values);
  }

  /// The same with ratings by their value, or each as 1.
  public EaseConfig values(boolean value) {
    return new EaseConfig(regularization, value);
  }

  /// The settings on the command line.
  static Settings<EaseConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.number(
                "regularization",
                "> 0, <= 1e9",
                "lambda, added to the diagonal of the items' products",
                EaseConfig::regularization,
                EaseConfig::regularization),
            Setting.flag(
                "values",
                "whether ratings count by their value, or each as 1",
                EaseConfig::values,
                EaseConfig::values)));
  }
}
