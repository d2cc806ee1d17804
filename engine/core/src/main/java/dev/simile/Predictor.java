package dev.simile;

/// A model that predicts ratings on the scale it was trained on.
public interface Predictor {
  /// The predicted rating, not clipped to the scale.
  ///
  /// @param user index, or [Ids#UNKNOWN]
  /// @param item index, or [Ids#UNKNOWN]
  /// @throws IndexOutOfBoundsException if either is neither an index nor [Ids#UNKNOWN]
  double predict(int user, int item);

  /// True if [#predict] rests on this user and item, false if it is the model's fallback (of kNN:
  /// no neighbor rated the item).
  ///
  /// @throws IndexOutOfBoundsException as [#predict]
  boolean covers(int user, int item);

  /// The smallest rating of the training.
  float minRating();

  /// The largest rating of the training.
  float maxRating();
}
