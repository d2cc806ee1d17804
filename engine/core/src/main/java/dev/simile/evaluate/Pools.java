package dev.simile.evaluate;

import org.jspecify.annotations.Nullable;

/// Makes the workers' pools of one test.
@FunctionalInterface
interface Pools {
  /// A pool for one worker.
  Pool pool();

  /// What the pools are, in counts; null if they are the whole catalogue.
  default @Nullable PoolCases cases() {
    return null;
  }
}
