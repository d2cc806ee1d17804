package dev.simile.cluster;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Co-clustering keeps the contract with few and with many groups.
class CoClusteringContractTest {
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
      return "co-clustering";
    }
  }

  @Nested
  class ManyGroups extends Contract {
    @Override
    protected String algorithm() {
      return "co-clustering:user-clusters=40,item-clusters=9,epochs=3,starts=1,seed=5";
    }
  }
}
