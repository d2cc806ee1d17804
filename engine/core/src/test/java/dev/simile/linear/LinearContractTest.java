package dev.simile.linear;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// EASE and SLIM keep the contract, with ratings as 1 and by their value.
class LinearContractTest {
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
  class EaseOfItems extends Contract {
    @Override
    protected String algorithm() {
      return "ease:regularization=30";
    }
  }

  @Nested
  class EaseOfRatings extends Contract {
    @Override
    protected String algorithm() {
      return "ease:regularization=100,values=true";
    }
  }

  @Nested
  class SlimOfItems extends Contract {
    @Override
    protected String algorithm() {
      return "slim:l1=1,l2=3";
    }
  }

  @Nested
  class SlimOfRatings extends Contract {
    @Override
    protected String algorithm() {
      return "slim:l1=10,l2=50,values=true";
    }
  }
}
