package dev.simile.baseline;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// A random order keeps the contract.
class RandomOrderContractTest {
  @Nested
  class Seeded extends ModelContract {
    @Override
    protected String algorithm() {
      return "random:seed=7";
    }
  }
}
