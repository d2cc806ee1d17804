package dev.simile.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Rows as a table. The first rows are kept until the widths and digits of the columns are known
/// from them; the rest is written as it comes.
final class TableRows implements Rows {
  private static final int KEPT = 2_000;
  private static final int LEAST = 6;

  private final OutputStream stream;
  private final int width;
  private final List<Column> columns;
  private final List<@Nullable Object[]> kept = new ArrayList<>();
  private final int[] widths;
  private final int[] decimals;
  private boolean laidOut;

  TableRows(OutputStream stream, int width, List<Column> columns) {
    this.stream = stream;
    this.width = width;
    this.columns = List.copyOf(columns);
    this.widths = new int[columns.size()];
    this.decimals = new int[columns.size()];
  }

  @Override
  public void row(@Nullable Object... cells) {
    if (laidOut) {
      write(cells);
      return;
    }
    kept.add(cells.clone());
    if (kept.size() == KEPT) layOut();
  }

  /// The first rows wait for the layout.
  @Override
  public void flush() {}

  @Override
  public void finish() {
    if (!laidOut) layOut();
  }

  private void layOut() {
    laidOut = true;
    for (int i = 0; i < widths.length; i++) {
      decimals[i] = decimals(i);
      int widest = Texts.width(columns.get(i).name());
      for (@Nullable Object[] row : kept) widest = Math.max(widest, Texts.width(text(row[i], i)));
      widths[i] = widest;
    }
    int excess = 2 * (widths.length - 1) - width;
    for (int columnWidth : widths) excess += columnWidth;
    for (Column.Kind kind : List.of(Column.Kind.TITLE, Column.Kind.TEXT)) {
      while (excess > 0) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
          if (columns.get(i).kind() == kind
              && widths[i] > LEAST
              && (widest < 0 || widths[i] > widths[widest])) widest = i;
        }
        if (widest < 0) break;
        widths[widest]--;
        excess--;
      }
    }
    @Nullable Object[] heading = new Object[widths.length];
    for (int i = 0; i < heading.length; i++) heading[i] = columns.get(i).name();
    write(heading);
    for (@Nullable Object[] row : kept) write(row);
    kept.clear();
  }

  private int decimals(int column) {
    double largest = 0;
    double fraction = 0;
    for (@Nullable Object[] row : kept) {
      if ((row[column] instanceof Float || row[column] instanceof Double)
          && Numbers.finite(row[column]) instanceof Number number) {
        double value = Math.abs(number.doubleValue());
        largest = Math.max(largest, value);
        if (value != Math.rint(value)) fraction = value;
      }
    }
    return Numbers.decimals(largest, fraction);
  }

  private String text(@Nullable Object cell, int column) {
    Object finite = Numbers.finite(cell);
    return switch (finite) {
      case null -> "";
      case Float number -> String.format(Locale.ROOT, "%,." + decimals[column] + "f", number);
      case Double number -> String.format(Locale.ROOT, "%,." + decimals[column] + "f", number);
      default -> Texts.clean(finite.toString());
    };
  }

  private void write(@Nullable Object[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean right = columns.get(i).kind() == Column.Kind.NUMBER;
      if (i > 0) line.append("  ");
      line.append(Texts.fit(text(cells[i], i), widths[i], right));
    }
    try {
      stream.write(line.toString().stripTrailing().getBytes(StandardCharsets.UTF_8));
      stream.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
