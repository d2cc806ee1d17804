package dev.simile.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A view of off-heap doubles with long indexes. It owns nothing: its [Memory] does.
public final class Doubles {
  private final MemorySegment segment;
  private final long length;

  private Doubles(MemorySegment segment) {
    this.segment = segment;
    this.length = segment.byteSize() / Double.BYTES;
  }

  /// A view of all whole doubles in `segment`, in the machine's byte order.
  public static Doubles view(MemorySegment segment) {
    return new Doubles(segment);
  }

  /// Number of doubles.
  public long length() {
    return length;
  }

  /// Element `i`.
  public double at(long i) {
    return segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
  }

  /// Sets element `i`.
  public void set(long i, double value) {
    segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
  }

  /// The bytes behind this view.
  public MemorySegment segment() {
    return segment;
  }
}
