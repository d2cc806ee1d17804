package dev.simile.ratings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// A regular file, read at many places at once. It is read, not mapped: another process that
/// truncates a mapped file ends the JVM.
///
/// A chunk owns the lines that begin in its range of bytes; it reads on to the end of the last one.
final class FileSource implements Source {
  private static final int SLACK = 1 << 10;

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final int chunkSize;
  private final int maxLine;
  private final AtomicInteger next = new AtomicInteger();

  FileSource(Path file, String name, int chunkSize, int maxLine) throws IOException {
    this.name = name;
    this.chunkSize = chunkSize;
    this.maxLine = maxLine;
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] head() throws IOException {
    byte[] head = new byte[(int) Math.min(size, HEAD)];
    return Arrays.copyOf(head, read(head, 0, head.length, 0));
  }

  @Override
  public long fill(Chunk chunk) throws IOException {
    int number = next.getAndIncrement();
    long start = (long) number * chunkSize;
    if (number < 0 || start >= size) return 0;
    chunk.number = number;
    chunk.failure = null;
    long end = Math.min(size, start + chunkSize);
    // One byte before the range tells whether a line begins with it.
    long begin = Math.max(0, start - 1);
    int wanted = (int) Math.min(size - begin, end - begin + SLACK);
    chunk.ensure(wanted + 1);
    int base = Swar.PADDING;
    int limit = base + read(chunk.bytes, base, wanted, begin);
    int rangeEnd = (int) Math.min(limit, base + (end - begin));
    int first = base;
    if (start > 0) {
      first = lineFeed(chunk.bytes, base, rangeEnd) + 1;
      if (first == 0) first = rangeEnd; // no line begins here
    }
    chunk.from = first;
    chunk.to = first;
    if (first >= rangeEnd) return end - start;
    // The last line of this chunk ends at the first line feed at or after the range's last byte.
    int from = rangeEnd - 1;
    while (true) {
      int feed = lineFeed(chunk.bytes, from, limit);
      if (feed >= 0) {
        chunk.to = feed + 1;
        break;
      }
      long position = begin + (limit - base);
      if (position >= size) {
        chunk.bytes[limit] = '\n';
        chunk.to = limit + 1;
        break;
      }
      int lastLine = lastLine(chunk.bytes, first, rangeEnd);
      if (limit - lastLine > maxLine) {
        chunk.to = lastLine;
        chunk.failure = Chunk.tooLong(maxLine);
        break;
      }
      int more = (int) Math.min(size - position, Math.max(SLACK, limit - base));
      chunk.ensure(limit - base + more + 1);
      int got = read(chunk.bytes, limit, more, position);
      if (got == 0) throw shrunk();
      from = limit;
      limit += got;
    }
    return end - start;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static int lineFeed(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') return i;
    }
    return -1;
  }

  private static int lastLine(byte[] bytes, int first, int end) {
    int at = end - 1;
    while (at > first && bytes[at - 1] != '\n') at--;
    return at;
  }

  private int read(byte[] bytes, int offset, int length, long position) throws IOException {
    int done = 0;
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (done < length) {
      int got = channel.read(buffer, position + done);
      if (got < 0) throw shrunk();
      done += got;
    }
    return done;
  }

  private RatingsFormatException shrunk() {
    return new RatingsFormatException(name + ": became shorter while it was read");
  }
}
