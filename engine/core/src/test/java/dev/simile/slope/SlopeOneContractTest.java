package dev.simile.slope;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Slope One keeps the contract in either form.
class SlopeOneContractTest {
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean unrated() {
      return false;
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "slope-one";
    }
  }

  @Nested
  class Unweighted extends Contract {
    @Override
    protected String algorithm() {
      return "slope-one:weighted=false,self=true,min-support=3";
    }
  }
}
