package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.SharedData;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists from a part of the pairs: what they have is what all pairs give, and how much they miss.
class ClusteredNeighborsTest {
  private static Ratings films() {
    return Ratings.read(SharedData.file("data/ml-100k/u.data"));
  }

  private static NeighborLists lists(
      Ratings ratings, NeighborConfig config, boolean users, Memory memory, Compute compute) {
    Csr byRow = users ? ratings.byUser() : ratings.byItem();
    Csr byColumn = users ? ratings.byItem() : ratings.byUser();
    NeighborConfig resolved = config.resolved();
    Vectors vectors = Vectors.of(byRow, byColumn, resolved, null, users, ratings.mean(), memory);
    return ListTraining.train(byRow, byColumn, resolved, vectors, memory, compute);
  }

  private static void assertSame(NeighborLists lists, NeighborLists expected) {
    assertThat(lists.rows().columnView().segment().mismatch(expected.rows().columnView().segment()))
        .isEqualTo(-1);
    assertThat(lists.similarities().segment().mismatch(expected.similarities().segment()))
        .isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"COSINE", "PEARSON", "JACCARD", "MSD"})
  void inAllClustersAreAllNeighbors(Similarity similarity) {
    NeighborConfig config = NeighborConfig.defaults().similarity(similarity).kept(20);
    try (Ratings ratings = films();
        Memory memory = Memory.open("test")) {
      for (boolean users : new boolean[] {false, true}) {
        Compute compute = Compute.defaults();
        assertSame(
            lists(ratings, config.clusters(7).probes(7), users, memory, compute),
            lists(ratings, config, users, memory, compute));
      }
    }
  }

  @Test
  void inSomeClustersAreSomeNeighborsWithTheirSimilarities() {
    NeighborConfig config = NeighborConfig.defaults().similarity(Similarity.PEARSON);
    try (Ratings ratings = films();
        Memory memory = Memory.open("test")) {
      NeighborLists all =
          lists(ratings, config.kept(NeighborConfig.ALL), true, memory, Compute.defaults());
      NeighborLists some =
          lists(ratings, config.kept(30).clusters(12).probes(3), true, memory, Compute.defaults());
      for (int user = 0; user < all.count(); user++) {
        Map<Integer, Double> known = new HashMap<>();
        for (long at = all.rows().start(user); at < all.rows().end(user); at++)
          known.put(all.rows().column(at), all.similarities().at(at));
        double last = Double.POSITIVE_INFINITY;
        for (long at = some.rows().start(user); at < some.rows().end(user); at++) {
          double similarity = some.similarities().at(at);
          assertThat(known).containsEntry(some.rows().column(at), similarity);
          assertThat(similarity).isLessThanOrEqualTo(last);
          last = similarity;
        }
      }
      assertThat(some.rows().entries()).isGreaterThan(20L * all.count());
    }
  }

  @Test
  void theListsAreTheSameForAnyThreadsAndKernels() {
    NeighborConfig config = NeighborConfig.defaults().kept(20).clusters(12).probes(3);
    try (Ratings ratings = films();
        Memory memory = Memory.open("test")) {
      NeighborLists expected = lists(ratings, config, true, memory, Compute.defaults());
      for (int threads : new int[] {1, 2, 5}) {
        for (Kernels kernels : Kernels.available()) {
          try (Workers workers = Workers.of(threads)) {
            Compute compute = Compute.defaults().kernels(kernels).workers(workers);
            assertSame(lists(ratings, config, true, memory, compute), expected);
          }
        }
      }
    }
  }

  /// The share of the nearest 50 that is found.
  @ParameterizedTest
  @CsvSource({
    "users, 16, 4, .776",
    "users, 16, 8, .917",
    "items, 16, 4, .767",
    "items, 16, 8, .901"
  })
  void recallIsAsDocumented(String rows, int clusters, int probes, double documented) {
    NeighborConfig config = NeighborConfig.defaults().kept(50);
    try (Ratings ratings = films();
        Memory memory = Memory.open("test")) {
      boolean users = rows.equals("users");
      NeighborLists all = lists(ratings, config, users, memory, Compute.defaults());
      NeighborLists some =
          lists(
              ratings, config.clusters(clusters).probes(probes), users, memory, Compute.defaults());
      long found = 0;
      for (int row = 0; row < all.count(); row++) {
        for (long at = all.rows().start(row); at < all.rows().end(row); at++)
          if (some.rows().find(row, all.rows().column(at)) >= 0) found++;
      }
      assertThat((double) found / all.rows().entries())
          .isBetween(documented - .001, documented + .001);
    }
  }

  @Test
  void theInverseDistanceHasNoClusters() {
    try (Ratings ratings = Ratings.builder().add("a", "x", 3).add("b", "x", 4).build()) {
      NeighborConfig config =
          NeighborConfig.defaults().similarity(Similarity.INVERSE_DISTANCE).clusters(2);
      assertThatThrownBy(() -> UserNeighbors.train(ratings, config))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("clusters must be 0 with similarity=inverse-distance, was 2");
    }
  }
}
