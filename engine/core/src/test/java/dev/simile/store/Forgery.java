package dev.simile.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Files whose check sums are right and whose contents are not, as somebody who means harm would
/// make them.
public final class Forgery {
  private static final long[] NASTY = {
    0,
    1,
    -1,
    2,
    63,
    64,
    4095,
    4096,
    4097,
    1L << 31,
    (1L << 31) - 1,
    -(1L << 31),
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x7FC00000,
    0x7F800000,
    0x7F7FFFFF,
    0x7FF0000000000000L,
    0x7FEFFFFFFFFFFFFFL,
    0x1FFFFFFFFFFFFFFFL
  };

  private Forgery() {}

  /// Changes one to four places of the sections and the directory, and repairs the check sums.
  public static byte[] ofContents(byte[] good, Random random) {
    byte[] bad = good.clone();
    ByteBuffer bytes = ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) bytes.getLong(Layout.AT_TABLE);
    for (int i = random.nextInt(4); i >= 0; i--) change(bytes, Layout.BLOCK, table, random);
    repair(bad);
    return bad;
  }

  /// Changes the header, or the directory, and repairs the check sums.
  public static byte[] ofStructure(byte[] good, Random random) {
    byte[] bad = good.clone();
    ByteBuffer bytes = ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) bytes.getLong(Layout.AT_TABLE);
    int directory = (int) bytes.getLong(Layout.AT_DIRECTORY);
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (random.nextInt(4) == 0) change(bytes, Layout.AT_VERSION, Layout.AT_TABLE + 16, random);
      else change(bytes, directory, table, random);
    }
    repair(bad);
    return bad;
  }

  private static void change(ByteBuffer bytes, int from, int to, Random random) {
    int at = from + random.nextInt(to - from);
    long value = NASTY[random.nextInt(NASTY.length)] + random.nextInt(3) - 1;
    switch (random.nextInt(4)) {
      case 0 -> bytes.put(at, (byte) value);
      case 1 -> bytes.put(at, (byte) random.nextInt());
      case 2 -> bytes.putInt(Math.max(from, Math.min(at & -4, to - 4)), (int) value);
      default -> bytes.putLong(Math.max(from, Math.min(at & -8, to - 8)), value);
    }
  }

  /// Makes every check sum right.
  public static void repair(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long id = bytes.getLong(Layout.AT_ID);
    long table = bytes.getLong(Layout.AT_TABLE);
    boolean fits =
        table >= Layout.BLOCK
            && table <= file.length
            && 4 * Layout.blocks(table) + 4 == file.length - table;
    if (fits) {
      int at = (int) table;
      for (int from = Layout.BLOCK, number = 1; from < table; from += Layout.BLOCK, number++) {
        int length = Math.min(Layout.BLOCK, (int) table - from);
        bytes.putInt(at, Layout.crc(id, number, ByteBuffer.wrap(file, from, length)));
        at += 4;
      }
      int length = at - (int) table;
      bytes.putInt(at, Layout.crc(id, 0, ByteBuffer.wrap(file, (int) table, length)));
    }
    bytes.putInt(
        Layout.AT_HEADER_CRC, Layout.headerCrc(java.lang.foreign.MemorySegment.ofArray(file)));
  }
}
