package dev.simile.graph;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Random walks keep the contract, with ratings as one and by their value.
class RandomWalkContractTest {
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean similarItems() {
      return true;
    }

    @Override
    protected boolean recommendsZeros() {
      return false;
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "p3alpha";
    }
  }

  @Nested
  class Penalized extends Contract {
    @Override
    protected String algorithm() {
      return "rp3beta";
    }
  }

  @Nested
  class ByValue extends Contract {
    @Override
    protected String algorithm() {
      return "rp3beta:neighbors=7,alpha=1.4,beta=.3,normalize=true,implicit=false";
    }
  }
}
