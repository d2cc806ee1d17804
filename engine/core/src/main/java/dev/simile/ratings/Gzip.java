package dev.simile.ratings;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates gzip (RFC 1952), several members one after the other included, and is strict where the
/// JDK's stream is lenient: a file that ends early, a wrong check sum and bytes after the last
/// member are errors, since what they hide are ratings. Refuses what inflates beyond measure.
final class Gzip extends InputStream {
  /// Bytes from which on the ratio counts.
  static final long FREE = 64L << 20;

  /// The most that a byte may inflate to; text of ratings stays below 50.
  static final int MAX_RATIO = 200;

  /// The most that comes out.
  static final long MAX_BYTES = 1L << 42;

  private final InputStream in;
  private final String name;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int limit;
  private long consumed;
  private long produced;
  private long member;
  private boolean inside;
  private boolean over;

  Gzip(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /// True if these bytes begin as gzip does.
  static boolean recognized(byte[] head) {
    return head.length >= 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) return 0;
    while (!over) {
      if (!inside && !open()) break;
      int got = inflate(bytes, offset, length);
      if (got > 0) return got;
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    try {
      while (true) {
        int got = inflater.inflate(bytes, offset, length);
        if (got > 0) {
          sum.update(bytes, offset, got);
          member += got;
          produced += got;
          if (produced > MAX_BYTES) throw error("inflates to more than " + MAX_BYTES + " bytes");
          if (produced > FREE && produced / MAX_RATIO > consumed)
            throw error("inflates to more than " + MAX_RATIO + " times its size; inflate it first");
          return got;
        }
        if (inflater.finished()) {
          at = limit - inflater.getRemaining();
          trailer();
          return 0;
        }
        if (inflater.needsDictionary()) throw error("gzip is damaged: it asks for a dictionary");
        if (inflater.needsInput()) {
          if (!more()) throw truncated();
          inflater.setInput(buffer, 0, limit);
          at = limit;
        }
      }
    } catch (DataFormatException e) {
      throw error("gzip is damaged: " + e.getMessage());
    }
  }

  /// Reads the header of a member; false if the file ends here instead.
  private boolean open() throws IOException {
    if (at == limit && !more()) {
      if (consumed == 0) throw truncated();
      over = true;
      return false;
    }
    if (next() != 0x1F || next() != 0x8B) throw error("bytes follow the end of gzip");
    if (next() != 8) throw error("gzip is damaged: unknown method");
    int flags = next();
    if ((flags & 0xE0) != 0) throw error("gzip is damaged: unknown flags");
    for (int i = 0; i < 6; i++) next();
    if ((flags & 4) != 0) {
      int extra = next() | next() << 8;
      for (int i = 0; i < extra; i++) next();
    }
    if ((flags & 8) != 0) skipText();
    if ((flags & 16) != 0) skipText();
    if ((flags & 2) != 0) {
      next();
      next();
    }
    inflater.reset();
    inflater.setInput(buffer, at, limit - at);
    sum.reset();
    member = 0;
    inside = true;
    return true;
  }

  private void trailer() throws IOException {
    inside = false;
    if (four() != sum.getValue()) throw error("gzip is damaged: its check sum is wrong");
    if (four() != (member & 0xFFFFFFFFL)) throw error("gzip is damaged: its length is wrong");
  }

  private void skipText() throws IOException {
    int c;
    do c = next();
    while (c != 0);
  }

  private long four() throws IOException {
    return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (at == limit && !more()) throw truncated();
    return buffer[at++] & 0xFF;
  }

  private boolean more() throws IOException {
    int got = in.read(buffer, 0, buffer.length);
    at = 0;
    limit = Math.max(got, 0);
    consumed += limit;
    return got > 0;
  }

  private RatingsFormatException truncated() {
    return error("gzip ends in the middle: the file is truncated");
  }

  private RatingsFormatException error(String what) {
    return new RatingsFormatException(name + ": " + what);
  }
}
