package dev.simile.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The off-heap memory of one artifact: ratings, a model, a thread's scratch. One shared [Arena];
/// closing it frees every view at once, and a view used afterwards throws [IllegalStateException].
///
/// Every allocation is zeroed, aligned to 64 bytes and entered in the [Ledger] under its owner and
/// purpose. Thread-safe. Views never close; only the owner does.
public final class Memory implements AutoCloseable {
  /// Bytes to which every allocation is aligned: a cache line and the widest vector.
  public static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final String owner;
  private final List<Allocation> allocations = new ArrayList<>();
  private long bytes;
  private boolean closed;

  /// One entry of the account: what the bytes are for and how many they are.
  public record Allocation(String purpose, long bytes) {}

  private Memory(String owner) {
    this.owner = owner;
  }

  /// Opens an empty account for `owner`, a short name such as `ratings` or `model mf`.
  public static Memory open(String owner) {
    return new Memory(owner);
  }

  /// Bytes that `elements` of `elementBytes` each take here, padding included; for estimates.
  public static long sizeOf(long elements, int elementBytes) {
    return aligned(Math.multiplyExact(elements, elementBytes));
  }

  /// Allocates zeroed bytes; `bytes` may be 0.
  ///
  /// @throws IllegalArgumentException if `bytes` is negative
  /// @throws OutOfMemoryError if the system refuses
  public MemorySegment allocate(String purpose, long bytes) {
    if (bytes < 0)
      throw new IllegalArgumentException(purpose + " bytes must be >= 0, was " + bytes);
    long size = aligned(bytes);
    synchronized (this) {
      if (closed) throw new IllegalStateException("memory of " + owner + " is closed");
      MemorySegment segment = Pages.allocate(arena, size, ALIGNMENT).asSlice(0, bytes);
      allocations.add(new Allocation(purpose, size));
      this.bytes += size;
      Ledger.add(owner, size);
      return segment;
    }
  }

  /// Allocates `length` floats, all 0.
  public Floats floats(String purpose, long length) {
    return Floats.view(allocate(purpose, Math.multiplyExact(length, Float.BYTES)));
  }

  /// Allocates `length` doubles, all 0.
  public Doubles doubles(String purpose, long length) {
    return Doubles.view(allocate(purpose, Math.multiplyExact(length, Double.BYTES)));
  }

  /// Allocates `length` ints, all 0.
  public Ints ints(String purpose, long length) {
    return Ints.view(allocate(purpose, Math.multiplyExact(length, Integer.BYTES)));
  }

  /// Allocates `length` longs, all 0.
  public Longs longs(String purpose, long length) {
    return Longs.view(allocate(purpose, Math.multiplyExact(length, Long.BYTES)));
  }

  /// Allocates a `rows` x `columns` matrix of zeros whose stride is `columns` rounded up to 16
  /// floats.
  public FloatMatrix matrix(String purpose, int rows, int columns) {
    return FloatMatrix.view(
        allocate(
            purpose, Math.multiplyExact((long) rows * Float.BYTES, FloatMatrix.strideOf(columns))),
        rows,
        columns);
  }

  /// Whose memory this is.
  public String owner() {
    return owner;
  }

  /// Bytes held now, padding included; 0 after close.
  public synchronized long bytes() {
    return bytes;
  }

  /// What is held now, in the order of allocation.
  public synchronized List<Allocation> allocations() {
    return List.copyOf(allocations);
  }

  /// Frees everything. Closing twice does nothing.
  @Override
  public void close() {
    synchronized (this) {
      if (closed) return;
      closed = true;
      Ledger.remove(owner, bytes);
      bytes = 0;
      allocations.clear();
    }
    arena.close();
  }

  private static long aligned(long bytes) {
    return Math.addExact(bytes, ALIGNMENT - 1) & -ALIGNMENT;
  }
}
