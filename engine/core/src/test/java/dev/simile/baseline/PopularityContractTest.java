package dev.simile.baseline;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Popularity keeps the contract, whatever its score.
class PopularityContractTest {
  @Nested
  class Count extends ModelContract {
    @Override
    protected String algorithm() {
      return "popular";
    }
  }

  @Nested
  class Decayed extends ModelContract {
    @Override
    protected String algorithm() {
      return "popular:score=decayed,half-life=100";
    }

    @Override
    protected boolean unrated() {
      return false;
    }
  }

  @Nested
  class Damped extends ModelContract {
    @Override
    protected String algorithm() {
      return "popular:score=damped,damping=2.5";
    }
  }
}
