package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// How [ExplicitAls] is trained.
///
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param regularization lambda: a row of n ratings is pulled by lambda n, >= 0
/// @param biases whether what is usual for a user and an item is taken off first, or the mean alone
/// @param userRegularization of the users' biases: added to the number of their ratings, >= 0
/// @param itemRegularization of the items' biases: added to the number of their ratings, >= 0
/// @param deviation of the length of an item's row before the first epoch, about, > 0
/// @param seed of the first factors
public record ExplicitAlsConfig(
    int factors,
    int epochs,
    double regularization,
    boolean biases,
    double userRegularization,
    double itemRegularization,
    double deviation,
    long seed) {
  /// The defaults, which suit ratings in stars.
  public static ExplicitAlsConfig defaults() {
    return new ExplicitAlsConfig(20, 15, .1, true, 5, 2, .1, 42);
  }

  /// Checks the ranges.
  public ExplicitAlsConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("epochs", epochs, 1, 10_000);
    FactorConfig.finite("regularization", ">= 0", regularization, regularization >= 0);
    FactorConfig.finite("user-regularization", ">= 0", userRegularization, userRegularization >= 0);
    FactorConfig.finite("item-regularization", ">= 0", itemRegularization, itemRegularization >= 0);
    FactorConfig.finite("deviation", "> 0", deviation, deviation > 0);
  }

  /// The same with another number of factors.
  public ExplicitAlsConfig factors(int value) {
    return with(value, epochs, regularization, biases, seed);
  }

  /// The same with another number of epochs.
  public ExplicitAlsConfig epochs(int value) {
    return with(factors, value, regularization, biases, seed);
  }

  /// The same with another regularization.
  public ExplicitAlsConfig regularization(double value) {
    return with(factors, epochs, value, biases, seed);
  }

  /// The same with biases or without.
  public ExplicitAlsConfig biases(boolean value) {
    return with(factors, epochs, regularization, value, seed);
  }

  /// The same with another seed.
  public ExplicitAlsConfig seed(long value) {
    return with(factors, epochs, regularization, biases, value);
  }

  private ExplicitAlsConfig with(
      int factors, int epochs, double regularization, boolean biases, long seed) {
    return new ExplicitAlsConfig(
        factors,
        epochs,
        regularization,
        biases,
        userRegularization,
        itemRegularization,
        deviation,
        seed);
  }

  private ExplicitAlsConfig leveled(
      double userRegularization, double itemRegularization, double deviation) {
    return new ExplicitAlsConfig(
        factors,
        epochs,
        regularization,
        biases,
        userRegularization,
        itemRegularization,
        deviation,
        seed);
  }

  /// The same with another regularization of the users' biases.
  public ExplicitAlsConfig userRegularization(double value) {
    return leveled(value, itemRegularization, deviation);
  }

  /// The same with another regularization of the items' biases.
  public ExplicitAlsConfig itemRegularization(double value) {
    return leveled(userRegularization, value, deviation);
  }

  /// The same with another deviation of the first factors.
  public ExplicitAlsConfig deviation(double value) {
    return leveled(userRegularization, itemRegularization, value);
  }

  /// The settings on the command line.
  static Settings<ExplicitAlsConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors",
                "1.." + FactorConfig.MAX_FACTORS,
                "length of a user's and an item's row",
                ExplicitAlsConfig::factors,
                ExplicitAlsConfig::factors),
            Setting.integer(
                "epochs",
                "1..10000",
                "passes over the ratings",
                ExplicitAlsConfig::epochs,
                ExplicitAlsConfig::epochs),
            Setting.number(
                "regularization",
                ">= 0",
                "pull of the rows towards zero, in proportion to their numbers of ratings",
                ExplicitAlsConfig::regularization,
                ExplicitAlsConfig::regularization),
            Setting.flag(
                "biases",
                "whether what is usual for a user and an item is taken off, or the mean alone",
                ExplicitAlsConfig::biases,
                ExplicitAlsConfig::biases),
            Setting.number(
                "user-regularization",
                ">= 0",
                "of the users' biases: added to the number of their ratings",
                ExplicitAlsConfig::userRegularization,
                ExplicitAlsConfig::userRegularization),
            Setting.number(
                "item-regularization",
                ">= 0",
                "of the items' biases: added to the number of their ratings",
                ExplicitAlsConfig::itemRegularization,
                ExplicitAlsConfig::itemRegularization),
            Setting.number(
                "deviation",
                "> 0",
                "length of an item's row before the first epoch, about",
                ExplicitAlsConfig::deviation,
                ExplicitAlsConfig::deviation),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the first factors",
                ExplicitAlsConfig::seed,
                ExplicitAlsConfig::seed)));
  }
}
