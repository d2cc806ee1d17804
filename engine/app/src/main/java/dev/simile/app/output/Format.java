package dev.simile.app.output;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The form of a result.
public enum Format {
  /// For people: at most as wide as the terminal, numbers with sensible digits.
  TABLE,
  /// A heading and a line a row, quoted as RFC 4180 says, lines ended by a line feed; every digit.
  CSV,
  /// An array of objects, one a row; every digit.
  JSON;

  /// The form asked for; else the one that the file's name ends in; else a table.
  public static Format of(@Nullable Format asked, @Nullable Path file) {
    if (asked != null) return asked;
    String name = file == null ? "" : file.toString();
    return name.endsWith(".csv") ? CSV : name.endsWith(".json") ? JSON : TABLE;
  }
}
