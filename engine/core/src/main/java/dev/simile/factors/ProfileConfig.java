package dev.simile.factors;

import dev.simile.factors.FactorConfig.RegularizationMode;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;

/// How a [ProfileFactorization] is trained.
///
/// @param profile what a user's row is made of
/// @param factors k, the length of all rows, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param learningRate the size of a step in the first epoch, > 0
/// @param decay the learning rate of an epoch is that of the epoch before times this, in (0, 1]
/// @param regularization lambda, the pull of each step towards zero, >= 0
/// @param regularizationMode how lambda becomes that of a row
/// @param biasRegularization the factor on lambda where it pulls a bias, >= 0
/// @param deviation standard deviation of the factors before the first epoch, > 0
/// @param seed of the factors before the first epoch
public record ProfileConfig(
    Profile profile,
    int factors,
    int epochs,
    double learningRate,
    double decay,
    double regularization,
    RegularizationMode regularizationMode,
    double biasRegularization,
    double deviation,
    long seed) {
  /// What a user's row is made of.
  public enum Profile {
    /// A row of their own, and one for each item that they have: SVD++ (Koren, "Factorization Meets
    /// the Neighborhood", 2008, equation 15).
    SVD_PLUS_PLUS,
    /// Rows of items alone, one for each rating and one for each item that they have: asymmetric
    /// SVD (equation 13 there; without ratings, NSVD1 of Paterek 2007).
    ASYMMETRIC
  }

  /// The defaults of SVD++.
  public static ProfileConfig svdPlusPlus() {
    return new ProfileConfig(
        Profile.SVD_PLUS_PLUS, 20, 20, .007, 1, .02, RegularizationMode.CONSTANT, 1, .1, 42);
  }

  /// The defaults of asymmetric SVD.
  public static ProfileConfig asymmetric() {
    return new ProfileConfig(
        Profile.ASYMMETRIC, 20, 30, .007, 1, .02, RegularizationMode.CONSTANT, 1, .1, 42);
  }

  /// Checks the ranges.
  public ProfileConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("epochs", epochs, 1, 10_000);
    FactorConfig.finite("learning-rate", "> 0", learningRate, learningRate > 0);
    FactorConfig.finite("decay", "in (0, 1]", decay, decay > 0 && decay <= 1);
    FactorConfig.finite("regularization", ">= 0", regularization, regularization >= 0);
    FactorConfig.finite("bias-regularization", ">= 0", biasRegularization, biasRegularization >= 0);
    FactorConfig.finite("deviation", "> 0", deviation, deviation > 0);
  }

  /// The same with another number of factors.
  public ProfileConfig factors(int value) {
    return new ProfileConfig(
        profile,
        value,
        epochs,
        learningRate,
        decay,
        regularization,
        regularizationMode,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another number of epochs.
  public ProfileConfig epochs(int value) {
    return new ProfileConfig(
        profile,
        factors,
        value,
        learningRate,
        decay,
        regularization,
        regularizationMode,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another learning rate.
  public ProfileConfig learningRate(double value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        value,
        decay,
        regularization,
        regularizationMode,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another decay of the learning rate.
  public ProfileConfig decay(double value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        value,
        regularization,
        regularizationMode,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another regularization.
  public ProfileConfig regularization(double value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        decay,
        value,
        regularizationMode,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another mode of regularization.
  public ProfileConfig regularizationMode(RegularizationMode value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        value,
        biasRegularization,
        deviation,
        seed);
  }

  /// The same with another factor on the regularization of the biases.
  public ProfileConfig biasRegularization(double value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        regularizationMode,
        value,
        deviation,
        seed);
  }

  /// The same with another deviation of the first factors.
  public ProfileConfig deviation(double value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        regularizationMode,
        biasRegularization,
        value,
        seed);
  }

  /// The same with another seed.
  public ProfileConfig seed(long value) {
    return new ProfileConfig(
        profile,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        regularizationMode,
        biasRegularization,
        deviation,
        value);
  }

  /// The learning rate of epoch `number`, counted from 1.
  public float rate(int number) {
    double rate = learningRate;
    for (int epoch = 1; epoch < number; epoch++) rate *= decay;
    return (float) rate;
  }

  /// The regularization at each rating of a row with `n` ratings.
  float decayOf(int n) {
    return regularizationMode.decay(regularization, n);
  }

  /// The settings on the command line, with the defaults of a profile.
  static Settings<ProfileConfig> settings(ProfileConfig defaults) {
    return new Settings<>(
        defaults,
        List.of(
            Setting.integer(
                "factors",
                "1.." + FactorConfig.MAX_FACTORS,
                "length of all rows",
                ProfileConfig::factors,
                ProfileConfig::factors),
            Setting.integer(
                "epochs",
                "1..10000",
                "passes over the ratings",
                ProfileConfig::epochs,
                ProfileConfig::epochs),
            Setting.number(
                "learning-rate",
                "> 0",
                "size of a step in the first epoch",
                ProfileConfig::learningRate,
                ProfileConfig::learningRate),
            Setting.number(
                "decay",
                "in (0, 1]",
                "the learning rate of an epoch is that of the one before times this",
                ProfileConfig::decay,
                ProfileConfig::decay),
            Setting.number(
                "regularization",
                ">= 0",
                "pull of each step towards zero",
                ProfileConfig::regularization,
                ProfileConfig::regularization),
            Setting.choice(
                "regularization-mode",
                RegularizationMode.class,
                "the same at every rating, or divided by the root of the row's number of ratings",
                ProfileConfig::regularizationMode,
                ProfileConfig::regularizationMode),
            Setting.number(
                "bias-regularization",
                ">= 0",
                "factor on the regularization where it pulls a bias",
                ProfileConfig::biasRegularization,
                ProfileConfig::biasRegularization),
            Setting.number(
                "deviation",
                "> 0",
                "standard deviation of the factors before the first epoch",
                ProfileConfig::deviation,
                ProfileConfig::deviation),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the first factors and the order of visits",
                ProfileConfig::seed,
                ProfileConfig::seed)));
  }
}
