package dev.simile.tune;

/// What came of one point.
///
/// @param algorithm its ALGORITHM text
/// @param share of the users of the training part that it was tried on, 1 for all
/// @param value of the metric, of several folds their mean; NaN if it failed
/// @param low lower end of the 95 % interval, NaN if there is none
/// @param high its upper end
/// @param users number of users it rests on
/// @param trainSeconds of the training, of several folds their mean
/// @param scoreSeconds in the model while it was measured, added over the threads
/// @param bytes off-heap bytes of the model, of several folds the most
/// @param failure why there is no value; empty if there is one
public record Trial(
    String algorithm,
    double share,
    double value,
    double low,
    double high,
    int users,
    double trainSeconds,
    double scoreSeconds,
    long bytes,
    String failure) {
  static Trial failed(String algorithm, double share, String failure) {
    return new Trial(
        algorithm,
        share,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        Double.NaN,
        Double.NaN,
        0,
        failure);
  }

  /// True if it has a value.
  public boolean succeeded() {
    return failure.isEmpty();
  }
}
