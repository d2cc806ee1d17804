package dev.simile.app.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows as CSV. Floats and doubles are written with as many digits as tell them apart.
final class CsvRows implements Rows {
  private final CsvWriter writer;
  private final String[] fields;

  /// @param heading whether there is one
  CsvRows(OutputStream stream, List<Column> columns, boolean heading) {
    writer =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .build(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    fields = new String[columns.size()];
    if (heading) writer.writeRecord(columns.stream().map(Column::name).toList());
  }

  @Override
  public void row(@Nullable Object... cells) {
    for (int i = 0; i < fields.length; i++) {
      Object cell = Numbers.finite(cells[i]);
      fields[i] = cell == null ? "" : cell.toString();
    }
    writer.writeRecord(fields);
  }

  @Override
  public void finish() {
    flush();
  }

  @Override
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
