package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.kernel.PairBlock;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The pairs of an epoch are those that they are said to be.
class PairGridTest {
  private static final Ratings RATINGS = Tastes.ratings(300, 200, .25);
  private static final int ITEMS = RATINGS.itemCount();

  @AfterAll
  static void close() {
    RATINGS.close();
  }

  private static PairGrid grid(Sampling sampling, Memory memory) {
    return new PairGrid(RATINGS.byUser(), RATINGS.byItem(), 8, sampling, 5, memory);
  }

  private static void lay(PairGrid grid, int epoch) {
    grid.lay(epoch, true, Workers.shared(), Progress.none());
  }

  @Test
  void anEpochVisitsEachRatingOnceAgainstAnItemThatTheUserHasNot() {
    Csr rows = RATINGS.byUser();
    try (Memory memory = Memory.open("test")) {
      PairGrid grid = grid(Sampling.UNIFORM, memory);
      assertThat(grid.rows()).isGreaterThan(2);
      assertThat(grid.columns()).isEqualTo(3);
      Set<Integer> partitions = new HashSet<>();
      for (int epoch = 1; epoch <= 3; epoch++) {
        lay(grid, epoch);
        Set<Long> visited = new HashSet<>();
        int[] columnOf = new int[ITEMS];
        Arrays.fill(columnOf, -1);
        int[] rowOf = new int[RATINGS.userCount()];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < grid.rows(); row++) {
          for (int column = 0; column < grid.columns(); column++) {
            PairBlock block = grid.block(row, column);
            for (int i = 0; i < block.count(); i++) {
              int user = block.user(i);
              visited.add((long) user * ITEMS + block.positive(i));
              assertThat(rows.find(user, block.positive(i))).isNotNegative();
              assertThat(block.weight(i)).isEqualTo(1f);
              assertThat(rows.find(user, block.negative(i))).isNegative();
              for (int item : new int[] {block.positive(i), block.negative(i)}) {
                assertThat(columnOf[item]).isIn(-1, column);
                columnOf[item] = column;
              }
              assertThat(rowOf[user]).isIn(-1, row);
              rowOf[user] = row;
            }
          }
        }
        assertThat(visited).hasSize((int) RATINGS.count());
        partitions.add(Arrays.hashCode(columnOf));
      }
      assertThat(partitions).hasSize(3);
    }
  }

  /// What one user has against what they have not, over many epochs: all alike, or by popularity.
  @Test
  void drawsAreAsOftenAsTheyShould() {
    for (Sampling sampling : Sampling.values()) {
      int user = 7;
      Csr rows = RATINGS.byUser();
      double total = 0;
      for (int item = 0; item < ITEMS; item++) {
        if (rows.find(user, item) < 0) total += weight(sampling, item);
      }
      Map<Integer, Integer> counts = new HashMap<>();
      int drawn = 0;
      try (Memory memory = Memory.open("test")) {
        PairGrid grid = grid(sampling, memory);
        for (int epoch = 1; epoch <= 1500; epoch++) {
          lay(grid, epoch);
          for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
              PairBlock block = grid.block(row, column);
              if (block.count() == 0 || block.user(0) > user + 100) continue;
              for (int i = 0; i < block.count(); i++) {
                if (block.user(i) != user) continue;
                counts.merge(block.negative(i), 1, Integer::sum);
                drawn++;
              }
            }
          }
        }
      }
      // Between parts popularity is only nearly even, so its tolerance is wider.
      double slack = sampling == Sampling.UNIFORM ? 0 : .15;
      for (int item = 0; item < ITEMS; item++) {
        if (rows.find(user, item) >= 0) {
          assertThat(counts).doesNotContainKey(item);
          continue;
        }
        double expected = drawn * weight(sampling, item) / total;
        assertThat((double) counts.getOrDefault(item, 0))
            .as("%s, item %d", sampling, item)
            .isCloseTo(expected, within(5 * Math.sqrt(expected) + slack * expected + 1));
      }
    }
  }

  private static double weight(Sampling sampling, int item) {
    return sampling == Sampling.UNIFORM ? 1 : RATINGS.byItem().degree(item);
  }

  @Test
  void whoHasEverythingHasPairsOfNoWeight() {
    var builder = Ratings.builder();
    for (int item = 0; item < 40; item++) builder.add("all", "i" + item).add("some", "i0");
    try (Ratings ratings = builder.build();
        Memory memory = Memory.open("test")) {
      PairGrid grid =
          new PairGrid(ratings.byUser(), ratings.byItem(), 8, Sampling.UNIFORM, 5, memory);
      lay(grid, 1);
      int all = ratings.users().indexOf("all");
      PairBlock block = grid.block(0, 0);
      assertThat(block.count()).isEqualTo(41);
      for (int i = 0; i < block.count(); i++)
        assertThat(block.weight(i)).isEqualTo(block.user(i) == all ? 0f : 1f);
    }
  }

  @Test
  void weightsOfWarpAreHarmonicSumsOfTheRank() {
    float[] weights = PairTrainer.weights(101, 3);
    double[] sums = new double[101];
    for (int rank = 1; rank <= 100; rank++) sums[rank] = sums[rank - 1] + 1. / rank;
    assertThat(weights).hasSize(3);
    assertThat(weights[0]).isEqualTo(1f);
    assertThat((double) weights[1]).isCloseTo(sums[50] / sums[100], within(1e-7));
    assertThat((double) weights[2]).isCloseTo(sums[33] / sums[100], within(1e-7));
    assertThat(PairTrainer.weights(1, 2)).containsExactly(1f, 1f);
  }
}
