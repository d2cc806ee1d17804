package dev.simile.ratings;

import dev.simile.Ids;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Ids and their dense indexes, off-heap, in both directions: the UTF-8 bytes of all ids one after
/// the other, where each begins, and an open-addressing hash table of indexes, at most half full.
public final class IdMap implements Ids {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final MemorySegment bytes;
  private final Longs offsets;
  private final Ints table;
  private final int size;

  private IdMap(MemorySegment bytes, Longs offsets, Ints table) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.table = table;
    this.size = (int) (offsets.length() - 1);
  }

  /// A map over ids in the order of their indexes; builds the hash table in `memory`.
  ///
  /// @param bytes the UTF-8 bytes of all ids, one after the other
  /// @param offsets where each id begins, and the end: one more than there are ids
  /// @throws IllegalArgumentException if the offsets do not ascend from 0 to the end of `bytes`, or
  ///   an id stands twice
  public static IdMap build(Memory memory, String purpose, MemorySegment bytes, Longs offsets) {
    long count = offsets.length() - 1;
    if (count < 0 || count > Integer.MAX_VALUE / 2)
      throw new IllegalArgumentException(
          "ids must be 0.." + Integer.MAX_VALUE / 2 + ", were " + count);
    if (offsets.at(0) != 0 || offsets.at(count) != bytes.byteSize())
      throw new IllegalArgumentException("offsets of ids must run from 0 to " + bytes.byteSize());
    for (long i = 0; i < count; i++) {
      if (offsets.at(i) > offsets.at(i + 1))
        throw new IllegalArgumentException("offsets of ids must ascend, id " + i + " does not");
    }
    long slots = Long.highestOneBit(Math.max(4, 2 * count) * 2 - 1);
    IdMap map = new IdMap(bytes, offsets, memory.ints(purpose + " table", slots));
    for (int i = 0; i < map.size; i++) {
      long start = offsets.at(i);
      long slot = map.slot(bytes, start, offsets.at(i + 1L) - start);
      if (map.table.at(slot) != 0)
        throw new IllegalArgumentException("id '" + map.idOf(i) + "' stands twice");
      map.table.set(slot, i + 1);
    }
    return map;
  }

  /// A copy in other memory.
  public IdMap copy(Memory memory, String purpose) {
    MemorySegment bytesCopy = memory.allocate(purpose + " bytes", bytes.byteSize()).copyFrom(bytes);
    Longs offsetCopy = memory.longs(purpose + " offsets", offsets.length());
    offsetCopy.segment().copyFrom(offsets.segment());
    Ints tableCopy = memory.ints(purpose + " table", table.length());
    tableCopy.segment().copyFrom(table.segment());
    return new IdMap(bytesCopy, offsetCopy, tableCopy);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int indexOf(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return indexOf(MemorySegment.ofArray(utf8), 0, utf8.length);
  }

  /// The index of the id in `length` bytes of `text` at `offset`, or [#UNKNOWN].
  public int indexOf(MemorySegment text, long offset, long length) {
    return table.at(slot(text, offset, length)) - 1;
  }

  @Override
  public String idOf(int index) {
    Objects.checkIndex(index, size);
    long start = offsets.at(index);
    byte[] utf8 =
        bytes.asSlice(start, offsets.at(index + 1L) - start).toArray(ValueLayout.JAVA_BYTE);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// The bytes of all ids.
  public MemorySegment bytes() {
    return bytes;
  }

  /// Where each id begins, and the end.
  public Longs offsets() {
    return offsets;
  }

  /// The hash of `length` bytes, the same on every machine.
  static long hash(MemorySegment text, long offset, long length) {
    long hash = length * MIX;
    for (long i = 0; i < length; i++) {
      hash = (hash ^ text.get(ValueLayout.JAVA_BYTE, offset + i)) * MIX;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private long slot(MemorySegment text, long offset, long length) {
    long mask = table.length() - 1;
    long slot = hash(text, offset, length) & mask;
    while (true) {
      int entry = table.at(slot);
      if (entry == 0) return slot;
      long start = offsets.at(entry - 1L);
      if (offsets.at(entry) - start == length
          && MemorySegment.mismatch(bytes, start, start + length, text, offset, offset + length)
              < 0) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
