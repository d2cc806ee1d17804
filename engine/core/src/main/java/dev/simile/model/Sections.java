package dev.simile.model;

import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/// Sparse matrices as sections of a store file.
public final class Sections {
  private Sections() {}

  /// Adds `name.offsets`, `name.columns` and, where there are values, `name.values`. Times are left
  /// out.
  public static void write(StoreWriter out, String name, Csr matrix) {
    out.longs(name + ".offsets", matrix.offsetView()).ints(name + ".columns", matrix.columnView());
    Floats values = matrix.valueView();
    if (values != null) out.floats(name + ".values", values);
  }

  /// Reads and validates what [#write] wrote.
  ///
  /// @throws dev.simile.store.CorruptStoreException if it is not a `rows` x `columns` matrix
  public static Csr read(StoreReader in, String name, int rows, int columns) {
    Longs offsets = in.longs(name + ".offsets");
    Ints indexes = in.ints(name + ".columns");
    @Nullable Floats values = in.has(name + ".values") ? in.floats(name + ".values") : null;
    try {
      Csr matrix = Csr.view(rows, columns, offsets, indexes, values, null);
      matrix.validate();
      return matrix;
    } catch (IllegalArgumentException e) {
      throw in.corrupt("section '" + name + ".offsets'", String.valueOf(e.getMessage()));
    }
  }
}
