package dev.simile.app.output;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A result that is written row by row. A cell is a text, a whole number, a float, a double, a
/// boolean, or null where there is nothing to say; a number that is not finite counts as nothing.
/// Not thread-safe.
public sealed interface Rows permits CsvRows, JsonRows, TableRows {
  /// Rows in `format` to `stream`, which stays open.
  ///
  /// @param width the most display columns of a table
  static Rows to(OutputStream stream, Format format, int width, List<Column> columns) {
    return switch (format) {
      case TABLE -> new TableRows(stream, width, columns);
      case CSV -> new CsvRows(stream, columns);
      case JSON -> new JsonRows(stream, columns);
    };
  }

  /// Adds a row.
  ///
  /// @param cells one a column
  void row(@Nullable Object... cells);

  /// Writes what is left; no row may follow.
  void finish();
}
