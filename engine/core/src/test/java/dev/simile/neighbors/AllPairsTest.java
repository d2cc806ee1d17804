package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Memory;
import dev.simile.model.Biases;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lists are those of the plain definition, every pair by itself from both sides, to the bit.
class AllPairsTest {
  private static final int USERS = 300;
  private static final int ITEMS = 90;

  /// A skewed table: some users have nearly everything, most little.
  private static Ratings ratings(IntToDoubleFunction rating) {
    Random random = new Random(11);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < USERS; user++) {
      for (int item = 0; item < ITEMS; item++) {
        double share = 1.5 / (1 + user / 8) + .25 / (1 + item % 37);
        if (random.nextDouble() < share || item == user % ITEMS)
          builder.add("u" + user, "i" + item, (float) rating.applyAsDouble(random.nextInt(10)));
      }
    }
    return builder.build();
  }

  private static Ratings stars() {
    return ratings(i -> .5 * (1 + i));
  }

  private static Ratings reals() {
    return ratings(i -> Math.sqrt(i + .3));
  }

  /// Zeros, and sums that come back to zero.
  private static Ratings signs() {
    return ratings(i -> i % 3 - 1);
  }

  private record Neighbor(int row, double similarity) {}

  private static List<List<Neighbor>> defined(Csr matrix, NeighborConfig config, Vectors vectors) {
    double[][] table = new double[matrix.rows()][matrix.columns()];
    for (int x = 0; x < table.length; x++) {
      Arrays.fill(table[x], Double.NaN);
      for (long at = matrix.start(x); at < matrix.end(x); at++)
        table[x][matrix.column(at)] = vectors.value(matrix.value(at), x, matrix.column(at));
    }
    List<List<Neighbor>> lists = new ArrayList<>();
    for (int x = 0; x < table.length; x++) {
      List<Neighbor> list = new ArrayList<>();
      Vectors.Row row = new Vectors.Row();
      vectors.describe(row, x);
      for (int z = 0; z < table.length; z++) {
        if (z == x) continue;
        PairSums sums = vectors.sums(1);
        sums.begin(Long.MAX_VALUE);
        for (int y = 0; y < table[x].length; y++) {
          if (!Double.isNaN(table[x][y]) && !Double.isNaN(table[z][y]))
            sums.add(table[x][y], new int[1], new double[] {table[z][y]}, 1);
        }
        if (sums.isEmpty(0) && !vectors.dense()) continue;
        double similarity = vectors.similarity(row, z, 0, sums);
        if (similarity > config.minSimilarity() && similarity != 0)
          list.add(new Neighbor(z, similarity));
      }
      list.sort(
          Comparator.comparingDouble((Neighbor n) -> -n.similarity())
              .thenComparingInt(Neighbor::row));
      lists.add(list.subList(0, Math.min(config.kept(), list.size())));
    }
    return lists;
  }

  private static List<List<Neighbor>> trained(NeighborLists lists) {
    List<List<Neighbor>> all = new ArrayList<>();
    for (int x = 0; x < lists.count(); x++) {
      List<Neighbor> list = new ArrayList<>();
      for (long at = lists.rows().start(x); at < lists.rows().end(x); at++)
        list.add(new Neighbor(lists.rows().column(at), lists.similarities().at(at)));
      all.add(list);
    }
    return all;
  }

  private static void check(Ratings ratings, String settings) {
    NeighborConfig config =
        ItemNeighbors.SETTINGS
            .parse("item-knn", Spec.parse("algorithm", "item-knn:" + settings).values())
            .resolved();
    try (Memory memory = Memory.open("test")) {
      Biases biases =
          config.usesBiases()
              ? Biases.train(ratings, config.biases(), memory, Compute.defaults())
              : null;
      for (boolean users : new boolean[] {false, true}) {
        Csr byRow = users ? ratings.byUser() : ratings.byItem();
        Csr byColumn = users ? ratings.byItem() : ratings.byUser();
        Vectors vectors =
            Vectors.of(byRow, byColumn, config, biases, users, ratings.mean(), memory);
        List<List<Neighbor>> defined = defined(byRow, config, vectors);
        for (int threads : new int[] {1, 2, 5}) {
          for (Kernels kernels : Kernels.available()) {
            try (Workers workers = Workers.of(threads)) {
              Compute compute = Compute.defaults().kernels(kernels).workers(workers);
              assertThat(
                      trained(
                          ListTraining.train(byRow, byColumn, config, vectors, memory, compute)))
                  .as("%s of users %s, %s x %d", settings, users, kernels.name(), threads)
                  .isEqualTo(defined);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "similarity=cosine,kept=4",
        "similarity=cosine,kept=all",
        "similarity=cosine,kept=30,min-similarity=.2",
        "similarity=cosine,kept=9,min-similarity=-1",
        "similarity=cosine,kept=9,shrinkage=5,shrinkage-form=denominator",
        "similarity=cosine,kept=9,shrinkage=5",
        "similarity=cosine,kept=9,norms=common,min-support=2",
        "similarity=adjusted-cosine,kept=9",
        "similarity=pearson,kept=9",
        "similarity=pearson,norms=full,kept=9",
        "similarity=pearson-baseline,kept=9",
        "similarity=msd,kept=9",
        "similarity=euclidean,kept=9",
        "similarity=euclidean,kept=9,norms=full",
        "similarity=inverse-distance,kept=9",
        "similarity=jaccard,kept=9",
        "similarity=tversky,alpha=.9,beta=.1,kept=9",
        "similarity=conditional,alpha=.4,kept=9,min-support=3",
        "similarity=llr,kept=9",
        "similarity=lift,kept=9",
        "similarity=pmi,kept=9,min-similarity=-3",
        "similarity=count,kept=9",
        "similarity=lexicographer,kept=9"
      })
  void theListsAreThoseOfTheDefinition(String settings) {
    for (Ratings data : List.of(stars(), reals(), signs())) {
      try (Ratings ratings = data) {
        check(ratings, settings);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tf-idf", "bm25"})
  void weightedListsAreThoseOfTheDefinition(String weighting) {
    try (Ratings ratings = stars()) {
      check(ratings, "kept=9,weighting=" + weighting);
    }
  }

  /// What the tests above rely on: every way of summing is taken.
  @Test
  void starsAreWholeAndSomeUsersAreDense() {
    NeighborConfig config = NeighborConfig.defaults().resolved();
    try (Ratings stars = stars();
        Ratings reals = reals();
        Ratings signs = signs();
        Memory memory = Memory.open("test")) {
      Whole whole = Objects.requireNonNull(whole(stars, config, memory));
      assertThat(whole).isEqualTo(new Whole(false, 1, 10));
      assertThat(whole(reals, config, memory)).isNull();
      assertThat(whole(signs, config, memory)).isEqualTo(new Whole(false, 0, 1));
      NeighborConfig jaccard = config.similarity(Similarity.JACCARD);
      assertThat(whole(reals, jaccard, memory)).isEqualTo(new Whole(true, 0, 1));
      PairHeads heads = PairHeads.of(stars.byUser(), PairOrder.of(stars.byItem()), whole, memory);
      assertThat(heads.reach()).isBetween(16, ITEMS);
      int[] dense =
          IntStream.range(0, stars.userCount()).filter(user -> heads.end(user) > 0).toArray();
      assertThat(dense).hasSizeBetween(10, USERS - 10);
    }
  }

  private static @Nullable Whole whole(Ratings ratings, NeighborConfig config, Memory memory) {
    Vectors vectors =
        Vectors.of(ratings.byItem(), ratings.byUser(), config, null, false, ratings.mean(), memory);
    return Whole.of(ratings.byItem(), config, vectors);
  }
}
