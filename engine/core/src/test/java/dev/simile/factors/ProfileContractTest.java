package dev.simile.factors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// SVD++ and asymmetric SVD keep the contract.
class ProfileContractTest {
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
  class SvdPlusPlus extends Contract {
    SvdPlusPlus() {
      super("svd++:factors=6,epochs=10");
    }
  }

  @Nested
  class SvdPlusPlusByFrequency extends Contract {
    SvdPlusPlusByFrequency() {
      super("svd++:factors=5,epochs=4,regularization=1,regularization-mode=frequency,decay=.9");
    }
  }

  @Nested
  class Asymmetric extends Contract {
    Asymmetric() {
      super("asymmetric-svd:factors=6,epochs=10");
    }
  }

  @Nested
  class AsymmetricUnregularized extends Contract {
    AsymmetricUnregularized() {
      super("asymmetric-svd:factors=17,epochs=2,regularization=0");
    }
  }
}
