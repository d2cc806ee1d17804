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

  @Nested
  class TwoRates extends Contract {
    TwoRates() {
      super("mf:optimizer=adagrad,factors=12,epochs=5");
    }
  }

  @Nested
  class TwoRatesWithoutBiases extends Contract {
    TwoRatesWithoutBiases() {
      super("mf:optimizer=adagrad,loss=huber,factors=9,epochs=8,biases=false,regularization=.3");
    }
  }

  @Nested
  class Logistic extends Contract {
    Logistic() {
      super("mf:loss=logistic,factors=6,epochs=8,learning-rate=.1,positive-from=3.5");
    }
  }

  @Nested
  class SparseAndNonNegative extends Contract {
    SparseAndNonNegative() {
      super("mf:loss=absolute,factors=7,epochs=6,l1=.002,non-negative=true");
    }
  }
}
