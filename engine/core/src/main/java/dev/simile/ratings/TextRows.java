package dev.simile.ratings;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Small text files beside ratings (lists of ids, pairs, titles) by the rules of ratings: UTF-8
/// with or without a mark, LF or CRLF, quotes in CSV, gzip recognized, blank lines left out. They
/// are read whole, onto the heap.
public final class TextRows {
  private static final int MAX_BYTES = 1 << 28;

  private TextRows() {}

  /// One line.
  ///
  /// @param line its number, from 1
  /// @param fields its fields, at least one
  public record Row(int line, List<String> fields) {
    /// Copies the list.
    public Row {
      fields = List.copyOf(fields);
    }
  }

  /// Reads a file.
  ///
  /// @param input how its lines are laid out; AUTO recognizes `::`, a tab or a comma in the first
  ///   one, and takes the whole line for one field if there is none of them
  /// @throws RatingsFormatException if it cannot be read, is larger than 256 MiB, or a line is bad:
  ///   then with its place
  public static List<Row> read(Path file, Input input) {
    String name = file.toString();
    if (!Files.exists(file)) throw new RatingsFormatException(name + ": there is no such file");
    if (Files.isDirectory(file)) throw new RatingsFormatException(name + ": is a directory");
    if (!Files.isReadable(file))
      throw new RatingsFormatException(name + ": may not be read by this user");
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, name, input);
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": reading failed: " + e.getMessage(), e);
    }
  }

  private static List<Row> read(InputStream in, String name, Input input) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(2);
    boolean gzip = Gzip.recognized(buffered.readNBytes(2));
    buffered.reset();
    byte[] text = (gzip ? new Gzip(buffered, name) : buffered).readNBytes(MAX_BYTES + 1);
    if (text.length > MAX_BYTES)
      throw new RatingsFormatException(name + ": must not be larger than " + MAX_BYTES + " bytes");
    int at = Layout.mark(text, name);
    List<Row> rows = new ArrayList<>();
    Fields fields = null;
    for (int line = 1; at < text.length; line++) {
      int feed = at;
      while (feed < text.length && text[feed] != '\n') feed++;
      int end = feed > at && text[feed - 1] == '\r' ? feed - 1 : feed;
      if (end > at) {
        if (fields == null) fields = fields(text, at, end, input);
        String place = name + ":" + line + ": ";
        if (!Utf8.valid(text, at, end))
          throw new RatingsFormatException(
              place + "text must be valid UTF-8 without NUL, was " + Utf8.quote(text, at, end));
        String wrong = fields.split(text, at, end);
        if (wrong != null) throw new RatingsFormatException(place + wrong);
        List<String> found = fields.strings();
        if (input == Input.BASKET) found = found.stream().filter(word -> !word.isEmpty()).toList();
        if (!found.isEmpty()) rows.add(new Row(line, found));
      }
      at = feed + 1;
    }
    return rows;
  }

  private static Fields fields(byte[] text, int at, int end, Input input) {
    Input known = input;
    if (known == Input.AUTO) {
      String line = new String(text, at, end - at, StandardCharsets.ISO_8859_1);
      known = line.contains("::") ? Input.MOVIELENS : line.contains("\t") ? Input.TSV : Input.CSV;
    }
    return new Fields(
        Layout.separator(known), known == Input.MOVIELENS ? 2 : 1, known == Input.CSV);
  }
}
