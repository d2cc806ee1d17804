package dev.simile.factors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.kernel.RatingBlock;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatingGridTest {
  private record Entry(int user, int item, float rating) {}

  private static RatingGrid grid(
      Ratings ratings, FactorConfig config, double unit, Memory memory, int threads) {
    TrainingScale scale = new TrainingScale(unit, 0, config.loss(), ratings.mean());
    try (Workers workers = Workers.of(threads)) {
      return new RatingGrid(ratings, config, scale, memory, workers, Progress.none());
    }
  }

  private static List<Entry> entries(RatingBlock block) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < block.count(); i++)
      entries.add(
          new Entry(
              block.firstUser() + block.user(i),
              block.firstItem() + block.item(i),
              block.rating(i)));
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyRatingLiesInItsBlockOnceInTheOrderOfTwoHalves(int threads) {
    FactorConfig config = FactorConfig.defaults().earlyStopping(1).heldShare(.1);
    try (Ratings ratings = Tastes.ratings(300, 200, .35);
        Memory memory = Memory.open("test")) {
      RatingGrid grid = grid(ratings, config, 2, memory, threads);
      assertThat(grid.rows()).isGreaterThan(3);
      assertThat(grid.columns()).isGreaterThan(3);
      assertThat(grid.held()).isBetween(ratings.count() / 12, ratings.count() / 8);
      assertThat(grid.trained()).isEqualTo(ratings.count() - grid.held());
      int[] ofUser = new int[ratings.userCount()];
      int[] ofItem = new int[ratings.itemCount()];
      boolean[] met = new boolean[(int) ratings.count()];
      long different = 0;
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          RatingBlock block = grid.block(row, column);
          RatingBlock below = grid.block(grid.rows() - 1, column);
          assertThat(block.firstItem()).isEqualTo(below.firstItem());
          List<Entry> visits = entries(block);
          List<Entry> byUser = new ArrayList<>();
          for (int i = 0; i < visits.size(); i += 2) byUser.add(visits.get(i));
          for (int i = 1; i < visits.size(); i += 2) byUser.add(visits.get(i));
          int before = -1;
          for (Entry entry : byUser) {
            int in = (int) ratings.byUser().find(entry.user(), entry.item());
            assertThat(in).isGreaterThan(before);
            before = in;
            assertThat(met[in]).isFalse();
            met[in] = true;
            assertThat(entry.rating()).isEqualTo(ratings.byUser().value(in) / 2);
            ofUser[entry.user()]++;
            ofItem[entry.item()]++;
          }
          for (int i = 1; i < visits.size(); i++)
            if (visits.get(i).user() != visits.get(i - 1).user()) different++;
        }
      }
      assertThat(different).isGreaterThan(grid.trained() * 9 / 10);
      for (long i = 0; i < grid.held(); i++) {
        int in = (int) ratings.byUser().find(grid.heldUsers().at(i), grid.heldItems().at(i));
        assertThat(met[in]).isFalse();
        met[in] = true;
        assertThat(grid.heldRatings().at(i)).isEqualTo(ratings.byUser().value(in) / 2);
      }
      assertThat(met).doesNotContain(false);
      for (int user = 0; user < ofUser.length; user++)
        assertThat(grid.userCounts().at(user)).isEqualTo(ofUser[user]);
      for (int item = 0; item < ofItem.length; item++)
        assertThat(grid.itemCounts().at(item)).isEqualTo(ofItem[item]);
    }
  }

  @Test
  void aRangeHasNoMoreRowsThanABlockHasNumbersFor() {
    int longest = RatingBlock.MAX_ROWS;
    int rows = 3 * longest + 5;
    try (Memory memory = Memory.open("test")) {
      // One row with three entries, then many with one in ten, the last empty.
      Longs offsets = memory.longs("offsets", rows + 1);
      for (int row = 0; row < rows; row++)
        offsets.set(row + 1, Math.min(3 + row / 10, rows / 10 - 9));
      Ints columns = memory.ints("columns", offsets.at(rows));
      Csr matrix = Csr.view(rows, 1, offsets, columns, null, null);
      for (int parts : new int[] {1, 2, 7, 40}) {
        int[] cuts = RatingGrid.cuts(matrix, parts);
        assertThat(cuts[0]).isZero();
        assertThat(cuts[cuts.length - 1]).isEqualTo(rows);
        for (int cut = 1; cut < cuts.length; cut++) {
          assertThat(cuts[cut] - cuts[cut - 1]).isBetween(0, longest);
          long entries = offsets.at(cuts[cut]) - offsets.at(cuts[cut - 1]);
          assertThat(entries).isLessThanOrEqualTo(columns.length() / parts + 4);
        }
        assertThat(cuts.length - 1).isBetween(Math.max(parts, 4), parts + 3);
      }
    }
  }
}
