package dev.simile.app.output;

import java.util.ArrayList;
import java.util.List;

/// Texts in lines and columns: as many columns beside each other as fit, the others below, each
/// block with the heads of the lines.
///
/// @param corner what stands above the heads of the lines
/// @param lines the heads of the lines
/// @param columns the columns
record Grid(String corner, List<String> lines, List<Column> columns) {
  private static final int GAP = 2;

  /// A column: its head, and a cell for each line, set to the right.
  record Column(String head, List<String> cells) {
    int width() {
      int width = Texts.width(head);
      for (String cell : cells) width = Math.max(width, Texts.width(cell));
      return width;
    }
  }

  private int first() {
    int first = Texts.width(corner);
    for (String line : lines) first = Math.max(first, Texts.width(line));
    return first;
  }

  /// Display columns of a single block.
  int width() {
    int width = first();
    for (Column column : columns) width += GAP + column.width();
    return width;
  }

  /// Writes blocks of at most `width` display columns; a column that does not fit has a block of
  /// its own. The heads of the lines take at most half of the width.
  void write(int width, StringBuilder to) {
    int first = Math.min(first(), width / 2);
    int from = 0;
    while (from < columns.size()) {
      int end = from;
      int used = first;
      while (end < columns.size()
          && (end == from || used + GAP + columns.get(end).width() <= width))
        used += GAP + columns.get(end++).width();
      if (from > 0) to.append('\n');
      block(first, columns.subList(from, end), to);
      from = end;
    }
  }

  private void block(int first, List<Column> some, StringBuilder to) {
    for (int line = -1; line < lines.size(); line++) {
      StringBuilder row = new StringBuilder();
      row.append(Texts.fit(line < 0 ? corner : lines.get(line), first, false));
      for (Column column : some) {
        String cell = line < 0 ? column.head : column.cells.get(line);
        row.append("  ").append(Texts.fit(cell, column.width(), true));
      }
      to.append(row.toString().stripTrailing()).append('\n');
    }
  }

  /// The same without lines whose cells are all empty.
  Grid withoutEmptyLines() {
    List<String> kept = new ArrayList<>();
    List<Column> some = new ArrayList<>();
    for (Column column : columns) some.add(new Column(column.head, new ArrayList<>()));
    for (int line = 0; line < lines.size(); line++) {
      int at = line;
      if (columns.stream().allMatch(column -> column.cells.get(at).isEmpty())) continue;
      kept.add(lines.get(line));
      for (int i = 0; i < some.size(); i++) some.get(i).cells.add(columns.get(i).cells.get(line));
    }
    return new Grid(corner, kept, some);
  }
}
