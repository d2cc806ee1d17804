package dev.simile.factors;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.model.Scratch;
import dev.simile.topk.Shortlist;

/// What a query of a [FactorModel] needs: the row of a history and a tile of users' rows.
class RowScratch extends Scratch {
  /// Users scored at once.
  static final int TILE = 32;

  private final FloatMatrix query;
  private final FloatMatrix tile;
  private final Floats tileBases;
  private final Shortlist.Query shortlistQuery;

  RowScratch(Memory memory, int items, int factors) {
    super(memory, items);
    query = memory.matrix("scratch", 1, factors);
    tile = memory.matrix("scratch", TILE, factors);
    tileBases = memory.floats("scratch", TILE);
    shortlistQuery = new Shortlist.Query(memory, factors);
  }

  /// The row of one history.
  final FloatMatrix query() {
    return query;
  }

  /// The rows of several users.
  final FloatMatrix tile() {
    return tile;
  }

  /// mu + bu of the tile's users.
  final Floats tileBases() {
    return tileBases;
  }

  /// What a query of the shortlist needs.
  final Shortlist.Query shortlistQuery() {
    return shortlistQuery;
  }
}
