package dev.simile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.model.Model;
import dev.simile.ratings.Ratings;
import dev.simile.store.CorruptStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlgorithmsTest {
  @TempDir Path folder;

  @Test
  void aSavedModelComesBackTheSame() throws IOException {
    Path file = folder.resolve("popular.simile");
    try (Ratings ratings =
            Ratings.builder().add("a", "x", 5f).add("a", "y", 4f).add("b", "x", 3f).build();
        Model<?> model = Algorithms.train("popular", ratings, Compute.defaults())) {
      long checksum = model.save(file);
      assertThat(checksum).isEqualTo(model.checksum());
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
        assertThat(loaded.checksum()).isEqualTo(checksum);
        assertThat(loaded.algorithm()).isEqualTo(model.algorithm());
        int b = loaded.users().indexOf("b");
        assertThat(loaded.recommend(b, 2, Filter.unseen()).toString())
            .isEqualTo(model.recommend(b, 2, Filter.unseen()).toString());
        assertThat(loaded.predict(b, 0)).isEqualTo(4.0);
      }
      model.saveWithoutRatings(file);
      try (Model<?> loaded = Algorithms.load(file, Compute.defaults())) {
        assertThat(loaded.seen().count(0)).isZero();
      }
    }
    assertThat(folder.toFile().list()).containsExactly("popular.simile");
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsSeen() throws IOException {
    Path file = folder.resolve("popular.simile");
    try (Ratings ratings = Ratings.builder().add("a", "x", 5f).add("b", "y", 4f).build();
        Model<?> model = Algorithms.train("popular", ratings, Compute.defaults())) {
      model.save(file);
    }
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 << i % 8);
      Files.write(file, bad);
      assertThatThrownBy(() -> Algorithms.load(file, Compute.defaults()).close())
          .isInstanceOf(CorruptStoreException.class)
          .hasMessageStartingWith(file + ": ");
    }
  }

  @Test
  void anUnknownNameNamesTheNearest() {
    assertThatThrownBy(() -> Algorithms.canonical("populr"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "unknown algorithm 'populr'; did you mean 'popular'? Known: popular");
    assertThatThrownBy(() -> Algorithms.canonical("popular:x"))
        .hasMessageContaining("'x' has no '='");
  }
}
