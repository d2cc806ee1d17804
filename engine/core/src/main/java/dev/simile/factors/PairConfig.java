package dev.simile.factors;

import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/// How a [PairwiseFactorization] is trained.
///
/// @param objective what is minimized
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param learningRate the size of a step in the first epoch, > 0
/// @param decay the learning rate of an epoch is that of the epoch before times this, in (0, 1]
/// @param regularization lambda, the pull of each step on the rows of the user and of the item that
///   they have towards zero, >= 0
/// @param negativeRegularization that on the row of the item that they have not, >= 0
/// @param biases whether items have biases beside their rows
/// @param biasRegularization the pull of each step on biases, >= 0
/// @param sampling how the items that somebody has not are drawn
/// @param draws of WARP: the most items that are drawn for one in vain, 1..10000
/// @param deviation standard deviation of the factors before the first epoch, > 0
/// @param earlyStopping epochs in a row without a better ranking of held items after which training
///   ends and the best epoch's factors are kept, 0..10000; 0: nothing is held, all epochs run
/// @param seed of the factors before the first epoch, of the order of visits, of the draws and of
///   the held items
public record PairConfig(
    Objective objective,
    int factors,
    int epochs,
    double learningRate,
    double decay,
    double regularization,
    double negativeRegularization,
    boolean biases,
    double biasRegularization,
    Sampling sampling,
    int draws,
    double deviation,
    int earlyStopping,
    long seed) {
  /// What the training of pairs minimizes.
  public enum Objective {
    /// log(1 + exp(-z)) of the difference z of the two scores (Rendle et al. 2009), each item
    /// against one that is drawn.
    BPR,
    /// max(0, 1 - z), each item against the first of those drawn that comes within 1 of it,
    /// weighted by the rank that the number of draws lets expect (Weston, Bengio and Usunier,
    /// "WSABIE: Scaling Up To Large Vocabulary Image Annotation", 2011).
    WARP
  }

  /// The defaults of BPR.
  public static PairConfig bpr() {
    return new PairConfig(
        Objective.BPR, 64, 40, .05, 1, .01, .01, true, 0, Sampling.UNIFORM, 1, .1, 0, 42);
  }

  /// The defaults of WARP.
  public static PairConfig warp() {
    return new PairConfig(
        Objective.WARP, 64, 30, .05, 1, .01, .01, true, .01, Sampling.UNIFORM, 50, .1, 0, 42);
  }

  /// Checks the ranges.
  public PairConfig {
    FactorConfig.within("factors", factors, 1, FactorConfig.MAX_FACTORS);
    FactorConfig.within("epochs", epochs, 1, 10_000);
    FactorConfig.finite("learning-rate", "> 0", learningRate, learningRate > 0);
    FactorConfig.finite("decay", "in (0, 1]", decay, decay > 0 && decay <= 1);
    FactorConfig.finite("regularization", ">= 0", regularization, regularization >= 0);
    FactorConfig.finite(
        "negative-regularization", ">= 0", negativeRegularization, negativeRegularization >= 0);
    FactorConfig.finite("bias-regularization", ">= 0", biasRegularization, biasRegularization >= 0);
    FactorConfig.within("draws", draws, 1, 10_000);
    FactorConfig.finite("deviation", "> 0", deviation, deviation > 0);
    FactorConfig.within("early-stopping", earlyStopping, 0, 10_000);
  }

  /// The same with another number of factors.
  public PairConfig factors(int value) {
    return new PairConfig(
        objective,
        value,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another number of epochs.
  public PairConfig epochs(int value) {
    return new PairConfig(
        objective,
        factors,
        value,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another learning rate.
  public PairConfig learningRate(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        value,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another decay of the learning rate.
  public PairConfig decay(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        value,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another regularization.
  public PairConfig regularization(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        value,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another regularization of the items that somebody has not.
  public PairConfig negativeRegularization(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        value,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with or without biases.
  public PairConfig biases(boolean value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        value,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another regularization of the biases.
  public PairConfig biasRegularization(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        value,
        sampling,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with other draws of items.
  public PairConfig sampling(Sampling value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        value,
        draws,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another number of draws.
  public PairConfig draws(int value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        value,
        deviation,
        earlyStopping,
        seed);
  }

  /// The same with another deviation of the first factors.
  public PairConfig deviation(double value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        value,
        earlyStopping,
        seed);
  }

  /// The same with another early stopping.
  public PairConfig earlyStopping(int value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        value,
        seed);
  }

  /// The same with another seed.
  public PairConfig seed(long value) {
    return new PairConfig(
        objective,
        factors,
        epochs,
        learningRate,
        decay,
        regularization,
        negativeRegularization,
        biases,
        biasRegularization,
        sampling,
        draws,
        deviation,
        earlyStopping,
        value);
  }

  /// The learning rate of epoch `number`, counted from 1, as the kernels take it.
  public float rate(int number) {
    double rate = learningRate;
    for (int epoch = 1; epoch < number; epoch++) rate *= decay;
    return (float) rate;
  }

  /// The settings on the command line, with the defaults of an objective.
  static Settings<PairConfig> settings(PairConfig defaults) {
    List<Setting<PairConfig>> settings = new ArrayList<>(common());
    if (defaults.objective == Objective.WARP)
      settings.add(
          Setting.integer(
              "draws",
              "1..10000",
              "the most items that are drawn in vain for one",
              PairConfig::draws,
              PairConfig::draws));
    return new Settings<>(defaults, settings);
  }

  private static List<Setting<PairConfig>> common() {
    return List.of(
        Setting.integer(
            "factors",
            "1.." + FactorConfig.MAX_FACTORS,
            "length of a user's and an item's row",
            PairConfig::factors,
            PairConfig::factors),
        Setting.integer(
            "epochs",
            "1..10000",
            "passes over the ratings",
            PairConfig::epochs,
            PairConfig::epochs),
        Setting.number(
            "learning-rate",
            "> 0",
            "size of a step in the first epoch",
            PairConfig::learningRate,
            PairConfig::learningRate),
        Setting.number(
            "decay",
            "in (0, 1]",
            "the learning rate of an epoch is that of the one before times this",
            PairConfig::decay,
            PairConfig::decay),
        Setting.number(
            "regularization",
            ">= 0",
            "pull of each step towards zero on the user and the item that they have",
            PairConfig::regularization,
            PairConfig::regularization),
        Setting.number(
            "negative-regularization",
            ">= 0",
            "the same on the item that they have not",
            PairConfig::negativeRegularization,
            PairConfig::negativeRegularization),
        Setting.flag(
            "biases",
            "whether items have biases beside their rows",
            PairConfig::biases,
            PairConfig::biases),
        Setting.number(
            "bias-regularization",
            ">= 0",
            "pull of each step on biases towards zero",
            PairConfig::biasRegularization,
            PairConfig::biasRegularization),
        Setting.choice(
            "sampling",
            Sampling.class,
            "how the items that somebody has not are drawn: all alike, or by their ratings",
            PairConfig::sampling,
            PairConfig::sampling),
        Setting.number(
            "deviation",
            "> 0",
            "standard deviation of the factors before the first epoch",
            PairConfig::deviation,
            PairConfig::deviation),
        Setting.integer(
            "early-stopping",
            "0..10000",
            "epochs without a better ndcg@10 of held items after which to stop; 0 never",
            PairConfig::earlyStopping,
            PairConfig::earlyStopping),
        Setting.longInteger(
            "seed",
            "a whole number",
            "of the first factors, the order of visits, the draws and the held items",
            PairConfig::seed,
            PairConfig::seed));
  }
}
