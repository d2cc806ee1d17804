package dev.simile.factors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Matrix factorization keeps the contract, with every kind of setting.
class FactorContractTest {
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
      super("mf");
    }
  }

  @Nested
  class ConstantRegularization extends Contract {
    ConstantRegularization() {
      super("mf:factors=17,epochs=5,regularization=.05,regularization-mode=constant");
    }
  }

  @Nested
  class WithoutBiases extends Contract {
    WithoutBiases() {
      super("mf:factors=5,epochs=10,biases=false,regularization=.1,regularization-mode=constant");
    }
  }

  @Nested
  class Unregularized extends Contract {
    Unregularized() {
      super("mf:factors=3,epochs=2,regularization=0,decay=1");
    }
  }
}
