package dev.simile.factors;

import dev.simile.memory.Memory;
import org.jspecify.annotations.Nullable;

/// What a query of a [MatrixFactorization] needs: beside the rows, once a history comes, the
/// fold-in.
final class FactorScratch extends RowScratch {
  private final FactorConfig config;
  private final double meanRating;
  private @Nullable FoldIn foldIn;

  FactorScratch(Memory memory, int items, FactorConfig config, double meanRating) {
    super(memory, items, config.factors());
    this.config = config;
    this.meanRating = meanRating;
  }

  /// The solver.
  FoldIn foldIn() {
    FoldIn solver = foldIn;
    if (solver == null) foldIn = solver = new FoldIn(config, meanRating);
    return solver;
  }
}
