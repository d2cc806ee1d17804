package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;

/// The rows of a matrix by blocks of their columns, each block a matrix of its own.
final class BlockRows {
  private final int width;
  private final FloatMatrix[] blocks;

  BlockRows(Memory memory, FloatMatrix rows, int width, Compute compute) {
    this.width = width;
    blocks = new FloatMatrix[(rows.columns() + width - 1) / width];
    for (int block = 0; block < blocks.length; block++)
      blocks[block] =
          memory.matrix("blocks", rows.rows(), Math.min(width, rows.columns() - block * width));
    compute
        .workers()
        .ranges(
            rows.rows(),
            1024,
            compute.progress(),
            (from, to, worker) -> {
              for (int row = from; row < to; row++) {
                for (int block = 0; block < blocks.length; block++)
                  MemorySegment.copy(
                      rows.segment(),
                      rows.offset(row) + 4L * block * width,
                      blocks[block].segment(),
                      blocks[block].offset(row),
                      4L * blocks[block].columns());
              }
            });
  }

  /// Bytes of one.
  static long estimate(int rows, int columns, int width) {
    int stride = FloatMatrix.strideOf(Math.min(width, columns));
    int blocks = (columns + width - 1) / width;
    return blocks * Memory.sizeOf((long) rows * stride, Float.BYTES);
  }

  /// Number of blocks.
  int count() {
    return blocks.length;
  }

  /// All rows of one block.
  FloatMatrix block(int block) {
    return blocks[block];
  }

  /// The first column of a block.
  int first(int block) {
    return block * width;
  }
}
