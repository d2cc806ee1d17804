package dev.simile;

/// A question that this family of models cannot answer, such as similar users of a popularity
/// model.
public final class UnsupportedQueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what was asked of which model, and which would answer it
  public UnsupportedQueryException(String message) {
    super(message);
  }
}
