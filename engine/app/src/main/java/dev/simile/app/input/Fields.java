package dev.simile.app.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text of lines with fields: separated by commas or semicolons, with quotes, or by tabs, `|` or
/// `::`, without. The separator is the one that comes first in the first line, after the field in
/// quotes that it may begin with; text behind may hold the others.
///
/// @param file the text
/// @param separator what is between fields; a comma if there is none
record Fields(TextFile file, String separator) {
  private static final List<String> SEPARATORS = List.of("::", "\t", "|", ";", ",");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");
  private static final Pattern LINE = Pattern.compile("starting at line (\\d+)");

  /// What becomes of each line.
  interface Row {
    /// Takes a line.
    ///
    /// @param fields its fields
    /// @param line its number, from 1
    void accept(List<String> fields, long line);
  }

  static Fields of(TextFile file) {
    try (BufferedReader reader = new BufferedReader(file.reader())) {
      String line = reader.readLine();
      while (line != null && line.isBlank()) line = reader.readLine();
      return new Fields(file, line == null ? "," : separator(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String separator(String line) {
    Matcher quoted = QUOTED.matcher(line);
    int from = quoted.lookingAt() ? quoted.end() : 0;
    int least = line.length();
    String first = ",";
    for (String separator : SEPARATORS) {
      int at = line.indexOf(separator, from);
      if (at < 0 || at >= least) continue;
      least = at;
      first = separator;
    }
    return first;
  }

  /// A line.
  ///
  /// @param fields its fields
  /// @param number its number, from 1
  record Line(List<String> fields, long number) {}

  /// The first line that is not blank.
  ///
  /// @throws FileFormatException if there is none
  Line first() {
    List<Line> first = new ArrayList<>();
    read((fields, number) -> first.add(new Line(fields, number)), 1);
    if (first.isEmpty()) throw new FileFormatException(file.path() + ": the file is empty");
    return first.getFirst();
  }

  /// Gives every line that is not blank to `row`, in order.
  ///
  /// @throws FileFormatException if quotes are not as they should be
  void forEach(Row row) {
    read(row, Long.MAX_VALUE);
  }

  private void read(Row row, long most) {
    try {
      if (separator.equals(",") || separator.equals(";")) readQuoted(row, most);
      else readPlain(row, most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readQuoted(Row row, long most) throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(TextFile.MAX_LINE)
            .skipEmptyLines(true)
            .ofCsvRecord(file.reader())) {
      long rows = 0;
      for (CsvRecord record : reader) {
        List<String> fields = record.getFields();
        if (fields.size() == 1 && fields.getFirst().isBlank()) continue;
        row.accept(fields, record.getStartingLineNumber());
        if (++rows == most) return;
      }
    } catch (CsvParseException e) {
      String message = String.valueOf(e.getMessage());
      Matcher line = LINE.matcher(message);
      throw new FileFormatException(
          file.path() + (line.find() ? ":" + line.group(1) : "") + ": " + message);
    }
  }

  private void readPlain(Row row, long most) throws IOException {
    try (BufferedReader reader = new BufferedReader(file.reader())) {
      long number = 0;
      long rows = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) continue;
        row.accept(split(line), number);
        if (++rows == most) return;
      }
    }
  }

  private List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      fields.add(line.substring(from, at));
      from = at + separator.length();
    }
    fields.add(line.substring(from));
    return fields;
  }
}
