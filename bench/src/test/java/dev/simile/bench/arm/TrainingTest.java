package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.kernel.Kernels;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.ratings.Ratings;
import java.io.IOException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is trained while time is taken is the model that the scalar kernels train on one thread.
class TrainingTest {
  private RatingsFile file = new RatingsFile();
  private final Dataset data = new Dataset();

  @BeforeEach
  void open() throws IOException {
    file = Prepared.file();
    data.read(file);
  }

  @AfterEach
  void close() throws IOException {
    data.close();
    file.delete();
  }

  private static void agree(BiFunction<String, Pool, Long> checksum) {
    Pool one = Prepared.pool(1);
    long expected = checksum.apply("scalar", one);
    for (Kernels provider : Kernels.available()) {
      for (int threads = 1; threads <= 3; threads++) {
        Pool pool = Prepared.pool(threads);
        assertThat(checksum.apply(provider.name(), pool))
            .as("%s, %d threads", provider.name(), threads)
            .isEqualTo(expected);
        pool.close();
      }
    }
    one.close();
  }

  @Test
  void factors() {
    SgdTraining training = new SgdTraining();
    training.factors = 20;
    training.algorithm = "mf:seed=3";
    agree(
        (provider, pool) -> {
          training.provider = provider;
          try (Model<?> model = training.model(data, pool)) {
            assertThat(model.algorithm()).contains("factors=20").contains("epochs=5");
            return model.checksum();
          }
        });
    Count.Units units = new Count.Units();
    assertThat(training.train(data, Prepared.pool(1), units)).isPositive();
    assertThat(units.units).isEqualTo(5 * 20_000);
  }

  @Test
  void similarities() {
    SimilarityTraining training = new SimilarityTraining();
    training.count(data);
    agree(
        (provider, pool) -> {
          training.provider = provider;
          try (Model<?> model = training.model(data, pool)) {
            return model.checksum();
          }
        });
    Count.Units units = new Count.Units();
    assertThat(training.train(data, Prepared.pool(1), units)).isPositive();
    Ratings ratings = data.ratings();
    long pairs = 0;
    for (int user = 0; user < ratings.userCount(); user++) {
      for (int i = 0; i < ratings.count(user); i++) pairs += ratings.count(user);
    }
    assertThat(units.units).isEqualTo(pairs);
  }

  @Test
  void models() {
    ModelTraining training = new ModelTraining();
    for (String text : new String[] {"mf:factors=12,epochs=3", "item-knn", "baseline"}) {
      training.model = text;
      Pool pool = Prepared.pool(2);
      Compute scalar = new Compute(Kernels.named("scalar"), pool.workers(), Progress.none());
      try (Model<?> expected = Algorithms.train(text, data.ratings(), scalar);
          Model<?> trained = training.train(data, pool)) {
        assertThat(trained.checksum()).as(text).isEqualTo(expected.checksum());
      }
      Count.Units units = new Count.Units();
      assertThat(training.model(data, pool, units)).isPositive();
      assertThat(units.units).isEqualTo(20_000);
      pool.close();
    }
  }
}
