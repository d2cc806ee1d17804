package dev.simile.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.simile.Compute;
import dev.simile.parallel.Workers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecayTest {
  private static final long DAY = 86_400;

  @Test
  void aRatingCountsHalfAfterTheHalfLife() {
    Decay decay = Decay.ofDays(10);
    assertThat(decay.weight(0, 0)).isEqualTo(1);
    assertThat(decay.weight(0, 10 * DAY)).isEqualTo(.5);
    assertThat(decay.weight(0, 30 * DAY)).isEqualTo(.125);
    assertThat(decay.weight(DAY, 0)).isEqualTo(1);
  }

  @Test
  void ratingsFadeBeforeTheyAreMerged() {
    RatingsBuilder builder =
        Ratings.builder()
            .duplicates(Duplicates.SUM)
            .decay(Decay.ofDays(10))
            .add("u", "i", 4f, 0)
            .add("u", "j", 3f, 20 * DAY)
            .add("u", "i", 2f, 10 * DAY);
    try (Ratings ratings = builder.build();
        Ratings later = builder.decay(Decay.ofDays(10).at(30 * DAY)).build();
        Ratings plain = builder.decay(null).build()) {
      assertThat(ratings.rating(0, 0)).isEqualTo(4f / 4 + 2f / 2);
      assertThat(ratings.rating(0, 1)).isEqualTo(3f);
      assertThat(ratings.byItem().value(0)).isEqualTo(2f);
      assertThat(ratings.byUser().time(0)).isEqualTo(10 * DAY);
      assertThat(ratings.maxRating()).isEqualTo(3f);
      assertThat(later.rating(0, 0)).isEqualTo(1f);
      assertThat(later.rating(0, 1)).isEqualTo(1.5f);
      assertThat(plain.rating(0, 0)).isEqualTo(6f);
    }
  }

  @Test
  void whatComesAfterTheTimeCountedFromIsWhole() {
    try (Ratings ratings =
        Ratings.builder()
            .decay(Decay.ofDays(1).at(2 * DAY))
            .add("u", "i", 1f, 5 * DAY)
            .add("u", "j", 1f, DAY)
            .build()) {
      assertThat(ratings.rating(0, 0)).isEqualTo(1f);
      assertThat(ratings.rating(0, 1)).isEqualTo(.5f);
    }
  }

  @Test
  void eventsWithoutRatingsCountOne() {
    String text = "user,item,timestamp\nu,i,0\nu,i,864000\nv,i,0\n";
    ReadOptions options = ReadOptions.defaults().duplicates(Duplicates.SUM).decay(Decay.ofDays(10));
    try (Ratings ratings =
        Ratings.read(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            "-",
            options,
            Compute.defaults())) {
      assertThat(ratings.rated()).isTrue();
      assertThat(ratings.rating(0, 0)).isEqualTo(1.5f);
      assertThat(ratings.rating(1, 0)).isEqualTo(.5f);
    }
  }

  @Test
  void threadsChangeNoBit() {
    StringBuilder text = new StringBuilder("user,item,rating,timestamp\n");
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++)
      text.append(random.nextInt(50))
          .append(',')
          .append(random.nextInt(90))
          .append(',')
          .append(1 + random.nextInt(5))
          .append(',')
          .append(random.nextInt(90_000_000))
          .append('\n');
    ReadOptions options = ReadOptions.defaults().duplicates(Duplicates.SUM).decay(Decay.ofDays(99));
    int expected = 0;
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = Workers.of(threads);
          Ratings ratings =
              Ratings.read(
                  new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)),
                  "-",
                  options,
                  Compute.defaults().workers(workers))) {
        int sum = 1;
        for (long i = 0; i < ratings.count(); i++)
          sum = 31 * sum + Float.floatToIntBits(ratings.byUser().value(i));
        if (threads == 1) expected = sum;
        assertThat(sum).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatCannotFadeIsRefused() {
    assertThatThrownBy(() -> Decay.ofDays(0)).hasMessage("half-life must be > 0, was 0.0");
    assertThatThrownBy(() -> Ratings.builder().add("u", "i", 1f).decay(Decay.ofDays(1)).build())
        .isInstanceOf(RatingsFormatException.class)
        .hasMessage("decay needs times, and the ratings have none");
  }
}
