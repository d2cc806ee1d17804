package dev.simile.factors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// ALS of ratings keeps the contract, with biases and without.
class ExplicitAlsContractTest {
  abstract static class Contract extends ModelContract {
    private final String algorithm;

    Contract(String algorithm) {
      this.algorithm = algorithm;
    }

    @Override
    protected String algorithm() {
      return algorithm;
    }

    @Override
    protected boolean similarItems() {
      return true;
    }

    @Override
    protected boolean similarUsers() {
      return true;
    }
  }

  @Nested
  class Defaults extends Contract {
    Defaults() {
      super("als");
    }
  }

  @Nested
  class WithoutBiases extends Contract {
    WithoutBiases() {
      super("als:factors=5,epochs=6,biases=false,regularization=.2");
    }
  }
}
