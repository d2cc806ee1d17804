package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.History;
import dev.simile.Ids;
import dev.simile.catalog.Algorithms;
import dev.simile.model.Model;
import dev.simile.model.ModelContract;
import dev.simile.ratings.Ratings;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// User neighbors keep the contract with either scoring; NeighborVariantsTest has the similarities.
/// One promise they keep in another way: without the training rows nobody has neighbors with
/// ratings, so everybody is answered as nobody.
class UserNeighborsContractTest {
  @SuppressWarnings("exports") // JUnit is not a module that the engine requires
  abstract static class Contract extends ModelContract {
    @Override
    protected boolean similarUsers() {
      return true;
    }

    @Test
    @Override
    public void aModelSavedWithoutRatingsAnswersHistoriesTheSame(@TempDir Path folder) {
      Path file = folder.resolve("a.simile");
      try (Ratings ratings =
              Ratings.builder()
                  .add("a", "x", 5f)
                  .add("a", "y", 3f)
                  .add("b", "x", 4f)
                  .add("b", "z", 2f)
                  .build();
          Model<?> model = train(ratings, Compute.defaults())) {
        model.saveWithoutRatings(file);
        try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
          String nobody = loaded.recommend(Ids.UNKNOWN, 3, Filter.all()).toString();
          assertThat(nobody)
              .isEqualTo(model.recommend(History.empty(), 3, Filter.all()).toString());
          assertThat(loaded.recommend(History.of(0, 1), 3, Filter.all()).toString())
              .isEqualTo(nobody);
          assertThat(loaded.covers(0, 2)).isFalse();
          assertThat(loaded.predict(0, 2)).isEqualTo(model.predict(Ids.UNKNOWN, 2));
          assertThat(loaded.seen().count(0)).isZero();
        }
      }
    }
  }

  @Nested
  class Defaults extends Contract {
    @Override
    protected String algorithm() {
      return "user-knn";
    }
  }

  @Nested
  class Pearson extends Contract {
    @Override
    protected String algorithm() {
      return "user-knn:scoring=rating,similarity=pearson,neighbors=7,shrinkage=5";
    }
  }
}
