package dev.simile.neighbors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Item neighbors keep the contract with either scoring; NeighborVariantsTest has the similarities.
class ItemNeighborsContractTest {
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean similarItems() {
      return true;
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn";
    }

    @Override
    protected boolean recommendsZeros() {
      return false;
    }
  }

  @Nested
  class Ratings extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn:scoring=rating,similarity=adjusted-cosine,center=baseline,neighbors=5,"
          + "kept=20,min-support=2";
    }
  }

  @Nested
  class Counts extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn:scoring=rating,similarity=lift,neighbors=9,shrinkage=2,kept=30";
    }
  }

  @Nested
  class Directed extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn:scoring=share,similarity=conditional,alpha=.5,neighbors=9,kept=30";
    }

    @Override
    protected boolean recommendsZeros() {
      return false;
    }
  }
}
