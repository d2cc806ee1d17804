package dev.simile.linear;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.simile.Compute;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The inverse of a symmetric positive definite matrix in its own place, in floats: the sweep
/// operator (Goodnight 1979) on blocks of [#BLOCK] rows and columns. With D the block on the
/// diagonal and U the columns below and the rows before it, a step is
///
/// ```
/// A_ij -= (U inverse(D))_i U_j'    of all other rows and columns
/// U     = U inverse(D)
/// D     = -inverse(D)
/// ```
///
/// and after the last one the matrix is its negated inverse. Only the lower triangle is read and
/// written: n^3 floating-point operations, nearly all in [Kernels#subtractProduct], which
/// Cholesky's factorization and its inverse need too. Blocks on the diagonal are inverted in
/// double. No element's operations depend on the number of threads.
///
/// The error is that of Cholesky's method: about a unit in the last place of a float times the
/// condition number, times a few.
final class SymmetricInverse {
  /// Whole tiles of the kernels' registers, and a panel fits the first-level cache: 4 % faster than
  /// 192, as fast as 288.
  static final int BLOCK = 240;

  private static final int PANEL = 16;
  private static final int PANELS = BLOCK / PANEL;

  private final FloatMatrix matrix;
  private final MemorySegment data;
  private final int n;
  private final int blocks;
  private final Compute compute;
  private final Kernels kernels;
  private final FloatMatrix sides; // U
  private final FloatMatrix panels; // U'
  private final FloatMatrix products; // U inverse(D)
  private final FloatMatrix pivotPanels; // -inverse(D)
  private final Tile[] tiles; // of the workers

  private SymmetricInverse(FloatMatrix matrix, Memory working, Compute compute) {
    this.matrix = matrix;
    this.data = matrix.segment();
    this.n = matrix.rows();
    this.blocks = blocks(n);
    this.compute = compute;
    this.kernels = compute.kernels();
    sides = working.matrix("sides", n, BLOCK);
    panels = working.matrix("panels", Math.multiplyExact(blocks, PANELS * BLOCK), PANEL);
    products = working.matrix("products", n, BLOCK);
    pivotPanels = working.matrix("pivot", PANELS * BLOCK, PANEL);
    tiles = new Tile[compute.workers().threads()];
    for (int i = 0; i < tiles.length; i++) tiles[i] = new Tile();
  }

  /// Off-heap bytes of the working memory.
  static long estimate(int n) {
    return 2 * Memory.sizeOf((long) n * BLOCK, Float.BYTES)
        + Memory.sizeOf((blocks(n) + 1L) * BLOCK * BLOCK, Float.BYTES);
  }

  private static int blocks(int n) {
    return (n + BLOCK - 1) / BLOCK;
  }

  /// Replaces the lower triangle of `matrix`, diagonal included, by that of its negated inverse.
  ///
  /// @param matrix square
  /// @return false if it is not positive definite as far as its floats tell; then it is spoilt
  static boolean negated(FloatMatrix matrix, Compute compute) {
    int n = matrix.rows();
    try (Memory working = Memory.open("inverse");
        Progress.Step step = compute.progress().step("inverse", n, "rows")) {
      SymmetricInverse inverse = new SymmetricInverse(matrix, working, compute);
      double[][] pivot = new double[BLOCK][BLOCK];
      for (int block = 0; block < inverse.blocks; block++) {
        if (!inverse.pivot(block, pivot)) return false;
        inverse.spread(block);
        inverse.subtract(block);
        step.advance(inverse.size(block));
      }
      return true;
    }
  }

  private int size(int block) {
    return Math.min(BLOCK, n - block * BLOCK);
  }

  /// Negates and inverts the block on the diagonal, and lays it out in panels.
  private boolean pivot(int block, double[][] pivot) {
    int first = block * BLOCK;
    int size = size(block);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) pivot[i][j] = matrix.at(first + i, first + j);
    }
    if (!sweep(pivot, size)) return false;
    pivotPanels.segment().fill((byte) 0);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        float value = (float) pivot[i][j];
        matrix.set(first + i, first + j, value);
        pivotPanels.set(j / PANEL * BLOCK + i, j % PANEL, value);
        pivotPanels.set(i / PANEL * BLOCK + j, i % PANEL, value);
      }
    }
    return true;
  }

  /// The sweep operator on single rows and columns, of the lower triangle.
  private static boolean sweep(double[][] a, int size) {
    double[] column = new double[size];
    for (int k = 0; k < size; k++) {
      double pivot = a[k][k];
      if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) return false;
      for (int i = 0; i < size; i++) column[i] = i < k ? a[k][i] : a[i][k];
      for (int i = 0; i < size; i++) {
        if (i == k) continue;
        double factor = -column[i] / pivot;
        double[] row = a[i];
        for (int j = 0; j <= i; j++) row[j] = Math.fma(factor, column[j], row[j]);
      }
      for (int i = 0; i < size; i++) {
        if (i < k) a[k][i] = column[i] / pivot;
        else a[i][k] = column[i] / pivot;
      }
      a[k][k] = -1 / pivot;
    }
    return true;
  }

  /// Takes U out of the matrix and puts U inverse(D) in its place.
  private void spread(int block) {
    compute
        .workers()
        .run(
            blocks,
            compute.progress(),
            (other, worker) -> {
              if (other != block) spread(block, other, tiles[worker]);
            });
  }

  private void spread(int block, int other, Tile tile) {
    int pivot = block * BLOCK;
    int depth = size(block);
    int first = other * BLOCK;
    int count = size(other);
    float[] rows = tile.rows;
    if (count < BLOCK) tile.clear();
    if (other > block) {
      for (int i = 0; i < count; i++)
        MemorySegment.copy(data, JAVA_FLOAT, at(first + i, pivot), rows, i * BLOCK, depth);
      tile.toPanels();
    } else {
      for (int k = 0; k < depth; k++) {
        MemorySegment.copy(data, JAVA_FLOAT, at(pivot + k, first), tile.column, 0, count);
        tile.putColumn(k);
      }
    }
    // Of the last block, what others have left there counts as zero.
    for (int i = 0; i < count && depth < BLOCK; i++)
      Arrays.fill(rows, i * BLOCK + depth, (i + 1) * BLOCK, 0f);
    long block0 = 4L * first * BLOCK;
    MemorySegment.copy(rows, 0, sides.segment(), JAVA_FLOAT, block0, count * BLOCK);
    MemorySegment.copy(tile.panels, 0, panels.segment(), JAVA_FLOAT, block0, BLOCK * BLOCK);
    products.segment().asSlice(block0, 4L * count * BLOCK).fill((byte) 0);
    kernels.subtractProduct(sides, first, count, pivotPanels, 0, PANELS, products, first, 0);
    MemorySegment.copy(products.segment(), JAVA_FLOAT, block0, rows, 0, count * BLOCK);
    if (other > block) {
      for (int i = 0; i < count; i++)
        MemorySegment.copy(rows, i * BLOCK, data, JAVA_FLOAT, at(first + i, pivot), depth);
    } else {
      tile.toPanels();
      for (int k = 0; k < depth; k++) {
        tile.takeColumn(k);
        MemorySegment.copy(tile.column, 0, data, JAVA_FLOAT, at(pivot + k, first), count);
      }
    }
  }

  private long at(int row, int column) {
    return matrix.offset(row) + 4L * column;
  }

  /// A block row by row, and as panels.
  private static final class Tile {
    final float[] rows = new float[BLOCK * BLOCK];
    final float[] panels = new float[BLOCK * BLOCK];
    final float[] column = new float[BLOCK];

    /// Leaves nothing of other blocks.
    void clear() {
      Arrays.fill(rows, 0f);
      Arrays.fill(column, 0f);
    }

    /// Lays the rows out in panels, 16 rows at a time.
    void toPanels() {
      for (int first = 0; first < BLOCK; first += PANEL) {
        for (int k = 0; k < BLOCK; k++) {
          int to = first * BLOCK + k * PANEL;
          for (int i = 0; i < PANEL; i++) panels[to + i] = rows[(first + i) * BLOCK + k];
        }
      }
    }

    /// Puts a column into both.
    void putColumn(int k) {
      for (int first = 0; first < BLOCK; first += PANEL)
        System.arraycopy(column, first, panels, first * BLOCK + k * PANEL, PANEL);
      for (int i = 0; i < BLOCK; i++) rows[i * BLOCK + k] = column[i];
    }

    /// Takes a column out of the panels.
    void takeColumn(int k) {
      for (int first = 0; first < BLOCK; first += PANEL)
        System.arraycopy(panels, first * BLOCK + k * PANEL, column, first, PANEL);
    }
  }

  /// Subtracts the products from all other rows and columns, one task a pair of blocks.
  private void subtract(int block) {
    int tasks = Math.toIntExact((long) blocks * (blocks + 1) / 2);
    compute
        .workers()
        .run(
            tasks,
            compute.progress(),
            (task, worker) -> {
              int row = (int) ((Math.sqrt(8.0 * task + 1) - 1) / 2);
              int column = task - row * (row + 1) / 2;
              if (row != block && column != block) subtract(row, column);
            });
  }

  private void subtract(int rowBlock, int columnBlock) {
    int row = rowBlock * BLOCK;
    int column = columnBlock * BLOCK;
    int count = size(rowBlock);
    int all = (size(columnBlock) + PANEL - 1) / PANEL;
    int panel = columnBlock * PANELS;
    if (row != column) {
      kernels.subtractProduct(products, row, count, panels, panel, all, matrix, row, column);
      return;
    }
    // Above the diagonal nothing is needed.
    for (int p = 0; p < all; p++) {
      int skipped = p * PANEL;
      kernels.subtractProduct(
          products,
          row + skipped,
          count - skipped,
          panels,
          panel + p,
          1,
          matrix,
          row + skipped,
          column + skipped);
    }
  }
}
