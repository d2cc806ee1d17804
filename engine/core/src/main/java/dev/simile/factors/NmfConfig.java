package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// What `nmf` has to be told.
///
/// @param factors numbers in a row, 1..1024
/// @param epochs passes over the ratings, 1..1000
/// @param userRegularization pull of the users' rows towards 0, >= 0
/// @param itemRegularization of the items' rows, >= 0
/// @param seed of the rows that it begins with
public record NmfConfig(
    int factors, int epochs, double userRegularization, double itemRegularization, long seed) {
  /// 15 factors, 50 epochs, regularization .06 of both, seed 1.
  public static NmfConfig defaults() {
    return new NmfConfig(15, 50, .06, .06, 1);
  }

  /// Checks the ranges.
  public NmfConfig {
    if (factors < 1 || factors > 1024)
      throw new IllegalArgumentException("factors must be 1..1024, was " + factors);
    if (epochs < 1 || epochs > 1000)
      throw new IllegalArgumentException("epochs must be 1..1000, was " + epochs);
    nonNegative("user-regularization", userRegularization);
    nonNegative("item-regularization", itemRegularization);
  }

  private static void nonNegative(String key, double value) {
    if (!(value >= 0 && value <= Float.MAX_VALUE))
      throw new IllegalArgumentException(key + " must be >= 0, was " + value);
  }

  /// The same with another number of factors.
  public NmfConfig factors(int value) {
    return new NmfConfig(value, epochs, userRegularization, itemRegularization, seed);
  }

  /// The same with another number of epochs.
  public NmfConfig epochs(int value) {
    return new NmfConfig(factors, value, userRegularization, itemRegularization, seed);
  }

  /// The same with another regularization of users.
  public NmfConfig userRegularization(double value) {
    return new NmfConfig(factors, epochs, value, itemRegularization, seed);
  }

  /// The same with another regularization of items.
  public NmfConfig itemRegularization(double value) {
    return new NmfConfig(factors, epochs, userRegularization, value, seed);
  }

  /// The same with another seed.
  public NmfConfig seed(long value) {
    return new NmfConfig(factors, epochs, userRegularization, itemRegularization, value);
  }

  /// The settings on the command line.
  static Settings<NmfConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors", "1..1024", "numbers in a row", NmfConfig::factors, NmfConfig::factors),
            Setting.integer(
                "epochs",
                "1..1000",
                "passes over the ratings",
                NmfConfig::epochs,
                NmfConfig::epochs),
            Setting.number(
                "user-regularization",
                ">= 0",
                "pull of the users' rows towards 0",
                NmfConfig::userRegularization,
                NmfConfig::userRegularization),
            Setting.number(
                "item-regularization",
                ">= 0",
                "pull of the items' rows towards 0",
                NmfConfig::itemRegularization,
                NmfConfig::itemRegularization),
            Setting.longInteger(
                "seed",
                "any",
                "of the rows that it begins with",
                NmfConfig::seed,
                NmfConfig::seed)));
  }
}
