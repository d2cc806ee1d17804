package dev.simile.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Standard output that tells when nobody reads it any more.
final class Stdout extends OutputStream {
  private final OutputStream stream;

  /// The reader of a pipe has gone: there is nothing left to do, and nothing to say.
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed(IOException cause) {
      super("stdout: nobody reads it", cause);
    }
  }

  Stdout(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int one) {
    try {
      stream.write(one);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() {
    try {
      stream.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Broken pipe") || message.contains("Connection reset"))
      return new Closed(e);
    return new UncheckedIOException("stdout: cannot be written: " + message, e);
  }
}
