package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Early stopping by the ranking of held items, of the models that learn to rank.
class RankingStopTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bpr:factors=16,learning-rate=.3,regularization=0,negative-regularization=0",
        "warp:factors=16,learning-rate=.3,regularization=0,negative-regularization=0",
        "logistic-mf:factors=16,learning-rate=.5,regularization=0"
      })
  void theBestEpochIsKept(String algorithm) {
    try (Ratings ratings = Tastes.ratings(200, 100, .2);
        Model<?> stopped = train(algorithm + ",epochs=300,early-stopping=3", ratings)) {
      List<Double> held = ndcg(stopped);
      assertThat(held).hasSizeLessThan(300);
      double most = held.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      int best = held.indexOf(most) + 1;
      assertThat(best).isEqualTo(held.size() - 3);
      // Training that ends there anyway.
      try (Model<?> whole = train(algorithm + ",early-stopping=10000,epochs=" + best, ratings)) {
        assertThat(ndcg(whole)).isEqualTo(held.subList(0, best));
        for (int user = 0; user < ratings.userCount(); user++) {
          for (int item = 0; item < ratings.itemCount(); item++)
            assertThat(stopped.predict(user, item)).isEqualTo(whole.predict(user, item));
        }
      }
    }
  }

  private static Model<?> train(String algorithm, Ratings ratings) {
    return Algorithms.train(algorithm, ratings, Compute.defaults());
  }

  private static List<Double> ndcg(Model<?> model) {
    return model instanceof PairwiseFactorization pairs
        ? pairs.heldNdcg()
        : ((LogisticFactorization) model).heldNdcg();
  }
}
