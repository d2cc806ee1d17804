package dev.simile.neighbors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// User neighbors keep the contract with either scoring; NeighborVariantsTest has the similarities.
class UserNeighborsContractTest {
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean similarUsers() {
      return true;
    }

    @Override
    protected boolean answersFromRows() {
      return true;
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "user-knn";
    }

    @Override
    protected boolean recommendsZeros() {
      return false;
    }
  }

  @Nested
  class Pearson extends Contract {
    @Override
    protected String algorithm() {
      return "user-knn:scoring=rating,similarity=pearson,neighbors=7,shrinkage=5";
    }
  }

  @Nested
  class Counts extends Contract {
    @Override
    protected String algorithm() {
      return "user-knn:scoring=share,similarity=pmi,neighbors=9,kept=30";
    }

    @Override
    protected boolean recommendsZeros() {
      return false;
    }
  }
}
