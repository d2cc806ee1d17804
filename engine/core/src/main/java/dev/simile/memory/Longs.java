package dev.simile.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A view of off-heap longs with long indexes. It owns nothing: its [Memory] does.
public final class Longs {
  private final MemorySegment segment;
  private final long length;

  private Longs(MemorySegment segment) {
    this.segment = segment;
    this.length = segment.byteSize() / Long.BYTES;
  }

  /// A view of all whole longs in `segment`, in the machine's byte order.
  public static Longs view(MemorySegment segment) {
    return new Longs(segment);
  }

  /// Number of longs.
  public long length() {
    return length;
  }

  /// Element `i`.
  public long at(long i) {
    return segment.getAtIndex(ValueLayout.JAVA_LONG, i);
  }

  /// Sets element `i`.
  public void set(long i, long value) {
    segment.setAtIndex(ValueLayout.JAVA_LONG, i, value);
  }

  /// The `count` elements from `from` on, as a view of the same memory.
  public Longs slice(long from, long count) {
    return new Longs(segment.asSlice(from * Long.BYTES, count * Long.BYTES));
  }

  /// The bytes behind this view.
  public MemorySegment segment() {
    return segment;
  }
}
