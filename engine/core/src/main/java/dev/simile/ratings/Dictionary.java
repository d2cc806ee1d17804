package dev.simile.ratings;

import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Ids to numbers in the order in which they come, off-heap and growing: the dictionary of one
/// worker. Not thread-safe.
///
/// An open-addressing table, at most half full, of 16-byte slots: a key, the number + 1 and the
/// length of the id. The key of an id of up to eight bytes is the id itself (an id has no NUL, so
/// padding with NUL keeps keys of one length apart), that of a longer one a hash, and its bytes are
/// compared.
final class Dictionary implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final int SLOT = 16;
  private static final int MAX_IDS = Integer.MAX_VALUE / 2;

  private final String what;
  private final Growing bytesMemory;
  private final Growing endsMemory;
  private Memory tableMemory;
  private MemorySegment table;
  private MemorySegment bytes;
  private MemorySegment ends; // where the id of a number ends in the bytes
  private int shift;
  private int limit;
  private int size;
  private long used;
  private byte[] scratch = new byte[64];

  Dictionary(String what) {
    this.what = what;
    bytesMemory = new Growing("reader", what + " bytes", 1 << 12);
    endsMemory = new Growing("reader", what + " ends", 1 << 12);
    bytes = bytesMemory.segment();
    ends = endsMemory.segment();
    tableMemory = Memory.open("reader");
    int slots = 1 << 10;
    table = tableMemory.allocate(what + " table", (long) slots * SLOT);
    limit = slots / 2;
    shift = Long.numberOfLeadingZeros(slots - 1L);
  }

  int size() {
    return size;
  }

  /// The key of an id; see above.
  static long key(byte[] text, int start, int length) {
    if (length <= 8) return Swar.load(text, start) & Swar.low(length);
    long hash = length;
    int i = 0;
    for (; i <= length - 8; i += 8) hash = mix(hash ^ Swar.load(text, start + i));
    if (i < length) hash = mix(hash ^ (Swar.load(text, start + i) & Swar.low(length - i)));
    return hash;
  }

  private static long mix(long hash) {
    long product = hash * MIX;
    return product ^ (product >>> 32);
  }

  /// The number of the id in `length` bytes of `text` at `start`, a new one if it is new. Eight
  /// bytes after the id must be readable.
  ///
  /// @param key what [#key] says
  int number(byte[] text, int start, int length, long key) {
    long mask = table.byteSize() - SLOT;
    long slot = ((key * MIX) >>> shift) * SLOT;
    while (true) {
      long held = table.get(LONG, slot);
      long entry = table.get(LONG, slot + 8);
      if (held == key && (int) (entry >>> 32) == length) {
        int number = (int) entry - 1;
        if (length <= 8 || same(number, text, start, length)) return number;
      }
      if (entry == 0) return insert(slot, text, start, length, key);
      slot = (slot + SLOT) & mask;
    }
  }

  /// The numbers of `n` ids in `text`, as [#number] gives them one after the other.
  void numbers(byte[] text, int[] starts, int[] lengths, long[] keys, int n, int[] numbers) {
    int i = 0;
    while (i < n) {
      int before = size;
      MemorySegment slots = table;
      long mask = slots.byteSize() - SLOT;
      int bits = shift;
      // Most ids are known: this loop is all there is for them, and many of its loads overlap.
      for (; i < n && size == before; i++) {
        long key = keys[i];
        int length = lengths[i];
        long slot = ((key * MIX) >>> bits) * SLOT;
        while (true) {
          long entry = slots.get(LONG, slot + 8);
          if (slots.get(LONG, slot) == key
              && (int) (entry >>> 32) == length
              && (length <= 8 || same((int) entry - 1, text, starts[i], length))) {
            numbers[i] = (int) entry - 1;
            break;
          }
          if (entry == 0) {
            numbers[i] = insert(slot, text, starts[i], length, key);
            break;
          }
          slot = (slot + SLOT) & mask;
        }
      }
    }
  }

  /// The number of the id in other memory.
  int number(MemorySegment text, long start, int length) {
    if (scratch.length < length + Swar.PADDING) scratch = new byte[2 * length + Swar.PADDING];
    MemorySegment.copy(text, ValueLayout.JAVA_BYTE, start, scratch, 0, length);
    return number(scratch, 0, length, key(scratch, 0, length));
  }

  /// The bytes of all ids, one after the other.
  MemorySegment bytes() {
    return bytes;
  }

  /// Where the id of `number` begins in [#bytes()].
  long start(int number) {
    return number == 0 ? 0 : ends.get(LONG, (number - 1L) * Long.BYTES);
  }

  /// The length of the id of `number`.
  int length(int number) {
    return (int) (start(number + 1) - start(number));
  }

  /// The id of `number` as text.
  String idOf(int number) {
    byte[] utf8 = bytes.asSlice(start(number), length(number)).toArray(ValueLayout.JAVA_BYTE);
    return new String(utf8, java.nio.charset.StandardCharsets.UTF_8);
  }

  /// A copy as an immutable map.
  IdMap map(Memory memory) {
    Longs offsets = memory.longs(what + " offsets", size + 1L);
    MemorySegment.copy(ends, 0, offsets.segment(), Long.BYTES, (long) size * Long.BYTES);
    MemorySegment copy = memory.allocate(what + " bytes", used);
    MemorySegment.copy(bytes, 0, copy, 0, used);
    return IdMap.build(memory, what, copy, offsets);
  }

  /// Bytes that [#map] takes.
  long mapBytes() {
    long slots = Long.highestOneBit(Math.max(4, 2L * size) * 2 - 1);
    return Memory.sizeOf(size + 1L, Long.BYTES)
        + Memory.sizeOf(used, 1)
        + Memory.sizeOf(slots, Integer.BYTES);
  }

  @Override
  public void close() {
    tableMemory.close();
    bytesMemory.close();
    endsMemory.close();
  }

  private boolean same(int number, byte[] text, int start, int length) {
    long at = start(number);
    int i = 0;
    for (; i <= length - 8; i += 8) {
      if (bytes.get(LONG, at + i) != Swar.load(text, start + i)) return false;
    }
    for (; i < length; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != text[start + i]) return false;
    }
    return true;
  }

  private int insert(long slot, byte[] text, int start, int length, long key) {
    if (size == MAX_IDS)
      throw new RatingsFormatException("more than " + MAX_IDS + " " + what + " are not supported");
    bytesMemory.ensure(used + length, used);
    endsMemory.ensure((size + 1L) * Long.BYTES, (long) size * Long.BYTES);
    bytes = bytesMemory.segment();
    ends = endsMemory.segment();
    MemorySegment.copy(text, start, bytes, ValueLayout.JAVA_BYTE, used, length);
    used += length;
    ends.set(LONG, (long) size * Long.BYTES, used);
    table.set(LONG, slot, key);
    table.set(LONG, slot + 8, (long) length << 32 | (size + 1));
    size++;
    if (size >= limit) grow();
    return size - 1;
  }

  private void grow() {
    long slots = 2L * limit * 2;
    Memory larger = Memory.open("reader");
    MemorySegment next = larger.allocate(what + " table", slots * SLOT);
    shift--;
    long mask = next.byteSize() - SLOT;
    for (long from = 0; from < table.byteSize(); from += SLOT) {
      long entry = table.get(LONG, from + 8);
      if (entry == 0) continue;
      long key = table.get(LONG, from);
      long slot = ((key * MIX) >>> shift) * SLOT;
      while (next.get(LONG, slot + 8) != 0) slot = (slot + SLOT) & mask;
      next.set(LONG, slot, key);
      next.set(LONG, slot + 8, entry);
    }
    tableMemory.close();
    tableMemory = larger;
    table = next;
    limit *= 2;
  }
}
