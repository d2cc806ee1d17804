package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeighborConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "neighbors=0          | neighbors must be >= 1, was 0",
        "clusters=1           | clusters must be 0 or 2..65536, was 1",
        "clusters=65537       | clusters must be 0 or 2..65536, was 65537",
        "probes=0             | probes must be 1..65536, was 0",
        "kept=0               | kept must be all or >= 1, was 0",
        "kept=some            | kept must be all or a whole number >= 1, was 'some'",
        "shrinkage=-1         | shrinkage must be auto or >= 0, was -1",
        "shrinkage=x          | shrinkage must be a number (>= 0 or auto), was 'x'",
        "min-support=0        | min-support must be >= 1, was 0",
        "min-similarity=x     | min-similarity must be a number",
        "alpha=-1             | alpha must be auto or >= 0, was -1",
        "beta=-1              | beta must be >= 0, was -1",
        "euclidean-form=x     | euclidean-form must be one of shifted plain, was 'x'",
        "similarity=cosin     | similarity must be one of cosine",
        "neighbours=3         | unknown setting of item-knn 'neighbours'; did you mean 'neighbors'?"
      })
  void aBadSettingIsNamed(String setting, String message) {
    assertThatThrownBy(() -> Algorithms.canonical("item-knn:" + setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everySettingIsWritten() {
    assertThat(Algorithms.canonical("user-knn:kept=all,shrinkage=2.5"))
        .isEqualTo(
            "user-knn:neighbors=50,kept=all,similarity=cosine,norms=auto,"
                + "euclidean-form=shifted,alpha=auto,beta=0.5,center=auto,"
                + "weighting=none,shrinkage=2.5,shrinkage-form=auto,min-support=1,"
                + "min-similarity=0,self=true,imputation=row,scoring=sum,clusters=0,probes=4,"
                + "bias-method=als,bias-epochs=10,user-regularization=15,item-regularization=10,"
                + "bias-learning-rate=0.005,bias-regularization=0.02");
    String text = Algorithms.canonical("item-knn:shrinkage=auto");
    assertThat(Algorithms.canonical(text)).isEqualTo(text);
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    try (Ratings ratings = Ratings.builder().add("a", "x", -1f).add("b", "x", 2f).build()) {
      NeighborConfig config = NeighborConfig.defaults();
      assertThatThrownBy(
              () ->
                  ItemNeighbors.train(
                      ratings, config.similarity(Similarity.MSD).weighting(Weighting.BM25)))
          .hasMessage("weighting must be none with similarity=msd, was bm25");
      assertThatThrownBy(
              () ->
                  UserNeighbors.train(
                      ratings,
                      config.similarity(Similarity.MSD).shrinkageForm(ShrinkageForm.DENOMINATOR)))
          .hasMessage(
              "shrinkage-form must be support or degrees with similarity=msd, was denominator");
      assertThatThrownBy(
              () ->
                  ItemNeighbors.train(
                      ratings,
                      config.similarity(Similarity.LIFT).shrinkageForm(ShrinkageForm.DENOMINATOR)))
          .hasMessage(
              "shrinkage-form must be support or degrees with similarity=lift, was denominator");
      assertThatThrownBy(() -> ItemNeighbors.train(ratings, config.minSimilarity(2)))
          .hasMessage("min-similarity must be -1..1 with similarity=cosine, was 2.0");
      assertThatThrownBy(
              () ->
                  UserNeighbors.train(
                      ratings, config.similarity(Similarity.CONDITIONAL).alpha(1.5)))
          .hasMessage("alpha must be 0..1 with similarity=conditional, was 1.5");
      assertThatThrownBy(() -> ItemNeighbors.train(ratings, config.weighting(Weighting.TF_IDF)))
          .hasMessage("ratings must be >= 0 for weighting=tf-idf and bm25, the smallest was -1.0");
    }
  }

  /// More rows than a block, some with so few others in common that these are tracked, some not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "item-knn:kept=40",
        "item-knn:similarity=adjusted-cosine,kept=all,scoring=rating",
        "user-knn:similarity=pearson-baseline,kept=60",
        "user-knn:similarity=inverse-distance,kept=20",
        "user-knn:similarity=llr,kept=30",
        "item-knn:similarity=pmi,shrinkage=2,scoring=share,kept=all",
        "item-knn:similarity=conditional,alpha=.3,kept=25",
        "user-knn:similarity=tversky,alpha=.8,beta=.1,min-support=2,kept=25",
        "item-knn:similarity=euclidean,kept=all"
      })
  void threadsAndKernelsChangeNoBit(String algorithm) {
    Random random = new Random(3);
    RatingsBuilder builder = Ratings.builder();
    for (int n = 0; n < 9000; n++) {
      double skewed = random.nextDouble() * random.nextDouble();
      int item = (int) (400 * skewed);
      builder.add("u" + random.nextInt(300), "i" + item, (1 + random.nextInt(10)) / 2f);
    }
    try (Ratings ratings = builder.build()) {
      long expected = 0;
      for (Kernels kernels : Kernels.available()) {
        for (int threads : new int[] {1, 2, 3, 7}) {
          try (Workers workers = Workers.of(threads);
              Model<?> model =
                  Algorithms.train(
                      algorithm, ratings, new Compute(kernels, workers, Progress.none()))) {
            if (expected == 0) expected = model.checksum();
            assertThat(model.checksum()).as(kernels.name() + " " + threads).isEqualTo(expected);
          }
        }
      }
    }
  }
}
