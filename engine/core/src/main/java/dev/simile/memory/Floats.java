package dev.simile.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A view of off-heap floats with long indexes. It owns nothing: its [Memory] does.
public final class Floats {
  private final MemorySegment segment;
  private final long length;

  private Floats(MemorySegment segment) {
    this.segment = segment;
    this.length = segment.byteSize() / Float.BYTES;
  }

  /// A view of all whole floats in `segment`, in the machine's byte order.
  public static Floats view(MemorySegment segment) {
    return new Floats(segment);
  }

  /// Number of floats.
  public long length() {
    return length;
  }

  /// Element `i`.
  public float at(long i) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
  }

  /// Sets element `i`.
  public void set(long i, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
  }

  /// Copies `count` elements from `from` on to the beginning of `into`. A loop over the array is
  /// quick from its first round, one over the segment only once it is compiled.
  public void copyTo(long from, float[] into, int count) {
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, from << 2, into, 0, count);
  }

  /// The `count` elements from `from` on, as a view of the same memory.
  public Floats slice(long from, long count) {
    return new Floats(segment.asSlice(from * Float.BYTES, count * Float.BYTES));
  }

  /// The bytes behind this view.
  public MemorySegment segment() {
    return segment;
  }
}
