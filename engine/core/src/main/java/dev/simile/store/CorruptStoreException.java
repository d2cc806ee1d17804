package dev.simile.store;

/// A file is not a store file, not whole, not unchanged, or of a version that this program does not
/// read; the message begins with the file's path.
public final class CorruptStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message path, place in the file, and what is wrong with it
  public CorruptStoreException(String message) {
    super(message);
  }
}
