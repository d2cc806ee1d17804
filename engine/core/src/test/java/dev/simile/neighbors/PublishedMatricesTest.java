package dev.simile.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.SharedData;
import dev.simile.memory.Memory;
import dev.simile.ratings.Decay;
import dev.simile.ratings.Duplicates;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.TimeUnit;
import dev.simile.sparse.Csr;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The reference outputs of Microsoft's SAR (recommenders-team) on its demo data, 2,343 users and
/// 101 items: every cell of its similarity matrices and of its time-decayed affinities, within
/// 1e-6. Its co-occurrence threshold is our minimum support; a pair below it, which is no neighbor
/// here, is 0 there, or the logarithm of 0. Its diagonals are the similarities of rows to
/// themselves.
class PublishedMatricesTest {
  private static final String USER = "0003000098E85347";

  private static Ratings read(@Nullable Decay decay) {
    ReadOptions options =
        ReadOptions.defaults().timeUnit(TimeUnit.ISO_8601).duplicates(Duplicates.SUM).decay(decay);
    return Ratings.read(
        List.of(SharedData.file("data/sar/demoUsage.csv")), options, Compute.defaults());
  }

  private static Ratings read() {
    return read(null);
  }

  /// A published table: ids of rows and columns, cells.
  private record Table(List<String> rows, List<String> columns, List<double[]> cells) {
    static Table read(String name) throws IOException {
      List<String> lines = Files.readAllLines(SharedData.file("data/sar/" + name + ".csv"));
      List<String> columns = fields(lines.getFirst());
      List<String> rows = new ArrayList<>();
      List<double[]> cells = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        List<String> fields = fields(line);
        rows.add(fields.getFirst());
        cells.add(fields.stream().skip(1).mapToDouble(Table::number).toArray());
      }
      return new Table(rows, columns.subList(1, columns.size()), cells);
    }

    private static List<String> fields(String line) {
      return List.of(line.replace("\"", "").split(",", -1));
    }

    private static double number(String text) {
      return text.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(text);
    }
  }

  /// All cells as the models compute them, the diagonal and pairs that are no neighbors too; those
  /// of the trained lists must be the same.
  private static double[][] matrix(Ratings ratings, NeighborConfig config) {
    NeighborConfig resolved = config.resolved();
    Csr rows = ratings.byItem();
    Csr columns = ratings.byUser();
    int count = rows.rows();
    double[][] cells = new double[count][count];
    try (Memory memory = Memory.open("test");
        ItemNeighbors model = ItemNeighbors.train(ratings, config)) {
      Vectors vectors = Vectors.of(rows, columns, resolved, null, false, ratings.mean(), memory);
      PairSums sums = vectors.sums(count);
      Vectors.Row row = new Vectors.Row();
      for (int x = 0; x < count; x++) {
        sums.begin(Long.MAX_VALUE);
        for (long at = rows.start(x); at < rows.end(x); at++) {
          int user = rows.column(at);
          int degree = columns.degree(user);
          int[] others = new int[degree];
          double[] values = new double[degree];
          for (int i = 0; i < degree; i++) {
            others[i] = columns.column(columns.start(user) + i);
            values[i] = 1;
          }
          sums.add(1, others, values, degree);
        }
        vectors.describe(row, x);
        for (int z = 0; z < count; z++) cells[x][z] = vectors.similarity(row, z, z, sums);
        sums.clear();
        assertListed(model, x, cells[x], config.minSimilarity());
      }
    }
    return cells;
  }

  private static void assertListed(ItemNeighbors model, int x, double[] cells, double least) {
    Csr lists = model.lists.rows();
    int listed = 0;
    for (int z = 0; z < cells.length; z++) {
      long at = lists.find(x, z);
      boolean neighbor = z != x && cells[z] > least && cells[z] != 0;
      assertThat(at >= 0).isEqualTo(neighbor);
      if (!neighbor) continue;
      assertThat(model.lists.similarities().at(at)).isEqualTo(cells[z]);
      listed++;
    }
    assertThat(lists.degree(x)).isEqualTo(listed);
  }

  private static void assertCells(Table table, Ratings ratings, double[][] cells) {
    assertThat(table.rows()).hasSize(101);
    assertThat(table.columns()).hasSize(101);
    for (int r = 0; r < 101; r++) {
      int x = ratings.items().indexOf(table.rows().get(r));
      for (int c = 0; c < 101; c++) {
        int z = ratings.items().indexOf(table.columns().get(c));
        double expected = table.cells().get(r)[c];
        if (Double.isInfinite(expected)) assertThat(cells[x][z]).isEqualTo(expected);
        else assertThat(cells[x][z]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  private static NeighborConfig config(Similarity similarity, int threshold) {
    return NeighborConfig.defaults()
        .similarity(similarity)
        .minSupport(threshold)
        .kept(NeighborConfig.ALL)
        .neighbors(101);
  }

  @ParameterizedTest
  @CsvSource({
    "count, COUNT",
    "cos, COSINE",
    "jac, JACCARD",
    "incl, INCLUSION",
    "lift, ASSOCIATION_STRENGTH",
    "mi, SAR_INFORMATION"
  })
  void everyCellIsThePublishedOne(String name, Similarity similarity) throws IOException {
    try (Ratings ratings = read()) {
      for (int threshold : new int[] {1, 3}) {
        NeighborConfig config = config(similarity, threshold);
        assertCells(Table.read("sim_" + name + threshold), ratings, matrix(ratings, config));
        if (similarity == Similarity.SAR_INFORMATION)
          assertCells(
              Table.read("sim_" + name + threshold),
              ratings,
              matrix(ratings, config.minSimilarity(-99)));
      }
    }
  }

  /// What is published as lexicographers' mutual information is the *matrix* product of the counts
  /// and the mutual information, not n times it cell by cell: the reference multiplies a sparse
  /// matrix with `*`. [Similarity#LEXICOGRAPHER] is the measure of that name; here the product is
  /// made of the two similarities.
  @Test
  void everyCellOfTheLexicographersIsTheProductOfTwo() throws IOException {
    try (Ratings ratings = read()) {
      for (int threshold : new int[] {1, 3}) {
        double[][] counts = matrix(ratings, config(Similarity.COUNT, threshold));
        double[][] information = matrix(ratings, config(Similarity.SAR_INFORMATION, threshold));
        double[][] product = new double[counts.length][counts.length];
        for (int x = 0; x < counts.length; x++) {
          for (int k = 0; k < counts.length; k++) {
            if (counts[x][k] == 0) continue;
            for (int z = 0; z < counts.length; z++)
              product[x][z] += counts[x][k] * information[k][z];
          }
        }
        assertCells(Table.read("sim_lex" + threshold), ratings, product);
      }
    }
  }

  /// The sum of 2^(-age / 30 days) over the events of a user and an item, ages from the latest
  /// event and from 60 days later.
  @ParameterizedTest
  @CsvSource({"user_aff, 0", "user_aff_2_months_later, 60"})
  void everyAffinityIsThePublishedOne(String name, int daysLater) throws IOException {
    long latest = Long.MIN_VALUE;
    try (Ratings ratings = read()) {
      Csr rows = ratings.byUser();
      for (long at = 0; at < rows.entries(); at++) latest = Math.max(latest, rows.time(at));
    }
    Decay decay = Decay.ofDays(30);
    Table table = Table.read(name);
    assertThat(table.columns()).hasSize(101);
    try (Ratings ratings = read(daysLater == 0 ? decay : decay.at(latest + daysLater * 86_400L))) {
      int user = ratings.users().indexOf(USER);
      int known = 0;
      for (int c = 0; c < 101; c++) {
        long at = ratings.byUser().find(user, ratings.items().indexOf(table.columns().get(c)));
        double affinity = at < 0 ? 0 : ratings.byUser().value(at);
        assertThat(affinity).isCloseTo(table.cells().getFirst()[c], within(1e-6));
        if (affinity > 0) known++;
      }
      assertThat(known).isEqualTo(4);
    }
  }

  /// Ten recommendations, the sum of affinity times similarity, whose scores are floats here.
  @ParameterizedTest
  @CsvSource({"count, COUNT", "jac, JACCARD", "lift, ASSOCIATION_STRENGTH"})
  void theRecommendationsAreThePublishedOnes(String name, Similarity similarity)
      throws IOException {
    List<String> lines =
        Files.readAllLines(SharedData.file("data/sar/userpred_" + name + "3_userid_only.csv"));
    List<String> fields = List.of(lines.get(1).replace("\"", "").split(",", -1));
    assertThat(fields).hasSize(21).startsWith(USER);
    try (Ratings ratings = read(Decay.ofDays(30));
        ItemNeighbors model = ItemNeighbors.train(ratings, config(similarity, 3))) {
      Recommendations list = model.recommend(model.users().indexOf(USER), 10, Filter.unseen());
      assertThat(list.size()).isEqualTo(10);
      for (int rank = 0; rank < 10; rank++) {
        double score = Double.parseDouble(fields.get(11 + rank));
        assertThat(model.items().idOf(list.item(rank))).isEqualTo(fields.get(1 + rank));
        assertThat((double) list.score(rank)).isCloseTo(score, within(1e-6 * Math.max(1, score)));
      }
    }
  }
}
