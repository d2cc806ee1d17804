package dev.simile.neighbors;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Item neighbors keep the contract, whatever the similarity, center and scoring.
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
  class InverseDistance extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn:scoring=rating,similarity=inverse-distance,self=false";
    }
  }

  @Nested
  class TfIdf extends Contract {
    @Override
    protected String algorithm() {
      return "item-knn:weighting=tf-idf,shrinkage=20,shrinkage-form=denominator,neighbors=10,"
          + "center=z-score";
    }

    @Override
    protected boolean onScale() {
      return false; // a z-score of a narrow item carries far on a wide one
    }
  }
}
