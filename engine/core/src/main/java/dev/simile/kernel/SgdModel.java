package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;

/// A model in training by [Kernels#sgd].
///
/// @param userFactors P, users x k
/// @param itemFactors Q, items x k
/// @param userState [SgdState#FLOATS] floats a user
/// @param itemState [SgdState#FLOATS] floats an item
/// @param mean mu, added to every prediction
/// @param rule how a step is made
public record SgdModel(
    FloatMatrix userFactors,
    FloatMatrix itemFactors,
    Floats userState,
    Floats itemState,
    float mean,
    SgdRule rule) {
  /// Checks the shapes.
  public SgdModel {
    if (userFactors.columns() != itemFactors.columns() || userFactors.columns() < 1)
      throw new IllegalArgumentException(
          "factors of users and items must be equally many and 1 or more, were "
              + userFactors.columns()
              + " and "
              + itemFactors.columns());
    state("userState", userState, userFactors);
    state("itemState", itemState, itemFactors);
  }

  private static void state(String name, Floats state, FloatMatrix factors) {
    long expected = (long) SgdState.FLOATS * factors.rows();
    if (state.length() != expected)
      throw new IllegalArgumentException(
          name + " must have " + expected + " floats, was " + state.length());
  }
}
