package dev.simile;

/// Training left the range in which its numbers mean anything: the loss exploded or is not finite.
/// Nothing of the model is kept.
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final double rate;

  /// @param algorithm what was trained
  /// @param epoch the epoch after which it was seen, from 1
  /// @param rate the learning rate of that epoch
  /// @param what what was seen, as part of a sentence
  public TrainingDivergedException(String algorithm, int epoch, double rate, String what) {
    super(
        algorithm
            + ": training diverged in epoch "
            + epoch
            + " at learning rate "
            + rate
            + ": "
            + what
            + "; a lower learning rate helps");
    this.epoch = epoch;
    this.rate = rate;
  }

  /// The epoch after which it was seen, from 1.
  public int epoch() {
    return epoch;
  }

  /// The learning rate of that epoch.
  public double rate() {
    return rate;
  }
}
