package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.SharedData;
import dev.simile.parallel.Workers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files as people publish them, and the counts that their notes state.
class ReaderDataTest {
  @ParameterizedTest
  @CsvSource({
    "data/ml-100k/u.data, SECONDS, 943, 1682, 100000, 0, true, true",
    "data/ml-1m/ratings_no_timestamp.dat.gz, SECONDS, 6040, 3706, 1000209, 0, true, false",
    "data/movietweetings/ratings.dat, SECONDS, 16554, 10506, 100000, 0, true, true",
    "data/movietweetings/ratings-2013-11-06.dat, SECONDS, 21081, 12611, 141695, 0, true, true",
    "data/sar/demoUsage.csv, ISO_8601, 2343, 101, 11838, 4649, false, true",
    "data/sar/demoUsageNoDups.csv, ISO_8601, 2343, 101, 11678, 4489, false, true",
    "goldens/ml-latest-small/ratings.csv, SECONDS, 671, 9066, 100004, 0, true, true"
  })
  void publishedFilesHaveThePublishedCounts(
      String name,
      TimeUnit unit,
      int users,
      int items,
      long lines,
      long merged,
      boolean rated,
      boolean timed) {
    check(List.of(SharedData.file(name)), unit, users, items, lines, merged, rated, timed);
  }

  @Test
  void theBasketsOfGowallaAreOneInputInThreeFiles() {
    List<Path> files =
        List.of(
            SharedData.file("data/gowalla/train.txt"),
            SharedData.file("data/gowalla/valid.txt"),
            SharedData.file("data/gowalla/test.txt"));
    check(files, TimeUnit.SECONDS, 29_858, 40_981, 1_027_370, 0, false, false);
  }

  private static void check(
      List<Path> files,
      TimeUnit unit,
      int users,
      int items,
      long lines,
      long merged,
      boolean rated,
      boolean timed) {
    ReadOptions options = ReadOptions.defaults().timeUnit(unit);
    long checksum = 0;
    for (int threads : new int[] {1, 2, 3, 7}) {
      try (Workers workers = Workers.of(threads);
          Ratings read = Ratings.read(files, options, Compute.defaults().workers(workers))) {
        assertThat(read.userCount()).isEqualTo(users);
        assertThat(read.itemCount()).isEqualTo(items);
        assertThat(read.count()).isEqualTo(lines - merged);
        assertThat(read.summary().lines()).isEqualTo(lines);
        assertThat(read.summary().merged()).isEqualTo(merged);
        assertThat(read.rated()).isEqualTo(rated);
        assertThat(read.timed()).isEqualTo(timed);
        long sum = checksum(read);
        if (threads == 1) checksum = sum;
        assertThat(sum).isEqualTo(checksum);
      }
    }
  }

  /// Of the ids and of both matrices with all that is in them.
  private static long checksum(Ratings ratings) {
    long sum = ratings.userMap().bytes().mismatch(ratings.itemMap().bytes());
    for (int user = 0; user < ratings.userCount(); user++)
      sum = 31 * sum + ratings.users().idOf(user).hashCode();
    for (int item = 0; item < ratings.itemCount(); item++)
      sum = 31 * sum + ratings.items().idOf(item).hashCode();
    for (var csr : List.of(ratings.byUser(), ratings.byItem())) {
      for (int row = 0; row < csr.rows(); row++) {
        for (long i = csr.start(row); i < csr.end(row); i++) {
          sum = 31 * sum + csr.column(i);
          sum = 31 * sum + Float.floatToIntBits(csr.value(i));
          if (csr.hasTimes()) sum = 31 * sum + csr.time(i);
        }
        sum = 31 * sum + row;
      }
    }
    return sum;
  }
}
