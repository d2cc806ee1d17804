package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// iALS keeps the contract, with every solver.
class ImplicitAlsContractTest {
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
  class Defaults extends Contract {
    Defaults() {
      super("ials");
    }
  }

  @Nested
  class Cholesky extends Contract {
    Cholesky() {
      super(
          "ials:solver=cholesky,factors=17,epochs=4,unobserved-weight=1,confidence=linear,alpha=.5");
    }
  }

  @Nested
  class Blocks extends Contract {
    Blocks() {
      super("ials:solver=block,block=5,factors=18,epochs=4");
    }
  }

  @Nested
  class Stopped extends Contract {
    Stopped() {
      super("ials:factors=8,epochs=9,early-stopping=2,regularization-exponent=0,confidence=linear");
    }

    /// A single rating leaves nothing to hold.
    @Override
    public void aSingleRatingIsEnough() {
      assertThatThrownBy(super::aSingleRatingIsEnough).hasMessageContaining("there are none");
    }
  }

  @Nested
  class Unregularized extends Contract {
    Unregularized() {
      super("ials:factors=4,epochs=3,regularization=0,unobserved-weight=0");
    }
  }
}
