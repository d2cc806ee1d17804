package dev.simile;

import java.util.List;

/// Why an item has its score: parts whose contributions add up to it, or, where a model has no such
/// parts, what makes the score plausible.
///
/// @param total the score that is explained, in the scale of `recommend`
/// @param parts the parts, largest contribution in absolute value first, constants before all
/// @param approximate whether the parts do not add up to the score: they are then items that the
///   user has, the likest to the explained one first, and contributions say how like they are
public record Explanation(float total, List<Part> parts, boolean approximate) {
  /// What a part's index counts.
  public enum Of {
    /// Nothing: a constant of the model.
    NONE,
    /// A user index.
    USER,
    /// An item index.
    ITEM,
    /// A factor's number.
    FACTOR
  }

  /// One part.
  ///
  /// @param name what it is: `mean`, `user-bias`, `item-bias`, `neighbor`, `factor`, `count` ...
  /// @param of what `index` counts
  /// @param index a user, item or factor, -1 where `of` is NONE
  /// @param value what the part is about, such as the neighbor's rating
  /// @param weight its weight, such as the similarity
  /// @param contribution what it adds to the score; in an approximate explanation, its weight
  public record Part(
      String name, Of of, int index, double value, double weight, double contribution) {}

  /// Copies the list.
  public Explanation {
    parts = List.copyOf(parts);
  }

  /// An explanation whose parts add up to the score.
  public Explanation(float total, List<Part> parts) {
    this(total, parts, false);
  }

  /// The sum of the contributions, in their order, in double.
  public double sum() {
    double sum = 0;
    for (Part part : parts) sum += part.contribution();
    return sum;
  }
}
