package dev.simile.factors;

import dev.simile.kernel.SgdLoss;
import dev.simile.settings.Setting;
import java.util.List;

/// The components of a [FactorConfig] as settings of the command line.
final class FactorSettings {
  private FactorSettings() {}

  static List<Setting<FactorConfig>> all() {
    return List.of(
        Setting.integer(
            "factors",
            "1.." + FactorConfig.MAX_FACTORS,
            "length of a user's and an item's row",
            FactorConfig::factors,
            FactorConfig::factors),
        Setting.integer(
            "epochs",
            "1..10000",
            "passes over the ratings",
            FactorConfig::epochs,
            FactorConfig::epochs),
        Setting.choice(
            "optimizer",
            FactorConfig.Optimizer.class,
            "steps of the learning rate, or of one that falls by the gradients of each row",
            FactorConfig::optimizer,
            FactorConfig::optimizer),
        Setting.number(
            "learning-rate",
            ">= 0",
            "size of a step in the first epoch; 0: .03 of sgd, .1 of adagrad",
            FactorConfig::learningRate,
            FactorConfig::learningRate),
        Setting.number(
            "decay",
            "in [0, 1]",
            "the learning rate of an epoch is that of the one before times this; 0: .9 of sgd,"
                + " 1 of adagrad",
            FactorConfig::decay,
            FactorConfig::decay),
        Setting.choice(
            "loss",
            SgdLoss.class,
            "what is minimized of rating minus score; the logistic one of positive or not",
            config -> config.loss().kind(),
            FactorConfig::loss),
        Setting.number(
            "delta",
            "> 0",
            "where the loss of Huber becomes linear",
            config -> config.loss().delta(),
            (config, value) -> config.loss(config.loss().delta(value))),
        Setting.number(
            "positive-from",
            "any",
            "least rating that the logistic loss takes as positive; 0: the mean",
            config -> config.loss().positiveFrom(),
            (config, value) -> config.loss(config.loss().positiveFrom(value))),
        Setting.number(
            "regularization",
            ">= 0",
            "pull of each step towards zero",
            FactorConfig::regularization,
            FactorConfig::regularization),
        Setting.choice(
            "regularization-mode",
            FactorConfig.RegularizationMode.class,
            "the same at every rating, or divided by the root of the row's number of ratings",
            FactorConfig::regularizationMode,
            FactorConfig::regularizationMode),
        Setting.number(
            "l1",
            ">= 0",
            "weight of the absolute values of the factors, which makes some exactly 0",
            FactorConfig::l1,
            FactorConfig::l1),
        Setting.flag(
            "non-negative",
            "whether factors stay 0 or more",
            FactorConfig::nonNegative,
            FactorConfig::nonNegative),
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
            "standard deviation of the factors before the first epoch; 0: the optimizer's own",
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
            FactorConfig::seed));
  }
}
