package dev.simile.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A view of off-heap ints with long indexes. It owns nothing: its [Memory] does.
public final class Ints {
  private final MemorySegment segment;
  private final long length;

  private Ints(MemorySegment segment) {
    this.segment = segment;
    this.length = segment.byteSize() / Integer.BYTES;
  }

  /// A view of all whole ints in `segment`, in the machine's byte order.
  public static Ints view(MemorySegment segment) {
    return new Ints(segment);
  }

  /// Number of ints.
  public long length() {
    return length;
  }

  /// Element `i`.
  public int at(long i) {
    return segment.getAtIndex(ValueLayout.JAVA_INT, i);
  }

  /// Sets element `i`.
  public void set(long i, int value) {
    segment.setAtIndex(ValueLayout.JAVA_INT, i, value);
  }

  /// Copies `count` elements from `from` on to the beginning of `into`. A loop over the array is
  /// quick from its first round, one over the segment only once it is compiled.
  public void copyTo(long from, int[] into, int count) {
    MemorySegment.copy(segment, ValueLayout.JAVA_INT, from << 2, into, 0, count);
  }

  /// The `count` elements from `from` on, as a view of the same memory.
  public Ints slice(long from, long count) {
    return new Ints(segment.asSlice(from * Integer.BYTES, count * Integer.BYTES));
  }

  /// The bytes behind this view.
  public MemorySegment segment() {
    return segment;
  }
}
