package dev.simile.baseline;

import dev.simile.model.ModelContract;
import org.junit.jupiter.api.Nested;

/// Means keep the contract, whosever they are.
class MeanRatingContractTest {
  @Nested
  class Global extends ModelContract {
    @Override
    protected String algorithm() {
      return "mean:of=global";
    }
  }

  @Nested
  class User extends ModelContract {
    @Override
    protected String algorithm() {
      return "mean:of=user";
    }
  }

  @Nested
  class Item extends ModelContract {
    @Override
    protected String algorithm() {
      return "mean:of=item";
    }
  }
}
