package dev.simile.app.output;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Rows as a JSON array of objects, a row a line.
final class JsonRows implements Rows {
  private final List<Column> columns;
  private final JsonGenerator json;
  private boolean first;

  /// @param first whether no row has been written
  /// @param begin whether nothing has
  JsonRows(OutputStream stream, List<Column> columns, boolean first, boolean begin) {
    this.first = first;
    this.columns = columns;
    this.json =
        JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .rootValueSeparator("")
            .build()
            .createGenerator(ObjectWriteContext.empty(), stream, JsonEncoding.UTF8);
    if (begin) json.writeRaw("[");
  }

  @Override
  public void row(@Nullable Object... cells) {
    json.writeRaw(first ? "\n" : ",\n");
    first = false;
    json.writeStartObject();
    for (int i = 0; i < columns.size(); i++) {
      json.writeName(columns.get(i).name());
      switch (Numbers.finite(cells[i])) {
        case null -> json.writeNull();
        case Integer number -> json.writeNumber(number);
        case Long number -> json.writeNumber(number);
        case Float number -> json.writeNumber(number);
        case Double number -> json.writeNumber(number);
        case Boolean flag -> json.writeBoolean(flag);
        case Object text -> json.writeString(text.toString());
      }
    }
    json.writeEndObject();
  }

  @Override
  public void flush() {
    json.flush();
  }

  @Override
  public void finish() {
    json.writeRaw("\n]\n");
    json.flush();
  }
}
