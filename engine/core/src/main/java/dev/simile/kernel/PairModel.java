package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import org.jspecify.annotations.Nullable;

/// A model in training by [Kernels#pairs].
///
/// @param userFactors P, users x k
/// @param itemFactors Q, items x k
/// @param itemBias one bias an item, or null
/// @param loss what is minimized
/// @param userDecay regularization of a user's row at each of its pairs, >= 0
/// @param positiveDecay that of the row of the item that the user has, >= 0
/// @param negativeDecay that of the row of the other item, >= 0
/// @param biasDecay that of both biases, >= 0
public record PairModel(
    FloatMatrix userFactors,
    FloatMatrix itemFactors,
    @Nullable Floats itemBias,
    PairLoss loss,
    float userDecay,
    float positiveDecay,
    float negativeDecay,
    float biasDecay) {
  /// Checks shapes and ranges.
  public PairModel {
    if (userFactors.columns() != itemFactors.columns() || userFactors.columns() < 1)
      throw new IllegalArgumentException(
          "factors of users and items must be equally many and 1 or more, were "
              + userFactors.columns()
              + " and "
              + itemFactors.columns());
    if (itemBias != null && itemBias.length() != itemFactors.rows())
      throw new IllegalArgumentException(
          "itemBias must have " + itemFactors.rows() + " floats, was " + itemBias.length());
    decay("userDecay", userDecay);
    decay("positiveDecay", positiveDecay);
    decay("negativeDecay", negativeDecay);
    decay("biasDecay", biasDecay);
  }

  private static void decay(String name, float value) {
    if (!(value >= 0) || Float.isInfinite(value))
      throw new IllegalArgumentException(name + " must be finite and >= 0, was " + value);
  }
}
