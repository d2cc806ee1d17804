package dev.simile.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a disk that fails is said to have done.
final class Failures {
  private Failures() {}

  /// `path: what: reason`, the reason without the paths that the system repeats.
  static UncheckedIOException of(Path path, String what, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException absent -> "there is no such file";
          case AccessDeniedException denied -> "permission denied";
          case ClosedByInterruptException interrupted -> "the thread was interrupted";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    return new UncheckedIOException(path + ": " + what + ": " + reason, e);
  }
}
