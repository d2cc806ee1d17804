package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// How [ImplicitAls] is trained.
///
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param solver how a row is solved for
/// @param confidence what a rating weighs beyond a pair without one
/// @param alpha the factor of that weight, > 0
/// @param unobservedWeight a0, the weight of a pair without a rating, >= 0
/// @param regularization lambda, >= 0
/// @param regularizationExponent nu: a row of n ratings among m of the other side is pulled by
///   lambda (n + a0 m)^nu, in [0, 1]
/// @param deviation of the length of an item's row before the first epoch, about, > 0
/// @param earlyStopping epochs in a row without a better ranking of held items after which training
///   ends and the best epoch's factors are kept, 0..10000; 0: nothing is held, all epochs run
/// @param seed of the first factors and of the held items
public record ImplicitAlsConfig(
    int factors,
    int epochs,
    AlternatingSolver solver,
    Confidence confidence,
    double alpha,
    double unobservedWeight,
    double regularization,
    double regularizationExponent,
    double deviation,
    int earlyStopping,
    long seed) {
  /// What a rating r weighs beyond a pair without one.
  public enum Confidence {
    /// alpha r (Hu, Koren and Volinsky 2008, section 4), which needs ratings of 0 or more.
    LINEAR,
    /// alpha, whatever the rating.
    CONSTANT
  }

  /// The defaults, which suit pairs, and ratings of which each says that somebody was interested;
  /// for counts a linear confidence with an alpha of its own may be better.
  public static ImplicitAlsConfig defaults() {
    return new ImplicitAlsConfig(
        64, 16, AlternatingSolver.defaults(), Confidence.CONSTANT, 1, .3, .01, 1, .1, 0, 42);
  }

  /// Checks the ranges.
  public ImplicitAlsConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("epochs", epochs, 1, 10_000);
    FactorConfig.finite("alpha", "> 0", alpha, alpha > 0);
    FactorConfig.finite("unobserved-weight", ">= 0", unobservedWeight, unobservedWeight >= 0);
    FactorConfig.finite("regularization", ">= 0", regularization, regularization >= 0);
    FactorConfig.finite(
        "regularization-exponent",
        "in [0, 1]",
        regularizationExponent,
        regularizationExponent >= 0 && regularizationExponent <= 1);
    FactorConfig.finite("deviation", "> 0", deviation, deviation > 0);
    FactorConfig.within("early-stopping", earlyStopping, 0, 10_000);
  }

  /// The same with another number of factors.
  public ImplicitAlsConfig factors(int value) {
    return with(value, epochs, solver, confidence, alpha, earlyStopping, seed);
  }

  /// The same with another number of epochs.
  public ImplicitAlsConfig epochs(int value) {
    return with(factors, value, solver, confidence, alpha, earlyStopping, seed);
  }

  /// The same with another solver.
  public ImplicitAlsConfig solver(AlternatingSolver value) {
    return with(factors, epochs, value, confidence, alpha, earlyStopping, seed);
  }

  /// The same with another confidence.
  public ImplicitAlsConfig confidence(Confidence value) {
    return with(factors, epochs, solver, value, alpha, earlyStopping, seed);
  }

  /// The same with another factor of the confidence.
  public ImplicitAlsConfig alpha(double value) {
    return with(factors, epochs, solver, confidence, value, earlyStopping, seed);
  }

  /// The same with another early stopping.
  public ImplicitAlsConfig earlyStopping(int value) {
    return with(factors, epochs, solver, confidence, alpha, value, seed);
  }

  /// The same with another seed.
  public ImplicitAlsConfig seed(long value) {
    return with(factors, epochs, solver, confidence, alpha, earlyStopping, value);
  }

  private ImplicitAlsConfig with(
      int factors,
      int epochs,
      AlternatingSolver solver,
      Confidence confidence,
      double alpha,
      int earlyStopping,
      long seed) {
    return new ImplicitAlsConfig(
        factors,
        epochs,
        solver,
        confidence,
        alpha,
        unobservedWeight,
        regularization,
        regularizationExponent,
        deviation,
        earlyStopping,
        seed);
  }

  private ImplicitAlsConfig weighted(
      double unobservedWeight,
      double regularization,
      double regularizationExponent,
      double deviation) {
    return new ImplicitAlsConfig(
        factors,
        epochs,
        solver,
        confidence,
        alpha,
        unobservedWeight,
        regularization,
        regularizationExponent,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another weight of pairs without a rating.
  public ImplicitAlsConfig unobservedWeight(double value) {
    return weighted(value, regularization, regularizationExponent, deviation);
  }

  /// The same with another regularization.
  public ImplicitAlsConfig regularization(double value) {
    return weighted(unobservedWeight, value, regularizationExponent, deviation);
  }

  /// The same with another exponent of the regularization.
  public ImplicitAlsConfig regularizationExponent(double value) {
    return weighted(unobservedWeight, regularization, value, deviation);
  }

  /// The same with another deviation of the first factors.
  public ImplicitAlsConfig deviation(double value) {
    return weighted(unobservedWeight, regularization, regularizationExponent, value);
  }

  /// The settings on the command line.
  static Settings<ImplicitAlsConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors",
                "1.." + FactorConfig.MAX_FACTORS,
                "length of a user's and an item's row",
                ImplicitAlsConfig::factors,
                ImplicitAlsConfig::factors),
            Setting.integer(
                "epochs",
                "1..10000",
                "passes over the ratings",
                ImplicitAlsConfig::epochs,
                ImplicitAlsConfig::epochs),
            Setting.choice(
                "solver",
                AlternatingSolver.Method.class,
                "how a row is solved for: by steps, exactly, or by blocks of columns",
                config -> config.solver().method(),
                (config, value) -> config.solver(config.solver().method(value))),
            Setting.integer(
                "cg-steps",
                "1..1000",
                "steps of conjugate gradients a row and epoch",
                config -> config.solver().steps(),
                (config, value) -> config.solver(config.solver().steps(value))),
            Setting.integer(
                "block",
                "1.." + FactorConfig.MAX_FACTORS,
                "columns of a block",
                config -> config.solver().block(),
                (config, value) -> config.solver(config.solver().block(value))),
            Setting.choice(
                "confidence",
                Confidence.class,
                "whether a rating weighs alpha times the rating, or alpha",
                ImplicitAlsConfig::confidence,
                ImplicitAlsConfig::confidence),
            Setting.number(
                "alpha",
                "> 0",
                "weight of a rating beyond that of a pair without one",
                ImplicitAlsConfig::alpha,
                ImplicitAlsConfig::alpha),
            Setting.number(
                "unobserved-weight",
                ">= 0",
                "weight of a pair without a rating",
                ImplicitAlsConfig::unobservedWeight,
                ImplicitAlsConfig::unobservedWeight),
            Setting.number(
                "regularization",
                ">= 0",
                "pull of the rows towards zero",
                ImplicitAlsConfig::regularization,
                ImplicitAlsConfig::regularization),
            Setting.number(
                "regularization-exponent",
                "in [0, 1]",
                "how much more rows with many ratings are pulled: 0 all the same, 1 in proportion",
                ImplicitAlsConfig::regularizationExponent,
                ImplicitAlsConfig::regularizationExponent),
            Setting.number(
                "deviation",
                "> 0",
                "length of an item's row before the first epoch, about",
                ImplicitAlsConfig::deviation,
                ImplicitAlsConfig::deviation),
            Setting.integer(
                "early-stopping",
                "0..10000",
                "epochs without a better ndcg@10 of held items after which to stop; 0 never",
                ImplicitAlsConfig::earlyStopping,
                ImplicitAlsConfig::earlyStopping),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the first factors and the held items",
                ImplicitAlsConfig::seed,
                ImplicitAlsConfig::seed)));
  }
}
