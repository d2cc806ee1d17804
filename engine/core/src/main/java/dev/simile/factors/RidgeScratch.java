package dev.simile.factors;

import dev.simile.kernel.Kernels;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;

/// What a query of a [RidgeModel] needs: beside the rows and a part of a history, the solver.
final class RidgeScratch extends PartScratch {
  private final RidgeSolver solver;
  private final Floats weights;

  RidgeScratch(Memory memory, int items, int factors, Kernels kernels) {
    super(memory, items, factors);
    solver = new RidgeSolver(memory, factors, kernels);
    weights = memory.floats("scratch", PART);
  }

  RidgeSolver solver() {
    return solver;
  }

  /// Weights of the part's items.
  Floats weights() {
    return weights;
  }
}
