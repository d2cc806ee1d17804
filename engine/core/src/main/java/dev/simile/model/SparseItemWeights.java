package dev.simile.model;

import dev.simile.kernel.Kernels;
import dev.simile.memory.Doubles;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;

/// [ItemWeights] most of which are 0: 8 bytes for each of the others. A query costs the rows of the
/// asker's items.
public abstract class SparseItemWeights extends ItemWeights {
  private final Csr weights;
  private final Floats entries;

  /// A model that takes over `memory`.
  ///
  /// @param weights row j has the w_ji; with values, columns ascending in each row
  protected SparseItemWeights(
      Memory memory, Base base, Kernels kernels, boolean values, Doubles means, Csr weights) {
    super(memory, base, kernels, values, means);
    Floats entries = weights.valueView();
    if (entries == null) throw new IllegalArgumentException("weights must have values");
    this.weights = weights;
    this.entries = entries;
  }

  /// The weights that [#write] wrote.
  protected static Csr readWeights(StoreReader in, Base base) {
    int items = base.items().size();
    Csr weights = Sections.read(in, "weights", items, items);
    if (!weights.hasValues()) throw in.corrupt("section 'weights.values'", "it is missing");
    for (int row = 0; row < items; row++) {
      for (long at = weights.start(row) + 1; at < weights.end(row); at++) {
        if (weights.column(at) < weights.column(at - 1))
          throw in.corrupt("section 'weights.columns'", "row " + row + " does not ascend");
      }
    }
    return weights;
  }

  @Override
  protected void write(StoreWriter out) {
    super.write(out);
    Sections.write(out, "weights", weights);
  }

  /// The weights: row j has the w_ji.
  public final Csr weights() {
    return weights;
  }

  /// O(log of the row's length).
  @Override
  public final float weight(int j, int i) {
    long low = weights.start(j);
    long high = weights.end(j) - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      int column = weights.column(middle);
      if (column == i) return entries.at(middle);
      if (column < i) low = middle + 1;
      else high = middle - 1;
    }
    return 0f;
  }

  @Override
  protected final void add(int j, float x, MemorySegment sums) {
    kernels()
        .accumulate(weights.columnView(), entries, weights.start(j), weights.degree(j), x, sums);
  }
}
