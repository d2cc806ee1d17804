package dev.simile.topk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.kernel.Kernels;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Memory;
import dev.simile.parallel.Workers;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClustersTest {
  private static final int ROWS = 500;
  private static final int COLUMNS = 20;
  private static final int GROUPS = 6;

  /// Rows around a few directions, row r around direction r mod GROUPS; the first has no length.
  private static FloatMatrix rows(Memory memory) {
    Random random = new Random(5);
    double[][] directions = new double[GROUPS][COLUMNS];
    for (double[] direction : directions) Arrays.setAll(direction, k -> random.nextGaussian());
    FloatMatrix rows = memory.matrix("rows", ROWS, COLUMNS);
    for (int r = 1; r < ROWS; r++) {
      double[] direction = directions[r % GROUPS];
      double[] row =
          IntStream.range(0, COLUMNS)
              .mapToDouble(k -> direction[k] + .3 * random.nextGaussian())
              .toArray();
      double length = Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
      for (int k = 0; k < COLUMNS; k++) rows.set(r, k, (float) (row[k] / length));
    }
    return rows;
  }

  /// Twice as many clusters as there are groups: none has rows of two.
  @Test
  void noClusterMixesGroups() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix rows = rows(memory);
      int count = 2 * GROUPS;
      Clusters clusters = Clusters.of(rows, count, 3, memory, Compute.defaults());
      int[] homes = new int[ROWS];
      clusters.nearest(rows, 1, homes, Compute.defaults());
      int[] starts = Clusters.starts(homes, count);
      int[] members = Clusters.members(homes, starts);
      assertThat(starts[count]).isEqualTo(ROWS);
      for (int c = 0; c < count; c++) {
        assertThat(starts[c + 1]).isGreaterThan(starts[c]);
        int[] groups =
            Arrays.stream(members, starts[c], starts[c + 1])
                .filter(row -> row > 0)
                .map(row -> row % GROUPS)
                .distinct()
                .toArray();
        assertThat(groups).as("cluster %d", c).hasSizeLessThanOrEqualTo(1);
        for (int i = starts[c]; i < starts[c + 1]; i++) {
          assertThat(homes[members[i]]).isEqualTo(c);
          if (i > starts[c]) assertThat(members[i]).isGreaterThan(members[i - 1]);
        }
      }
    }
  }

  @Test
  void theNearestComeFirstAndOfEqualOnesTheFirst() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix rows = rows(memory);
      Clusters clusters = Clusters.of(rows, 9, 4, memory, Compute.defaults());
      int[] nearest = new int[4 * ROWS];
      clusters.nearest(rows, 4, nearest, Compute.defaults());
      FloatMatrix centroids = clusters.centroids();
      for (int r = 0; r < ROWS; r++) {
        int row = r;
        double[] scores = new double[9];
        Arrays.setAll(
            scores,
            c ->
                Kernels.best()
                    .dot(
                        rows.segment(),
                        rows.offset(row),
                        centroids.segment(),
                        centroids.offset(c),
                        rows.stride()));
        Integer[] sorted = IntStream.range(0, 9).boxed().toArray(Integer[]::new);
        Arrays.sort(sorted, (a, b) -> Double.compare(scores[b], scores[a]));
        for (int i = 0; i < 4; i++) assertThat(nearest[4 * r + i]).isEqualTo(sorted[i]);
      }
    }
  }

  @Test
  void theyAreTheSameForAnyThreadsAndKernels() {
    int[] expected = {};
    for (int threads : new int[] {1, 2, 5}) {
      for (Kernels kernels : Kernels.available()) {
        try (Memory memory = Memory.open("test");
            Workers workers = Workers.of(threads)) {
          Compute compute = Compute.defaults().kernels(kernels).workers(workers);
          Clusters clusters = Clusters.of(rows(memory), 11, 7, memory, compute);
          int[] bits = new int[11 * COLUMNS];
          for (int i = 0; i < bits.length; i++)
            bits[i] = Float.floatToRawIntBits(clusters.centroids().at(i / COLUMNS, i % COLUMNS));
          if (expected.length == 0) expected = bits;
          assertThat(bits).as("%s x %d", kernels.name(), threads).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void thereAreNoMoreClustersThanRows() {
    try (Memory memory = Memory.open("test")) {
      FloatMatrix rows = memory.matrix("rows", 3, 2);
      Clusters.of(rows, 3, 1, memory, Compute.defaults());
      assertThatThrownBy(() -> Clusters.of(rows, 4, 1, memory, Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("clusters must be 1..3, was 4");
      assertThatThrownBy(() -> Clusters.of(rows, 0, 1, memory, Compute.defaults()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("clusters must be 1..3, was 0");
    }
  }
}
