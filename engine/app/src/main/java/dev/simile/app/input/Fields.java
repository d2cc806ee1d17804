package dev.simile.app.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A small file of lines with fields, all of it in memory: CSV with quotes, or separated by tabs,
/// `::` or `|` without. UTF-8; a file that is not counts as ISO 8859-1.
///
/// @param path where it was read
/// @param lines the fields of each line that is not blank
/// @param numbers the number of each line in the file, from 1
record Fields(Path path, List<List<String>> lines, List<Long> numbers) {
  static Fields read(Path path) {
    return parse(path, decoded(bytes(path)));
  }

  /// What `in`, plain or compressed by gzip, holds, under the name `path`.
  static Fields read(InputStream in, Path path) throws IOException {
    byte[] bytes = in.readAllBytes();
    boolean gzip = bytes.length > 1 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!gzip) return parse(path, decoded(bytes));
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return parse(path, decoded(unpacked.readAllBytes()));
    }
  }

  private static Fields parse(Path path, String text) {
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    String separator =
        first.contains("::") ? "::" : first.contains("\t") ? "\t" : first.contains("|") ? "|" : ",";
    List<List<String>> lines = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    if (separator.equals(",")) {
      try (CsvReader<CsvRecord> reader =
          CsvReader.builder()
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .skipEmptyLines(true)
              .ofCsvRecord(text)) {
        for (CsvRecord record : reader) {
          lines.add(record.getFields());
          numbers.add(record.getStartingLineNumber());
        }
      } catch (CsvParseException e) {
        throw new UncheckedIOException(new IOException(path + ": " + e.getMessage(), e));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      long number = 0;
      for (String line : text.lines().toList()) {
        number++;
        if (line.isBlank()) continue;
        lines.add(split(line, separator));
        numbers.add(number);
      }
    }
    return new Fields(path, lines, numbers);
  }

  /// The lines of a file without blanks around them, empty ones left out.
  static List<String> lines(Path path) {
    return decoded(bytes(path)).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<String> split(String line, String separator) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      fields.add(line.substring(from, at));
      from = at + separator.length();
    }
    fields.add(line.substring(from));
    return fields;
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.isDirectory(path)) throw new IOException("it is a folder, not a file");
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw failure(path, "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw failure(path, "permission denied", e);
    } catch (IOException e) {
      throw failure(path, String.valueOf(e.getMessage()), e);
    }
  }

  private static String decoded(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static UncheckedIOException failure(Path path, String why, IOException e) {
    return new UncheckedIOException(path + ": cannot be read: " + why, e);
  }
}
