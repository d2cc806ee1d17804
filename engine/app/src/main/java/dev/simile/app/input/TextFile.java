package dev.simile.app.input;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file of text, all of its bytes in memory, unpacked if gzip packed them. It is UTF-8, with or
/// without a byte order mark; where it is not, all of it counts as ISO 8859-1, which is
/// [said][#encodingNote].
final class TextFile {
  /// The most bytes there may be.
  static final int MAX_BYTES = 1 << 30;

  /// The most bytes of a line.
  static final int MAX_LINE = 1 << 20;

  private final Path path;
  private final byte[] bytes;
  private final int start;
  private final int wrongAt; // where it is not UTF-8, or -1

  private TextFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
    start = mark();
    checkLines();
    wrongAt = notUtf8();
  }

  /// Reads a file; pipes work.
  ///
  /// @throws UncheckedIOException if it cannot be read
  /// @throws FileFormatException if it is no text: UTF-16, a NUL, or more than [#MAX_LINE] bytes on
  ///   a line
  static TextFile read(Path path) {
    try {
      if (Files.isDirectory(path)) throw new IOException("it is a folder, not a file");
      try (InputStream in = Files.newInputStream(path)) {
        return read(in, path);
      }
    } catch (NoSuchFileException e) {
      throw failure(path, "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw failure(path, "permission denied", e);
    } catch (IOException e) {
      throw failure(path, String.valueOf(e.getMessage()), e);
    }
  }

  /// Reads a stream under the name `path`.
  static TextFile read(InputStream in, Path path) throws IOException {
    byte[] head = in.readNBytes(2);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
    if (head.length < 2 || head[0] != 0x1f || (head[1] & 0xff) != 0x8b)
      return new TextFile(path, bytes(whole));
    try (GZIPInputStream unpacked = new GZIPInputStream(whole)) {
      return new TextFile(path, bytes(unpacked));
    } catch (ZipException | EOFException e) {
      throw new IOException("gzip is damaged or ends early: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    if (bytes.length == MAX_BYTES && in.read() >= 0)
      throw new IOException("it must have at most " + MAX_BYTES + " bytes of text");
    return bytes;
  }

  private static UncheckedIOException failure(Path path, String why, IOException e) {
    return new UncheckedIOException(path + ": cannot be read: " + why, e);
  }

  private int mark() {
    int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    if (first == 0xFFFE || first == 0xFEFF)
      throw new FileFormatException(path + ":1: text must be UTF-8, was UTF-16");
    return first == 0xEFBB && bytes.length > 2 && (bytes[2] & 0xff) == 0xBF ? 3 : 0;
  }

  private void checkLines() {
    int begin = start;
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == 0)
        throw new FileFormatException(path + ":" + line(i) + ": text must not hold NUL");
      if (bytes[i] == '\n') begin = i + 1;
      else if (i - begin >= MAX_LINE)
        throw new FileFormatException(
            path + ":" + line(i) + ": a line must have at most " + MAX_LINE + " bytes");
    }
  }

  private int notUtf8() {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(1 << 13);
    while (true) {
      var result = decoder.decode(in, out.clear(), true);
      if (result.isError()) return in.position();
      if (result.isUnderflow()) return -1;
    }
  }

  /// The number of the line that holds the byte at `at`.
  private long line(int at) {
    long line = 1;
    for (int i = 0; i < at; i++) line += bytes[i] == '\n' ? 1 : 0;
    return line;
  }

  /// Where it was read.
  Path path() {
    return path;
  }

  /// The text, from its beginning.
  Reader reader() {
    Charset charset = wrongAt < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return new InputStreamReader(
        new ByteArrayInputStream(bytes, start, bytes.length - start), charset);
  }

  /// The lines without blanks around them, empty ones left out.
  List<String> lines() {
    return new BufferedReader(reader())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /// That the text is not UTF-8, to be put behind a semicolon; empty if it is.
  String encodingNote() {
    return wrongAt < 0
        ? ""
        : "; line " + line(wrongAt) + " is not UTF-8, so all is read as ISO 8859-1";
  }
}
