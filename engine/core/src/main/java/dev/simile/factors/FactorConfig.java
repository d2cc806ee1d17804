package dev.simile.factors;

import dev.simile.kernel.SgdLoss;
import dev.simile.settings.Settings;
import java.util.function.Consumer;

/// How a [MatrixFactorization] is trained: by stochastic gradient descent on
///
/// ```
/// the sum over the ratings of
///     loss(r, z) + lu/2 (|p|^2 + c bu^2) + li/2 (|q|^2 + c bi^2) + l1 (|p|_1 + |q|_1)
/// ```
///
/// with z the score of the pair, lu and li the lambdas of the user's and of the item's row, and the
/// losses of [SgdLoss] (squares are halved). Both optimizers minimize the same, by other steps.
///
/// @param factors k, the length of a user's and an item's row, 1..1024
/// @param epochs passes over the ratings, 1..10000
/// @param optimizer how long the steps are
/// @param learningRate eta, the size of a step in the first epoch, >= 0; 0: the optimizer's own
/// @param decay the learning rate of an epoch is that of the epoch before times this, in [0, 1]; 0:
///   the optimizer's own
/// @param loss what is minimized
/// @param regularization lambda, the pull of each step towards zero, >= 0
/// @param regularizationMode how lambda becomes that of a row
/// @param l1 weight of the factors' absolute values, >= 0: each step ends with soft thresholding
///   (Duchi and Singer 2009), which makes factors exactly 0; biases are left alone
/// @param nonNegative whether factors are 0 or more, by projection after each step; biases are free
/// @param biases whether users and items have biases beside their rows, and the global mean counts
/// @param biasRegularization c, the factor on lambda where it pulls a bias, >= 0
/// @param deviation standard deviation of the factors before the first epoch, >= 0; 0: the
///   optimizer's own. For AdaGrad it is that in units of the root of the ratings' deviation
/// @param earlyStopping epochs in a row without a better error on the held part after which
///   training ends and the best epoch's factors are kept, 0..10000; 0: nothing is held, all epochs
///   run
/// @param heldShare share of the ratings that is held for early stopping, in (0, 1)
/// @param seed of the factors before the first epoch, of the order of visits and of the held part
public record FactorConfig(
    int factors,
    int epochs,
    Optimizer optimizer,
    double learningRate,
    double decay,
    FactorLoss loss,
    double regularization,
    RegularizationMode regularizationMode,
    double l1,
    boolean nonNegative,
    boolean biases,
    double biasRegularization,
    double deviation,
    int earlyStopping,
    double heldShare,
    long seed) {
  /// The most factors a row may have.
  public static final int MAX_FACTORS = 1024;

  /// How long the steps of the descent are.
  public enum Optimizer {
    /// The learning rate of the epoch. Its own rate is .03, decaying by .9; factors begin with a
    /// deviation of .1 around 0.
    SGD,
    /// The learning rate over the root of the squared gradients a row has had so far (Duchi, Hazan
    /// and Singer 2011), with one sum for the first 8 factors, which alone learn in the first epoch
    /// if there are more, and one for the others (Chin, Zhuang, Juan and Lin, "A Learning-rate
    /// Schedule for Stochastic Gradient Methods to Matrix Factorization", 2015). It sees ratings
    /// divided by their standard deviation. Its own rate is .1 for all epochs; factors begin with a
    /// deviation of 1 / sqrt(12 k) around 0, or without biases evenly in 0..1 / sqrt(k).
    ADAGRAD
  }

  /// How the regularization lambda becomes that of a row with n ratings.
  public enum RegularizationMode {
    /// lambda at each of its ratings (Koren, Bell and Volinsky 2009), so n lambda in an epoch.
    CONSTANT,
    /// lambda / sqrt(n) at each of its ratings, so sqrt(n) lambda in an epoch: rows with many
    /// ratings are held less. It is the `FrequencyRegularization` of the MyMediaLite library.
    FREQUENCY;

    /// The regularization at each rating of a row with `n` ratings.
    float decay(double lambda, int n) {
      return switch (this) {
        case CONSTANT -> (float) lambda;
        case FREQUENCY -> n == 0 ? 0f : (float) (lambda / Math.sqrt(n));
      };
    }
  }

  /// The defaults, which suit ratings in stars.
  public static FactorConfig defaults() {
    return new FactorConfig(
        64,
        20,
        Optimizer.SGD,
        0,
        0,
        FactorLoss.SQUARED,
        1.2,
        RegularizationMode.FREQUENCY,
        0,
        false,
        true,
        1,
        0,
        0,
        .05,
        42);
  }

  /// Checks the ranges.
  public FactorConfig {
    within("factors", factors, 1, MAX_FACTORS);
    within("epochs", epochs, 1, 10_000);
    finite("learning-rate", ">= 0", learningRate, learningRate >= 0);
    finite("decay", "in [0, 1]", decay, decay >= 0 && decay <= 1);
    finite("regularization", ">= 0", regularization, regularization >= 0);
    finite("l1", ">= 0", l1, l1 >= 0);
    finite("bias-regularization", ">= 0", biasRegularization, biasRegularization >= 0);
    finite("deviation", ">= 0", deviation, deviation >= 0);
    within("early-stopping", earlyStopping, 0, 10_000);
    finite("held-share", "in (0, 1)", heldShare, heldShare > 0 && heldShare < 1);
  }

  static void within(String key, int value, int from, int to) {
    if (value < from || value > to)
      throw new IllegalArgumentException(key + " must be " + from + ".." + to + ", was " + value);
  }

  static void finite(String key, String rule, double value, boolean holds) {
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

  /// The same with another optimizer.
  public FactorConfig optimizer(Optimizer value) {
    return with(draft -> draft.optimizer = value);
  }

  /// The same with another learning rate.
  public FactorConfig learningRate(double value) {
    return with(draft -> draft.learningRate = value);
  }

  /// The same with another decay of the learning rate.
  public FactorConfig decay(double value) {
    return with(draft -> draft.decay = value);
  }

  /// The same with another loss.
  public FactorConfig loss(FactorLoss value) {
    return with(draft -> draft.loss = value);
  }

  /// The same with another kind of loss.
  public FactorConfig loss(SgdLoss kind) {
    return loss(loss.kind(kind));
  }

  /// The same with another regularization.
  public FactorConfig regularization(double value) {
    return with(draft -> draft.regularization = value);
  }

  /// The same with another mode of regularization.
  public FactorConfig regularizationMode(RegularizationMode value) {
    return with(draft -> draft.regularizationMode = value);
  }

  /// The same with another weight of the absolute values.
  public FactorConfig l1(double value) {
    return with(draft -> draft.l1 = value);
  }

  /// The same with factors of 0 or more, or of any sign.
  public FactorConfig nonNegative(boolean value) {
    return with(draft -> draft.nonNegative = value);
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
    double rate = learningRate > 0 ? learningRate : adaptive() ? .1 : .03;
    double factor = decay > 0 ? decay : adaptive() ? 1 : .9;
    for (int epoch = 1; epoch < number; epoch++) rate *= factor;
    return (float) rate;
  }

  /// The standard deviation of the factors before the first epoch, as training takes it.
  double startDeviation() {
    if (deviation > 0) return deviation;
    return adaptive() ? 1 / Math.sqrt(12. * factors) : .1;
  }

  /// Whether factors begin evenly spread from 0 on, so that products of rows begin above 0, where
  /// ratings lie; else around 0.
  boolean startsEvenly() {
    return adaptive() && !biases && !loss.logistic();
  }

  /// Whether rows have learning rates of their own.
  boolean adaptive() {
    return optimizer == Optimizer.ADAGRAD;
  }

  /// mu of a model of ratings with that mean, which counts with biases and where scores are
  /// ratings.
  float mean(double meanRating) {
    return biases && !loss.logistic() ? (float) meanRating : 0f;
  }

  /// The regularization at each rating of a row with `n` ratings, as the kernels take it.
  public float decayOf(int n) {
    return regularizationMode.decay(regularization, n);
  }

  /// The settings on the command line.
  static Settings<FactorConfig> settings() {
    return new Settings<>(defaults(), FactorSettings.all());
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
    Optimizer optimizer;
    double learningRate;
    double decay;
    FactorLoss loss;
    double regularization;
    RegularizationMode regularizationMode;
    double l1;
    boolean nonNegative;
    boolean biases;
    double biasRegularization;
    double deviation;
    int earlyStopping;
    double heldShare;
    long seed;

    Draft(FactorConfig config) {
      factors = config.factors;
      epochs = config.epochs;
      optimizer = config.optimizer;
      learningRate = config.learningRate;
      decay = config.decay;
      loss = config.loss;
      regularization = config.regularization;
      regularizationMode = config.regularizationMode;
      l1 = config.l1;
      nonNegative = config.nonNegative;
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
          optimizer,
          learningRate,
          decay,
          loss,
          regularization,
          regularizationMode,
          l1,
          nonNegative,
          biases,
          biasRegularization,
          deviation,
          earlyStopping,
          heldShare,
          seed);
    }
  }
}
