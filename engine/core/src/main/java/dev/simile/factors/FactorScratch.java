package dev.simile.factors;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Scratch;
import dev.simile.topk.Shortlist;
import org.jspecify.annotations.Nullable;

/// What a query of a [MatrixFactorization] needs: the row of a history, a tile of users' rows, and,
/// once a history comes, the fold-in.
final class FactorScratch extends Scratch {
  /// Users scored at once.
  static final int TILE = 32;

  private final FloatMatrix query;
  private final FloatMatrix tile;
  private final Floats tileBases;
  private final Shortlist.Query shortlistQuery;
  private final FactorConfig config;
  private final double meanRating;
  private @Nullable FoldIn foldIn;

  FactorScratch(Memory memory, int items, FactorConfig config, double meanRating) {
    super(memory, items);
    this.config = config;
    this.meanRating = meanRating;
    query = memory.matrix("scratch", 1, config.factors());
    tile = memory.matrix("scratch", TILE, config.factors());
    tileBases = memory.floats("scratch", TILE);
    shortlistQuery = new Shortlist.Query(memory, config.factors());
  }

  /// The row of one history.
  FloatMatrix query() {
    return query;
  }

  /// The rows of several users.
  FloatMatrix tile() {
    return tile;
  }

  /// mu + bu of the tile's users.
  Floats tileBases() {
    return tileBases;
  }

  /// What a query of the shortlist needs.
  Shortlist.Query shortlistQuery() {
    return shortlistQuery;
  }

  /// The solver.
  FoldIn foldIn() {
    FoldIn solver = foldIn;
    if (solver == null) foldIn = solver = new FoldIn(config, meanRating);
    return solver;
  }
}
