package dev.simile.ratings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/// A stream: standard input, a pipe, what gzip inflates to. One thread at a time reads (and
/// inflates) into its own chunk while the others parse theirs.
final class StreamSource implements Source {
  private final String name;
  private InputStream in;
  private final int chunkSize;
  private final int maxLine;
  private byte[] carry = new byte[0]; // bytes of a line whose end has not been read
  private int carried;
  private int next;
  private boolean over;
  private byte @Nullable [] head;

  StreamSource(InputStream in, String name, int chunkSize, int maxLine) {
    this.in = in;
    this.name = name;
    this.chunkSize = chunkSize;
    this.maxLine = maxLine;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public synchronized byte[] head() throws IOException {
    if (head == null) {
      head = in.readNBytes(HEAD);
      in = new SequenceInputStream(new ByteArrayInputStream(head), in);
    }
    return head.clone();
  }

  @Override
  public synchronized long fill(Chunk chunk) throws IOException {
    if (over) return 0;
    int base = Swar.PADDING;
    int size = Math.max(chunkSize, carried);
    chunk.ensure(size + 1);
    chunk.number = next++;
    chunk.failure = null;
    chunk.from = base;
    System.arraycopy(carry, 0, chunk.bytes, base, carried);
    int had = carried;
    int limit = base + carried;
    int searched = base;
    carried = 0;
    while (true) {
      int room = base + size - limit;
      int got = in.readNBytes(chunk.bytes, limit, room);
      limit += got;
      if (got < room) {
        over = true;
        if (limit > base && chunk.bytes[limit - 1] != '\n') chunk.bytes[limit++] = '\n';
        chunk.to = limit;
        return Math.max(1, limit - base - had);
      }
      int end = limit;
      while (end > searched && chunk.bytes[end - 1] != '\n') end--;
      if (end > searched) {
        chunk.to = end;
        keep(chunk.bytes, end, limit);
        if (carried > maxLine) fail(chunk);
        return Math.max(1, limit - base - had);
      }
      searched = limit;
      if (limit - base > maxLine) {
        chunk.to = base;
        fail(chunk);
        return Math.max(1, limit - base - had);
      }
      size = 2 * (limit - base);
      chunk.ensure(size + 1);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fail(Chunk chunk) {
    chunk.failure = Chunk.tooLong(maxLine);
    over = true;
  }

  private void keep(byte[] bytes, int from, int to) {
    carried = to - from;
    if (carry.length < carried) carry = new byte[Math.max(carried, 2 * carry.length)];
    System.arraycopy(bytes, from, carry, 0, carried);
  }
}
