package dev.simile.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.ratings.Ratings;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// What is read is what the generator says.
class ReadingTest {
  @Test
  void everyRating() throws IOException {
    RatingsFile file = Prepared.file();
    for (int threads = 1; threads <= 3; threads++) {
      Pool pool = Prepared.pool(threads);
      try (Ratings ratings = Reading.read(file, pool)) {
        int[] next = new int[ratings.userCount()];
        file.planted()
            .rate(
                0,
                file.planted().users(),
                (user, item, rating, time) -> {
                  int row = ratings.users().indexOf(Integer.toString(user + 1));
                  int i = next[row]++;
                  assertThat(ratings.items().idOf(ratings.item(row, i)))
                      .isEqualTo(Integer.toString(item + 1));
                  assertThat(ratings.rating(row, i)).isEqualTo(rating);
                  assertThat(ratings.byUser().time(ratings.byUser().start(row) + i))
                      .isEqualTo(time);
                });
        for (int row = 0; row < next.length; row++)
          assertThat(ratings.count(row)).isEqualTo(next[row]);
      }
      Count.Units units = new Count.Units();
      Count.Bytes bytes = new Count.Bytes();
      assertThat(new Reading().csv(file, pool, units, bytes)).isEqualTo(20_000);
      assertThat(units.units).isEqualTo(20_000);
      assertThat(bytes.bytes).isEqualTo(Files.size(file.path()));
      pool.close();
    }
    file.delete();
    assertThat(file.path()).doesNotExist();
  }
}
