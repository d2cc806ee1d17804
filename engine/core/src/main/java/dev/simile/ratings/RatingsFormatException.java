package dev.simile.ratings;

/// The input is not what it should be; the message begins with the place: `ratings.csv:812: ...`.
public final class RatingsFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message place, value and rule
  public RatingsFormatException(String message) {
    super(message);
  }
}
