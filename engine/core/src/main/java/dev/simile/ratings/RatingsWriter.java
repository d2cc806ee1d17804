package dev.simile.ratings;

import dev.simile.sparse.Csr;
import dev.simile.store.Disk;
import dev.simile.store.Failures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Writes ratings as a CSV file that other tools read, user after user, each row in its order. The
/// file appears whole or not at all.
final class RatingsWriter {
  private static final int BUFFER = 1 << 16;

  private final Disk.Channel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  private RatingsWriter(Disk.Channel channel) {
    this.channel = channel;
  }

  /// Writes `ratings` to `file`; makes its folder if that is absent.
  ///
  /// @throws java.io.UncheckedIOException as [Disk#replace]
  static void write(Ratings ratings, Disk disk, Path file) {
    try {
      Files.createDirectories(
          Objects.requireNonNull(disk.target(file).toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw Failures.of(file, "cannot be written", e);
    }
    disk.replace(file, channel -> new RatingsWriter(channel).write(ratings));
  }

  private void write(Ratings ratings) throws IOException {
    text("user,item" + (ratings.rated() ? ",rating" : "") + (ratings.timed() ? ",time\n" : "\n"));
    Csr rows = ratings.byUser();
    for (int user = 0; user < rows.rows(); user++) {
      for (long i = rows.start(user); i < rows.end(user); i++) {
        id(ratings.userMap(), user);
        put((byte) ',');
        id(ratings.itemMap(), rows.column(i));
        if (ratings.rated()) rating(rows.value(i));
        if (ratings.timed()) text("," + rows.time(i));
        put((byte) '\n');
      }
    }
    flush();
  }

  /// The shortest text that reads back as the same float; whole numbers without `.0`.
  private void rating(float value) throws IOException {
    int whole = (int) value;
    text(whole == value && Math.abs(whole) < 1 << 24 ? "," + whole : "," + value);
  }

  private void id(IdMap ids, int index) throws IOException {
    MemorySegment bytes = ids.bytes();
    long start = ids.offsets().at(index);
    long end = ids.offsets().at(index + 1L);
    boolean quoted = start < end && (space(bytes, start) || space(bytes, end - 1));
    for (long i = start; i < end && !quoted; i++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, i);
      quoted = b == ',' || b == '"' || b == '\n' || b == '\r';
    }
    if (quoted) put((byte) '"');
    for (long i = start; i < end; i++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, i);
      if (b == '"') put(b);
      put(b);
    }
    if (quoted) put((byte) '"');
  }

  private static boolean space(MemorySegment bytes, long i) {
    byte b = bytes.get(ValueLayout.JAVA_BYTE, i);
    return b == ' ' || b == '\t';
  }

  private void text(String text) throws IOException {
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) put(b);
  }

  private void put(byte b) throws IOException {
    if (!buffer.hasRemaining()) flush();
    buffer.put(b);
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) <= 0) throw new IOException("the disk takes no more bytes");
    }
    buffer.clear();
  }
}
