package dev.simile;

import dev.simile.memory.Floats;
import dev.simile.memory.Memory;

/// A tile of scores, `rows` users x `items`, off-heap, row-major, each row padded to 16 floats.
/// Made once, filled tile after tile. Not thread-safe.
public final class Scores implements AutoCloseable {
  private final Memory memory = Memory.open("scores");
  private final Floats floats;
  private final int rows;
  private final int items;
  private final int stride;

  private Scores(int rows, int items) {
    this.rows = rows;
    this.items = items;
    this.stride = Math.addExact(items, 15) & -16;
    this.floats = memory.floats("tile", (long) rows * stride);
  }

  /// A tile of zeros.
  public static Scores of(int rows, int items) {
    if (rows < 1 || items < 0)
      throw new IllegalArgumentException(
          "a tile must be at least 1 x 0, was " + rows + " x " + items);
    return new Scores(rows, items);
  }

  /// Number of rows there is room for.
  public int rows() {
    return rows;
  }

  /// Number of items of a row.
  public int items() {
    return items;
  }

  /// Floats from one row to the next.
  public int stride() {
    return stride;
  }

  /// Byte offset of `row`.
  public long offset(int row) {
    return (long) row * stride * Float.BYTES;
  }

  /// Score of `item` in `row`.
  public float at(int row, int item) {
    return floats.at((long) row * stride + item);
  }

  /// The whole tile.
  public Floats floats() {
    return floats;
  }

  @Override
  public void close() {
    memory.close();
  }
}
