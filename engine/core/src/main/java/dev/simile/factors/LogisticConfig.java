package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// How a [LogisticFactorization] is trained.
///
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param learningRate the size of a step, > 0, of AdaGrad: divided by the root of the squared
///   gradients that a row has had
/// @param regularization lambda, the pull of each step towards zero, >= 0
/// @param negatives items that are drawn for each that a user has, 1..100
/// @param sampling how they are drawn
/// @param deviation standard deviation of the factors before the first epoch, > 0
/// @param earlyStopping epochs in a row without a better ranking of held items after which training
///   ends and the best epoch's factors are kept, 0..10000; 0: nothing is held, all epochs run
/// @param seed of the factors before the first epoch, of the order of visits, of the draws and of
///   the held items
public record LogisticConfig(
    int factors,
    int epochs,
    double learningRate,
    double regularization,
    int negatives,
    Sampling sampling,
    double deviation,
    int earlyStopping,
    long seed) {
  /// The defaults.
  public static LogisticConfig defaults() {
    return new LogisticConfig(64, 20, .1, .02, 5, Sampling.UNIFORM, .1, 0, 42);
  }

  /// Checks the ranges.
  public LogisticConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("epochs", epochs, 1, 10_000);
    FactorConfig.finite("learning-rate", "> 0", learningRate, learningRate > 0);
    FactorConfig.finite("regularization", ">= 0", regularization, regularization >= 0);
    FactorConfig.within("negatives", negatives, 1, 100);
    FactorConfig.finite("deviation", "> 0", deviation, deviation > 0);
    FactorConfig.within("early-stopping", earlyStopping, 0, 10_000);
  }

  /// The same with another number of factors.
  public LogisticConfig factors(int value) {
    return new LogisticConfig(
        value,
        epochs,
        learningRate,
        regularization,
        negatives,
        sampling,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another number of epochs.
  public LogisticConfig epochs(int value) {
    return new LogisticConfig(
        factors,
        value,
        learningRate,
        regularization,
        negatives,
        sampling,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another learning rate.
  public LogisticConfig learningRate(double value) {
    return new LogisticConfig(
        factors,
        epochs,
        value,
        regularization,
        negatives,
        sampling,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another regularization.
  public LogisticConfig regularization(double value) {
    return new LogisticConfig(
        factors, epochs, learningRate, value, negatives, sampling, deviation, earlyStopping, seed);
  }

  /// The same with another number of drawn items.
  public LogisticConfig negatives(int value) {
    return new LogisticConfig(
        factors,
        epochs,
        learningRate,
        regularization,
        value,
        sampling,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with other draws of items.
  public LogisticConfig sampling(Sampling value) {
    return new LogisticConfig(
        factors,
        epochs,
        learningRate,
        regularization,
        negatives,
        value,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another deviation of the first factors.
  public LogisticConfig deviation(double value) {
    return new LogisticConfig(
        factors,
        epochs,
        learningRate,
        regularization,
        negatives,
        sampling,
        value,
        earlyStopping,
        seed);
  }

  /// The same with another early stopping.
  public LogisticConfig earlyStopping(int value) {
    return new LogisticConfig(
        factors, epochs, learningRate, regularization, negatives, sampling, deviation, value, seed);
  }

  /// The same with another seed.
  public LogisticConfig seed(long value) {
    return new LogisticConfig(
        factors,
        epochs,
        learningRate,
        regularization,
        negatives,
        sampling,
        deviation,
        earlyStopping,
        value);
  }

  /// The settings on the command line.
  static Settings<LogisticConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors",
                "1.." + FactorConfig.MAX_FACTORS,
                "length of a user's and an item's row",
                LogisticConfig::factors,
                LogisticConfig::factors),
            Setting.integer(
                "epochs",
                "1..10000",
                "passes over the ratings",
                LogisticConfig::epochs,
                LogisticConfig::epochs),
            Setting.number(
                "learning-rate",
                "> 0",
                "size of a step, divided by the root of the row's squared gradients",
                LogisticConfig::learningRate,
                LogisticConfig::learningRate),
            Setting.number(
                "regularization",
                ">= 0",
                "pull of each step towards zero",
                LogisticConfig::regularization,
                LogisticConfig::regularization),
            Setting.integer(
                "negatives",
                "1..100",
                "items that are drawn for each that a user has",
                LogisticConfig::negatives,
                LogisticConfig::negatives),
            Setting.choice(
                "sampling",
                Sampling.class,
                "how they are drawn: all alike, or by their ratings",
                LogisticConfig::sampling,
                LogisticConfig::sampling),
            Setting.number(
                "deviation",
                "> 0",
                "standard deviation of the factors before the first epoch",
                LogisticConfig::deviation,
                LogisticConfig::deviation),
            Setting.integer(
                "early-stopping",
                "0..10000",
                "epochs without a better ndcg@10 of held items after which to stop; 0 never",
                LogisticConfig::earlyStopping,
                LogisticConfig::earlyStopping),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the first factors, the order of visits, the draws and the held items",
                LogisticConfig::seed,
                LogisticConfig::seed)));
  }
}
