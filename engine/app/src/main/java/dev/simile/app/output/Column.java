package dev.simile.app.output;

/// One column of a result.
///
/// @param name its name in CSV and JSON, and its heading in a table
/// @param kind how a table sets it
public record Column(String name, Kind kind) {
  /// How a table sets a column.
  public enum Kind {
    /// To the left; cut last when space is short.
    TEXT,
    /// To the left; cut first.
    TITLE,
    /// To the right.
    NUMBER
  }

  /// Ids and names.
  public static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }

  /// Long texts such as titles.
  public static Column title(String name) {
    return new Column(name, Kind.TITLE);
  }

  /// Numbers.
  public static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }
}
