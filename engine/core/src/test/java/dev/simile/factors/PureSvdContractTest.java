package dev.simile.factors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// PureSVD keeps the contract, with fewer and with more factors than the ratings' rank.
class PureSvdContractTest {
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

    @Override
    protected boolean onScale() {
      return false;
    }
  }

  @Nested
  class Few extends Contract {
    Few() {
      super("pure-svd:factors=7,iterations=3");
    }
  }

  @Nested
  class Defaults extends Contract {
    Defaults() {
      super("pure-svd");
    }
  }
}
