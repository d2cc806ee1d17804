package dev.simile.baseline;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// The baseline keeps the contract by either method.
class BaselineContractTest {
  @Nested
  class Als extends ModelContract {
    @Override
    protected String algorithm() {
      return "baseline";
    }
  }

  @Nested
  class Sgd extends ModelContract {
    @Override
    protected String algorithm() {
      return "baseline:method=sgd,epochs=20";
    }
  }
}
