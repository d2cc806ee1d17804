package dev.simile.linear;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// What `slim` has to be told.
///
/// @param l1 lambda of the paper, >= 0: an item with a product of less has no weight
/// @param l2 beta of the paper, >= 0
/// @param epochs passes over the weights of an item, at most, >= 1
/// @param tolerance > 0: a column is done when no weight's gradient is off by more than this share
///   of the item's own product
/// @param values whether ratings count by their value, or each as 1
public record SlimConfig(double l1, double l2, int epochs, double tolerance, boolean values) {
  /// l1 = 2, l2 = 20, 100 epochs to a share of 1e-4, every rating as 1.
  public static SlimConfig defaults() {
    return new SlimConfig(2, 20, 100, 1e-4, false);
  }

  /// Checks the ranges.
  public SlimConfig {
    if (!(l1 >= 0) || l1 > 1e9) throw new IllegalArgumentException("l1 must be 0..1e9, was " + l1);
    if (!(l2 >= 0) || l2 > 1e9) throw new IllegalArgumentException("l2 must be 0..1e9, was " + l2);
    if (l1 == 0 && l2 == 0) throw new IllegalArgumentException("l1 or l2 must be > 0, both were 0");
    if (epochs < 1 || epochs > 1_000_000)
      throw new IllegalArgumentException("epochs must be 1..1000000, was " + epochs);
    if (!(tolerance > 0) || tolerance > 1)
      throw new IllegalArgumentException("tolerance must be > 0 and <= 1, was " + tolerance);
  }

  /// The same with another l1.
  public SlimConfig l1(double value) {
    return new SlimConfig(value, l2, epochs, tolerance, values);
  }

  /// The same with another l2.
  public SlimConfig l2(double value) {
    return new SlimConfig(l1, value, epochs, tolerance, values);
  }

  /// The same with another number of epochs.
  public SlimConfig epochs(int value) {
    return new SlimConfig(l1, l2, value, tolerance, values);
  }

  /// The same with another tolerance.
  public SlimConfig tolerance(double value) {
    return new SlimConfig(l1, l2, epochs, value, values);
  }

  /// The same with ratings by their value, or each as 1.
  public SlimConfig values(boolean value) {
    return new SlimConfig(l1, l2, epochs, tolerance, value);
  }

  /// The settings on the command line.
  static Settings<SlimConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.number(
                "l1",
                "0..1e9",
                "cost of a weight: the greater, the fewer there are",
                SlimConfig::l1,
                SlimConfig::l1),
            Setting.number(
                "l2",
                "0..1e9",
                "cost of a weight's square: the greater, the smaller they are",
                SlimConfig::l2,
                SlimConfig::l2),
            Setting.integer(
                "epochs",
                "1..1000000",
                "passes over the weights of an item, at most",
                SlimConfig::epochs,
                SlimConfig::epochs),
            Setting.number(
                "tolerance",
                "> 0, <= 1",
                "share of an item's own product by which a gradient may be off at the end",
                SlimConfig::tolerance,
                SlimConfig::tolerance),
            Setting.flag(
                "values",
                "whether ratings count by their value, or each as 1",
                SlimConfig::values,
                SlimConfig::values)));
  }
}
