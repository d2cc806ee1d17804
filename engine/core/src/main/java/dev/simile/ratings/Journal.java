package dev.simile.ratings;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes what workers made of their chunks in whatever order, and goes through it in the order of
/// the input: numbers lines, writes rejected ones, stops at the first one too many. Thread-safe.
final class Journal implements AutoCloseable {
  private static final int SHOWN = 1000;

  private final long maxRejects;
  private final @Nullable Path file;
  private final @Nullable OutputStream out;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Integer, Piece> waiting = new HashMap<>();
  private final List<String> shown = new ArrayList<>();
  private int next;
  private boolean failed;
  private long line = 1;
  private long entries;
  private long rejected;
  private long blank;
  private long headers;

  Journal(ReadOptions options) {
    Path rejects = options.rejects();
    this.maxRejects = options.maxRejects();
    this.file = rejects;
    try {
      out = rejects == null ? null : open(rejects, options.append());
    } catch (IOException e) {
      throw new UncheckedIOException(rejects + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static OutputStream open(Path rejects, boolean append) throws IOException {
    return new BufferedOutputStream(
        append
            ? Files.newOutputStream(rejects, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
            : Files.newOutputStream(rejects));
  }

  /// Begins the next source, whose chunks count from 0 and whose lines from 1.
  synchronized void begin() {
    next = 0;
    line = 1;
  }

  /// Takes what became of a chunk.
  ///
  /// @throws RatingsFormatException if a line of it, or of one that waited for it, is one too many
  synchronized void commit(Piece piece) {
    if (failed) return; // what comes after the first failure must not hide it
    waiting.put(piece.number, piece);
    while (true) {
      Piece first = waiting.remove(next);
      if (first == null) return;
      next++;
      failed = true;
      settle(first);
      failed = false;
    }
  }

  private void settle(Piece piece) {
    piece.firstLine = line;
    for (Piece.Reject reject : piece.rejects()) {
      String place = piece.source.name() + ":" + (line + reject.line);
      if (rejected == maxRejects) throw new RatingsFormatException(place + ": " + reject.reason);
      rejected++;
      if (shown.size() < SHOWN) shown.add(place + ": " + reject.reason);
      write(place, reject);
    }
    piece.forget();
    line += piece.lines;
    if (piece.failure != null)
      throw new RatingsFormatException(piece.source.name() + ":" + line + ": " + piece.failure);
    blank += piece.blank;
    headers += piece.headers;
    entries += piece.endEntry - piece.firstEntry;
    pieces.add(piece);
  }

  private void write(String place, Piece.Reject reject) {
    OutputStream stream = out;
    byte[] text = reject.text;
    if (stream == null || text == null) return;
    try {
      stream.write((place + "\t" + reject.reason + "\t").getBytes(StandardCharsets.UTF_8));
      stream.write(text);
      stream.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// The chunks in the order of the input.
  List<Piece> pieces() {
    return pieces;
  }

  /// Entries of all chunks.
  long entries() {
    return entries;
  }

  /// Rejected lines.
  long rejected() {
    return rejected;
  }

  /// Where the entry at `position` of the input comes from.
  String place(long position) {
    long before = 0;
    for (Piece piece : pieces) {
      long count = piece.endEntry - piece.firstEntry;
      if (position < before + count)
        return piece.source.name() + ":" + piece.line(position - before);
      before += count;
    }
    throw new IllegalArgumentException("there is no entry " + position);
  }

  /// The account.
  ReadSummary summary(long ratings, long start) {
    return new ReadSummary(
        entries + rejected,
        ratings,
        entries - ratings,
        rejected,
        shown,
        blank,
        headers,
        (System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    try {
      if (out != null) out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
