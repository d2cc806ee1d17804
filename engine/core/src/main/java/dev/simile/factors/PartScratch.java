package dev.simile.factors;

import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;

/// Beside the rows, a part of a history, as kernels take it.
class PartScratch extends RowScratch {
  /// Items of a history that are added at once.
  static final int PART = 64;

  private final Ints index;
  private final Floats values;

  PartScratch(Memory memory, int items, int factors) {
    super(memory, items, factors);
    index = memory.ints("scratch", PART);
    values = memory.floats("scratch", PART);
  }

  /// The part's items.
  final Ints index() {
    return index;
  }

  /// Values of the part's items.
  final Floats values() {
    return values;
  }
}
