package dev.simile.factors;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;

/// What a query of a [ProfileFactorization] needs: beside the rows, one on the heap to add up what
/// items say.
final class ProfileScratch extends RowScratch {
  private final float[] row;

  ProfileScratch(Memory memory, int items, int factors) {
    super(memory, items, factors);
    row = new float[FloatMatrix.strideOf(factors)];
  }

  /// The row.
  float[] row() {
    return row;
  }
}
