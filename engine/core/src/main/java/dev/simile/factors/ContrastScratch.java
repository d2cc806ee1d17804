package dev.simile.factors;

import dev.simile.memory.Memory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a query of a model of preferences needs: beside the rows, once a history comes, the
/// fold-in.
final class ContrastScratch extends RowScratch {
  private final Supplier<ContrastFoldIn> maker;
  private @Nullable ContrastFoldIn foldIn;

  ContrastScratch(Memory memory, int items, int factors, Supplier<ContrastFoldIn> maker) {
    super(memory, items, factors);
    this.maker = maker;
  }

  /// The solver.
  ContrastFoldIn foldIn() {
    ContrastFoldIn solver = foldIn;
    if (solver == null) foldIn = solver = maker.get();
    return solver;
  }
}
