package dev.simile.kernel;

/// How [Kernels#sgd] makes a step.
///
/// @param adaptive whether every row has two learning rates of its own, by the gradients it has had
///   (Chin, Zhuang, Juan and Lin 2015); else the rate is that of the call
/// @param biases whether users and items have biases beside their factors
/// @param loss what is minimized
/// @param delta where the loss of Huber becomes linear, > 0; other losses ignore it
/// @param biasDecay factor on the regularization of a row where it pulls the bias, >= 0
/// @param l1 weight of the absolute values of the factors, >= 0; each step ends with soft
///   thresholding (Duchi and Singer 2009)
/// @param nonNegative whether each step ends with negative factors set to 0 (projected gradient)
public record SgdRule(
    boolean adaptive,
    boolean biases,
    SgdLoss loss,
    float delta,
    float biasDecay,
    float l1,
    boolean nonNegative) {
  /// Checks the ranges.
  public SgdRule {
    finite("delta", "> 0", delta, delta > 0);
    finite("biasDecay", ">= 0", biasDecay, biasDecay >= 0);
    finite("l1", ">= 0", l1, l1 >= 0);
  }

  private static void finite(String name, String rule, float value, boolean holds) {
    if (!holds || Float.isInfinite(value))
      throw new IllegalArgumentException(name + " must be finite and " + rule + ", was " + value);
  }

  /// Whether a step ends with more than the gradient's.
  boolean proximal() {
    return l1 > 0 || nonNegative;
  }
}
