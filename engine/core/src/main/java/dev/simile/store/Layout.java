package dev.simile.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The form of a store file, version 1, little-endian:
///
/// ```
/// block 0    magic, version, length of the file, id, count of sections, where the directory is, CRC of this block
/// ...        sections, each from a multiple of 64 bytes on, zeros between
/// directory  per section: name, elements, shape, where it is, how long
/// table      one CRC32C a block of 4096 bytes from block 1 on (the last may be short), then the CRC of the table
/// ```
///
/// Each block's CRC covers the file's id and the block's number too, so that a misplaced block is
/// seen. The id is the first 8 bytes of the SHA-256 of the contents: equal contents give equal
/// files.
final class Layout {
  static final long MAGIC = 0x0A1A454C494D4953L; // "SIMILE", control-Z, newline
  static final int VERSION = 1;
  static final int BLOCK = 4096;
  static final int ALIGNMENT = 64;
  static final int MAX_SECTIONS = 4096;
  static final int MAX_NAME = 255;

  static final int AT_VERSION = 8;
  static final int AT_SECTIONS = 12;
  static final int AT_LENGTH = 16;
  static final int AT_ID = 24;
  static final int AT_DIRECTORY = 32;
  static final int AT_DIRECTORY_LENGTH = 40;
  static final int AT_TABLE = 48;
  static final int AT_HEADER_CRC = BLOCK - 4;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Layout() {}

  /// What the elements of a section are.
  enum Elements {
    TEXT(0, 1),
    BYTES(1, 1),
    INTS(2, 4),
    LONGS(3, 8),
    FLOATS(4, 4),
    DOUBLES(5, 8);

    /// As written in the directory.
    final int code;

    /// Bytes of an element.
    final int bytes;

    Elements(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    static @Nullable Elements of(int code) {
      for (Elements elements : values()) {
        if (elements.code == code) return elements;
      }
      return null;
    }
  }

  /// One entry of the directory. `rows` and `columns` are those of a matrix, else 0.
  record Section(String name, Elements elements, int rows, int columns, long offset, long length) {}

  static long aligned(long offset) {
    return Math.addExact(offset, ALIGNMENT - 1) & -ALIGNMENT;
  }

  /// Number of blocks after the header in a file whose table begins at `table`.
  static long blocks(long table) {
    return (table - BLOCK + BLOCK - 1) / BLOCK;
  }

  /// The check sum of block `number`, `bytes` of it.
  static int crc(long id, long number, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    ByteBuffer seed = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    crc.update(seed.putLong(id).putLong(number).flip());
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static int headerCrc(MemorySegment header) {
    CRC32C crc = new CRC32C();
    crc.update(header.asSlice(0, AT_HEADER_CRC).asByteBuffer());
    return (int) crc.getValue();
  }
}
