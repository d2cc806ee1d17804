package dev.simile.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GramTest {
  /// Ones, whole numbers, halves, quarters, and whole numbers too great for bytes: all exact here.
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "-1, true", ".5, true", ".25, true", "300, true"})
  void theProductsAreTheDefinitions(float scale, boolean values) {
    SplittableRandom random = new SplittableRandom(3);
    RatingsBuilder builder = Ratings.builder();
    for (int i = 0; i < 900; i++) {
      int rating = 1 + random.nextInt(5);
      builder.add("u" + random.nextInt(40), "i" + random.nextInt(70), rating * scale);
    }
    try (Ratings ratings = builder.build();
        Memory memory = Memory.open("test")) {
      int items = ratings.itemCount();
      FloatMatrix out = memory.matrix("products", items, items);
      Gram.lower(ratings, values, out, Compute.defaults());
      double[][] expected = Dense.products(ratings, values);
      for (int i = 0; i < items; i++) {
        for (int j = 0; j <= i; j++) assertThat(out.at(i, j)).isEqualTo((float) expected[i][j]);
        for (int j = i + 1; j < out.stride(); j++) assertThat(out.at(i, j)).isZero();
      }
      Gram.mirror(out, Compute.defaults());
      for (int i = 0; i < items; i++) {
        for (int j = 0; j < items; j++) assertThat(out.at(i, j)).isEqualTo((float) expected[i][j]);
      }
    }
  }
}
