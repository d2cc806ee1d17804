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
      case CSV -> new CsvRows(stream, columns, true);
      case JSON -> new JsonRows(stream, columns, true, true);
    };
  }

  /// Rows behind others that were written to `stream` before, in a format without layout.
  ///
  /// @param rows how many were written
  /// @throws IllegalArgumentException if `format` is a table: its layout depends on all rows
  static Rows behind(OutputStream stream, Format format, List<Column> columns, long rows) {
    return switch (format) {
      case TABLE -> throw new IllegalArgumentException("rows of a table cannot be continued");
      case CSV -> new CsvRows(stream, columns, false);
      case JSON -> new JsonRows(stream, columns, rows == 0, false);
    };
  }

  /// Adds a row.
  ///
  /// @param cells one a column
  void row(@Nullable Object... cells);

  /// Passes what has been written on to the stream.
  void flush();

  /// Writes what is left; no row may follow.
  void finish();
}
