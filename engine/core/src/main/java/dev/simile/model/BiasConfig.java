package dev.simile.model;

import dev.simile.settings.Setting;
import java.util.List;

/// How [Biases] are estimated.
///
/// @param method alternating least squares or stochastic gradient descent
/// @param epochs passes over the ratings, 1..1000
/// @param userRegularization of ALS: added to the number of a user's ratings, >= 0
/// @param itemRegularization of ALS: added to the number of an item's ratings, >= 0
/// @param learningRate of SGD, > 0
/// @param regularization of SGD, >= 0
public record BiasConfig(
    Method method,
    int epochs,
    double userRegularization,
    double itemRegularization,
    double learningRate,
    double regularization) {
  /// The two ways.
  public enum Method {
    /// Alternating least squares (Koren 2010, section 2.1).
    ALS,
    /// Stochastic gradient descent.
    SGD
  }

  /// ALS, 10 epochs, regularization 15 (users) and 10 (items); for SGD rate .005 and regularization
  /// .02.
  public static BiasConfig defaults() {
    return new BiasConfig(Method.ALS, 10, 15, 10, .005, .02);
  }

  /// Checks the ranges.
  public BiasConfig {
    if (epochs < 1 || epochs > 1000)
      throw new IllegalArgumentException("epochs of the biases must be 1..1000, was " + epochs);
    nonNegative("user regularization of the biases", userRegularization);
    nonNegative("item regularization of the biases", itemRegularization);
    nonNegative("regularization of the biases", regularization);
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "learning rate of the biases must be > 0, was " + learningRate);
  }

  private static void nonNegative(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(key + " must be >= 0, was " + value);
  }

  /// The same with another method.
  public BiasConfig method(Method value) {
    return new BiasConfig(
        value, epochs, userRegularization, itemRegularization, learningRate, regularization);
  }

  /// The same with another number of epochs.
  public BiasConfig epochs(int value) {
    return new BiasConfig(
        method, value, userRegularization, itemRegularization, learningRate, regularization);
  }

  /// The same with another regularization of users by ALS.
  public BiasConfig userRegularization(double value) {
    return new BiasConfig(method, epochs, value, itemRegularization, learningRate, regularization);
  }

  /// The same with another regularization of items by ALS.
  public BiasConfig itemRegularization(double value) {
    return new BiasConfig(method, epochs, userRegularization, value, learningRate, regularization);
  }

  /// The same with another learning rate of SGD.
  public BiasConfig learningRate(double value) {
    return new BiasConfig(
        method, epochs, userRegularization, itemRegularization, value, regularization);
  }

  /// The same with another regularization of SGD.
  public BiasConfig regularization(double value) {
    return new BiasConfig(
        method, epochs, userRegularization, itemRegularization, learningRate, value);
  }

  /// The settings of biases on the command line, for a family whose config holds a [BiasConfig].
  ///
  /// @param read the biases of a config
  /// @param write the config with other biases
  /// @param prefix before the keys that would else be ambiguous: `bias-`, or empty for a model that
  ///   is nothing but biases
  public static <C> List<Setting<C>> settings(
      java.util.function.Function<C, BiasConfig> read,
      java.util.function.BiFunction<C, BiasConfig, C> write,
      String prefix) {
    return List.of(
        Setting.choice(
            prefix + "method",
            Method.class,
            "how the biases are estimated",
            c -> read.apply(c).method(),
            (c, v) -> write.apply(c, read.apply(c).method(v))),
        Setting.integer(
            prefix + "epochs",
            "1..1000",
            "passes over the ratings for the biases",
            c -> read.apply(c).epochs(),
            (c, v) -> write.apply(c, read.apply(c).epochs(v))),
        Setting.number(
            "user-regularization",
            ">= 0",
            "of ALS: added to the number of a user's ratings",
            c -> read.apply(c).userRegularization(),
            (c, v) -> write.apply(c, read.apply(c).userRegularization(v))),
        Setting.number(
            "item-regularization",
            ">= 0",
            "of ALS: added to the number of an item's ratings",
            c -> read.apply(c).itemRegularization(),
            (c, v) -> write.apply(c, read.apply(c).itemRegularization(v))),
        Setting.number(
            prefix + "learning-rate",
            "> 0",
            "of SGD: the size of a step",
            c -> read.apply(c).learningRate(),
            (c, v) -> write.apply(c, read.apply(c).learningRate(v))),
        Setting.number(
            prefix + "regularization",
            ">= 0",
            "of SGD: the pull towards zero",
            c -> read.apply(c).regularization(),
            (c, v) -> write.apply(c, read.apply(c).regularization(v))));
  }
}
