package dev.simile.app.input;

/// A file beside the ratings is not what it should be; the message begins with the place:
/// `users.csv:812: ...`.
public final class FileFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FileFormatException(String message) {
    super(message);
  }
}
