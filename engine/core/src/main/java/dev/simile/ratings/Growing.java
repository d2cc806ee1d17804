package dev.simile.ratings;

import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;

/// Off-heap bytes that double as needed; what they outgrow is given back at once.
final class Growing implements AutoCloseable {
  private final String owner;
  private final String purpose;
  private Memory memory;
  private MemorySegment segment;

  Growing(String owner, String purpose, long bytes) {
    this.owner = owner;
    this.purpose = purpose;
    memory = Memory.open(owner);
    segment = memory.allocate(purpose, bytes);
  }

  /// The bytes; valid until the next call of [#ensure].
  MemorySegment segment() {
    return segment;
  }

  /// Makes room for `bytes` and keeps the first `used`; what is new is zero.
  void ensure(long bytes, long used) {
    if (bytes > segment.byteSize()) grow(bytes, used);
  }

  private void grow(long bytes, long used) {
    Memory larger = Memory.open(owner);
    try {
      MemorySegment next =
          larger.allocate(purpose, Math.max(bytes, Math.multiplyExact(segment.byteSize(), 2L)));
      MemorySegment.copy(segment, 0, next, 0, used);
      memory.close();
      memory = larger;
      segment = next;
    } catch (OutOfMemoryError e) {
      larger.close();
      throw e;
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
