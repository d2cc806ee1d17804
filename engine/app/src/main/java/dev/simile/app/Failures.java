package dev.simile.app;

import dev.simile.UnsupportedQueryException;
import dev.simile.memory.InsufficientMemoryException;
import dev.simile.ratings.RatingsFormatException;
import dev.simile.store.CorruptStoreException;
import java.io.UncheckedIOException;

/// Failures as one line: what, where, what to do.
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    String message = failure.getMessage();
    String text =
        switch (failure) {
          case RatingsFormatException e when String.valueOf(message).matches("(?s)[^:]*:1: .*") ->
              message + "; mend the line, or see --input, --columns, --header and --max-rejects";
          case RatingsFormatException e when String.valueOf(message).matches("(?s).*:\\d+: .*") ->
              message + "; mend the line, or see --max-rejects";
          case CorruptStoreException e ->
              message + "; make the model anew with: simile train RATINGS -a ALGORITHM -o MODEL";
          case UnsupportedQueryException e when String.valueOf(message).endsWith(" users") ->
              message + "; try a model that has, such as user-knn";
          case UnsupportedQueryException e -> message + "; try a model that has, such as item-knn";
          case InsufficientMemoryException e -> message + "; free memory, or use less data";
          case UncheckedIOException e when e.getCause() != null && message != null ->
              // without a message of its own it repeats its cause
              message.equals(e.getCause().toString()) ? e.getCause().getMessage() : message;
          case OutOfMemoryError e ->
              "out of memory: "
                  + message
                  + "; free memory, or give more by SIMILE_JAVA_OPTS=-Xmx4g";
          case StackOverflowError e -> "out of stack";
          default -> message;
        };
    if (text == null || text.isBlank())
      text = failure.getClass().getSimpleName() + "; --stacktrace shows where";
    return "simile: " + text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
