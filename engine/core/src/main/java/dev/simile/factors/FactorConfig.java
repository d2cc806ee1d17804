package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.List;
import java.util.function.Consumer;

/// How a [MatrixFactorization] is trained.
///
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param learningRate eta, the size of a step in the first epoch, > 0
/// @param decay the learning rate of an epoch is that of the epoch before times this, in (0, 1]
/// @param regularization lambda, the pull of each step towards zero, >= 0
/// @param regularizationMode how lambda becomes that of a row
/// @param biases whether users and items have biases beside their rows, and the global mean counts
/// @param biasRegularization factor on lambda where it pulls a bias, >= 0
/// @param deviation standard deviation of the factors before the first epoch, >= 0; with 0 nothing
///   but the biases can be learnt
/// @param earlyStopping epochs in a row without a better error on the held part after which
///   training ends and the best epoch's factors are kept, 0..10000; 0: nothing is held, all epochs
///   run
/// @param heldShare share of the ratings that is held for early stopping, in (0, 1)
/// @param seed of the factors before the first epoch, of the order of visits and of the held part
public record FactorConfig(
    int factors,
    int epochs,
    double learningRate,
    double decay,
    double regularization,
    RegularizationMode regularizationMode,
    boolean biases,
    double biasRegularization,
    double deviation,
    int earlyStopping,
    double heldShare,
    long seed) {
  /// The most factors a row may have.
  public static final int MAX_FACTORS = 1024;

  /// How the regularization lambda becomes that of a row with n ratings.
  public enum RegularizationMode {
    /// lambda at each of its ratings (Koren, Bell and Volinsky 2009), so n lambda in an epoch.
    CONSTANT,
    /// lambda / sqrt(n) at each of its ratings, so sqrt(n) lambda in an epoch: rows with many
    /// ratings are held less. It is the `FrequencyRegularization` of the MyMediaLite library.
    FREQUENCY
  }

  /// The defaults, which suit ratings in stars.
  public static FactorConfig defaults() {
    return new FactorConfig(
        64, 20, .03, .9, 1.2, RegularizationMode.FREQUENCY, true, 1, .1, 0, .05, 42);
  }

  /// Checks the ranges.
  public FactorConfig {
    within("factors", factors, 1, MAX_FACTORS);
    within("epochs", epochs, 1, 10_000);
    finite("learning-rate", "> 0", learningRate, learningRate > 0);
    finite("decay", "in (0, 1]", decay, decay > 0 && decay <= 1);
    finite("regularization", ">= 0", regularization, regularization >= 0);
    finite("bias-regularization", ">= 0", biasRegularization, biasRegularization >= 0);
    finite("deviation", ">= 0", deviation, deviation >= 0);
    within("early-stopping", earlyStopping, 0, 10_000);
    finite("held-share", "in (0, 1)", heldShare, heldShare > 0 && heldShare < 1);
  }

  private static void within(String key, int value, int from, int to) {
    if (value < from || value > to)
      throw new IllegalArgumentException(key + " must be " + from + ".." + to + ", was " + value);
  }

  private static void finite(String key, String rule, double value, boolean holds) {
    if (!holds || value > Float.MAX_VALUE)
      throw new IllegalArgumentException(key + " must be " + rule + ", was " + value);
  }

  /// The same with another number of factors.
  public FactorConfig factors(int value) {
    return with(draft -> draft.factors = value);
  }

  /// The same with another number of epochs.
  public FactorConfig epochs(int value) {
    return with(draft -> draft.epochs = value);
  }

  /// The same with another learning rate.
  public FactorConfig learningRate(double value) {
    return with(draft -> draft.learningRate = value);
  }

  /// The same with another decay of the learning rate.
  public FactorConfig decay(double value) {
    return with(draft -> draft.decay = value);
  }

  /// The same with another regularization.
  public FactorConfig regularization(double value) {
    return with(draft -> draft.regularization = value);
  }

  /// The same with another mode of regularization.
  public FactorConfig regularizationMode(RegularizationMode value) {
    return with(draft -> draft.regularizationMode = value);
  }

  /// The same with or without biases.
  public FactorConfig biases(boolean value) {
    return with(draft -> draft.biases = value);
  }

  /// The same with another factor on the regularization of the biases.
  public FactorConfig biasRegularization(double value) {
    return with(draft -> draft.biasRegularization = value);
  }

  /// The same with another deviation of the first factors.
  public FactorConfig deviation(double value) {
    return with(draft -> draft.deviation = value);
  }

  /// The same with another patience.
  public FactorConfig earlyStopping(int value) {
    return with(draft -> draft.earlyStopping = value);
  }

  /// The same with another held share.
  public FactorConfig heldShare(double value) {
    return with(draft -> draft.heldShare = value);
  }

  /// The same with another seed.
  public FactorConfig seed(long value) {
    return with(draft -> draft.seed = value);
  }

  /// The learning rate of epoch `number`, counted from 1, as the kernels take it.
  public float rate(int number) {
    double rate = learningRate;
    for (int epoch = 1; epoch < number; epoch++) rate *= decay;
    return (float) rate;
  }

  /// The regularization at each rating of a row with `n` ratings, as the kernels take it.
  public float decayOf(int n) {
    return switch (regularizationMode) {
      case CONSTANT -> (float) regularization;
      case FREQUENCY -> n == 0 ? 0f : (float) (regularization / Math.sqrt(n));
    };
  }

  /// The settings on the command line.
  static Settings<FactorConfig> settings() {
    return new Settings<>(
        defaults(),
        List.of(
            Setting.integer(
                "factors",
                "1.." + MAX_FACTORS,
                "length of a user's and an item's row",
                FactorConfig::factors,
                FactorConfig::factors),
            Setting.integer(
                "epochs",
                "1..10000",
                "passes over the ratings",
                FactorConfig::epochs,
                FactorConfig::epochs),
            Setting.number(
                "learning-rate",
                "> 0",
                "size of a step in the first epoch",
                FactorConfig::learningRate,
                FactorConfig::learningRate),
            Setting.number(
                "decay",
                "in (0, 1]",
                "the learning rate of an epoch is that of the one before times this",
                FactorConfig::decay,
                FactorConfig::decay),
            Setting.number(
                "regularization",
                ">= 0",
                "pull of each step towards zero",
                FactorConfig::regularization,
                FactorConfig::regularization),
            Setting.choice(
                "regularization-mode",
                RegularizationMode.class,
                "the same at every rating, or divided by the root of the row's number of ratings",
                FactorConfig::regularizationMode,
                FactorConfig::regularizationMode),
            Setting.flag(
                "biases",
                "whether users and items have biases beside their rows",
                FactorConfig::biases,
                FactorConfig::biases),
            Setting.number(
                "bias-regularization",
                ">= 0",
                "factor on the regularization where it pulls a bias",
                FactorConfig::biasRegularization,
                FactorConfig::biasRegularization),
            Setting.number(
                "deviation",
                ">= 0",
                "standard deviation of the factors before the first epoch",
                FactorConfig::deviation,
                FactorConfig::deviation),
            Setting.integer(
                "early-stopping",
                "0..10000",
                "epochs without a better error on held ratings after which to stop; 0 never",
                FactorConfig::earlyStopping,
                FactorConfig::earlyStopping),
            Setting.number(
                "held-share",
                "in (0, 1)",
                "share of the ratings that early stopping holds",
                FactorConfig::heldShare,
                FactorConfig::heldShare),
            Setting.longInteger(
                "seed",
                "a whole number",
                "of the first factors, the order of visits and the held ratings",
                FactorConfig::seed,
                FactorConfig::seed)));
  }

  /// The same after `change`.
  private FactorConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /// The components, open to change.
  private static final class Draft {
    int factors;
    int epochs;
    double learningRate;
    double decay;
    double regularization;
    RegularizationMode regularizationMode;
    boolean biases;
    double biasRegularization;
    double deviation;
    int earlyStopping;
    double heldShare;
    long seed;

    Draft(FactorConfig config) {
      factors = config.factors;
      epochs = config.epochs;
      learningRate = config.learningRate;
      decay = config.decay;
      regularization = config.regularization;
      regularizationMode = config.regularizationMode;
      biases = config.biases;
      biasRegularization = config.biasRegularization;
      deviation = config.deviation;
      earlyStopping = config.earlyStopping;
      heldShare = config.heldShare;
      seed = config.seed;
    }

    FactorConfig config() {
      return new FactorConfig(
          factors,
          epochs,
          learningRate,
          decay,
          regularization,
          regularizationMode,
          biases,
          biasRegularization,
          deviation,
          earlyStopping,
          heldShare,
          seed);
    }
  }
}
