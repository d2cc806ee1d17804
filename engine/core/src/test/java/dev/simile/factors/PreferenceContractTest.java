package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// BPR, WARP and logistic matrix factorization keep the contract, with every kind of setting.
class PreferenceContractTest {
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

    @Override
    protected boolean approximate() {
      return true;
    }
  }

  @Nested
  class Bpr extends Contract {
    Bpr() {
      super("bpr:factors=6,epochs=10");
    }
  }

  @Nested
  class BprWithoutBiasesByPopularity extends Contract {
    BprWithoutBiasesByPopularity() {
      super("bpr:factors=5,epochs=4,biases=false,sampling=popularity,regularization=0,decay=.9");
    }
  }

  @Nested
  class Warp extends Contract {
    Warp() {
      super("warp:factors=8,epochs=6");
    }
  }

  @Nested
  class WarpByPopularity extends Contract {
    WarpByPopularity() {
      super("warp:factors=17,epochs=5,sampling=popularity,draws=3,biases=false,early-stopping=2");
    }

    /// A single rating leaves nothing to hold.
    @Override
    public void aSingleRatingIsEnough() {
      assertThatThrownBy(super::aSingleRatingIsEnough).hasMessageContaining("there are none");
    }
  }

  @Nested
  class Logistic extends Contract {
    Logistic() {
      super("logistic-mf:factors=6,epochs=8");
    }
  }

  @Nested
  class LogisticByPopularity extends Contract {
    LogisticByPopularity() {
      super("logistic-mf:factors=9,epochs=3,negatives=1,sampling=popularity,early-stopping=1");
    }

    /// A single rating leaves nothing to hold.
    @Override
    public void aSingleRatingIsEnough() {
      assertThatThrownBy(super::aSingleRatingIsEnough).hasMessageContaining("there are none");
    }
  }
}
