package dev.simile.baseline;

import dev.simile.model.ModelContract;

class PopularityContractTest extends ModelContract {
  @Override
  protected String algorithm() {
    return "popular";
  }
}
