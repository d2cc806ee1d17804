package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import org.jspecify.annotations.Nullable;

/// What [Kernels#sgd] works on: a model in training, and the ratings in the order of the visit.
///
/// @param userFactors P, users x k
/// @param itemFactors Q, items x k
/// @param userBias bu, one a user, or null for a model without biases
/// @param itemBias bi, one an item, or null together with `userBias`
/// @param mean mu, the global mean (0 for a model without biases)
/// @param users user of each rating
/// @param items item of each rating
/// @param ratings r
/// @param userDecay the regularization lambda of each user's row, one a user
/// @param itemDecay the regularization lambda of each item's row, one an item
/// @param biasDecay factor on the lambdas where they apply to the biases
public record SgdBlock(
    FloatMatrix userFactors,
    FloatMatrix itemFactors,
    @Nullable Floats userBias,
    @Nullable Floats itemBias,
    float mean,
    Ints users,
    Ints items,
    Floats ratings,
    Floats userDecay,
    Floats itemDecay,
    float biasDecay) {
  /// Checks the shapes.
  public SgdBlock {
    if (userFactors.columns() != itemFactors.columns())
      throw new IllegalArgumentException(
          "factors of users and items must be equally many, were "
              + userFactors.columns()
              + " and "
              + itemFactors.columns());
    if ((userBias == null) != (itemBias == null))
      throw new IllegalArgumentException(
          "biases must be given for both users and items or for neither");
    if (users.length() != items.length() || users.length() != ratings.length())
      throw new IllegalArgumentException(
          "users, items and ratings must be equally long, were "
              + users.length()
              + ", "
              + items.length()
              + " and "
              + ratings.length());
    if (userDecay.length() != userFactors.rows() || itemDecay.length() != itemFactors.rows())
      throw new IllegalArgumentException("decay must have one value a row");
  }
}
