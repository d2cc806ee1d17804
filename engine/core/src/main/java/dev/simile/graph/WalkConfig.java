package dev.simile.graph;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/// What `p3alpha` and `rp3beta` have to be told.
///
/// @param alpha exponent of the probability of each step, above 0 and at most 4: above 1 the likely
///   steps count even more, below 1 less
/// @param beta exponent of the popularity by which the score of an item is divided, 0..4; 0 for
///   `p3alpha`
/// @param neighbors how many items a walk goes on to from each item, the likeliest ones, >= 1
/// @param normalize whether what goes on from each item adds up to 1, so that all items of a user
///   weigh the same
/// @param implicit whether every rating counts as 1, or by its value
public record WalkConfig(
    double alpha, double beta, int neighbors, boolean normalize, boolean implicit) {
  private static final double MOST = 4; // beyond it probabilities leave the range of floats

  /// Plain probabilities without a penalty, 200 items from each item, every rating as 1.
  public static WalkConfig p3alpha() {
    return new WalkConfig(1, 0, 200, false, true);
  }

  /// Exponents .6 and .3, 200 items from each item with weights that add up to 1, every rating as
  /// 1: near the best of ML-100K and of Gowalla.
  public static WalkConfig rp3beta() {
    return new WalkConfig(.6, .3, 200, true, true);
  }

  /// Checks the ranges.
  public WalkConfig {
    if (!(alpha > 0 && alpha <= MOST))
      throw new IllegalArgumentException("alpha must be above 0, at most 4, was " + alpha);
    if (!(beta >= 0 && beta <= MOST))
      throw new IllegalArgumentException("beta must be 0..4, was " + beta);
    if (neighbors < 1)
      throw new IllegalArgumentException("neighbors must be >= 1, was " + neighbors);
  }

  /// The same with another alpha.
  public WalkConfig alpha(double value) {
    return new WalkConfig(value, beta, neighbors, normalize, implicit);
  }

  /// The same with another beta.
  public WalkConfig beta(double value) {
    return new WalkConfig(alpha, value, neighbors, normalize, implicit);
  }

  /// The same with another number of items from each item.
  public WalkConfig neighbors(int value) {
    return new WalkConfig(alpha, beta, value, normalize, implicit);
  }

  /// The same with rows that add up to 1, or without.
  public WalkConfig normalize(boolean value) {
    return new WalkConfig(alpha, beta, neighbors, value, implicit);
  }

  /// The same with ratings as 1, or by their value.
  public WalkConfig implicit(boolean value) {
    return new WalkConfig(alpha, beta, neighbors, normalize, value);
  }

  /// The settings of `p3alpha` on the command line.
  static Settings<WalkConfig> p3alphaSettings() {
    return new Settings<>(p3alpha(), settings(false));
  }

  /// The settings of `rp3beta` on the command line.
  static Settings<WalkConfig> rp3betaSettings() {
    return new Settings<>(rp3beta(), settings(true));
  }

  private static List<Setting<WalkConfig>> settings(boolean beta) {
    List<Setting<WalkConfig>> all = new ArrayList<>();
    all.add(
        Setting.integer(
            "neighbors",
            ">= 1",
            "how many items a walk goes on to from each item",
            WalkConfig::neighbors,
            WalkConfig::neighbors));
    all.add(
        Setting.number(
            "alpha",
            "above 0, at most 4",
            "exponent of the probability of each step",
            WalkConfig::alpha,
            WalkConfig::alpha));
    if (beta)
      all.add(
          Setting.number(
              "beta",
              "0..4",
              "exponent of the popularity that a score is divided by",
              WalkConfig::beta,
              WalkConfig::beta));
    all.add(
        Setting.flag(
            "normalize",
            "whether what goes on from each item adds up to 1",
            WalkConfig::normalize,
            WalkConfig::normalize));
    all.add(
        Setting.flag(
            "implicit",
            "whether every rating counts as 1, or by its value",
            WalkConfig::implicit,
            WalkConfig::implicit));
    return all;
  }
}
