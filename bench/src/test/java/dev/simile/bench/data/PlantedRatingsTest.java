package dev.simile.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.simile.Compute;
import dev.simile.catalog.Algorithms;
import dev.simile.evaluate.Evaluator;
import dev.simile.model.Model;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Holdout;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.ReadOptions;
import dev.simile.ratings.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PlantedRatingsTest {
  private static byte[] csv(PlantedRatings ratings, int threads) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Workers workers = Workers.of(threads)) {
      RatingsCsv.write(ratings, workers, Progress.none(), out);
    }
    return out.toByteArray();
  }

  private static Ratings read(byte[] csv) {
    return Ratings.read(
        new ByteArrayInputStream(csv), "made-up", ReadOptions.defaults(), Compute.defaults());
  }

  @Test
  void theSameSeedGivesTheSameBytesOnAnyNumberOfThreadsAndAnyMachine() {
    PlantedRatings ratings = new PlantedRatings(3000, 2000, 150_000, 7);
    byte[] one = csv(ratings, 1);
    assertThat(csv(ratings, 2)).isEqualTo(one);
    assertThat(csv(new PlantedRatings(3000, 2000, 150_000, 7), 5)).isEqualTo(one);
    assertThat(csv(new PlantedRatings(3000, 2000, 150_000, 8), 2)).isNotEqualTo(one);
    CRC32 sum = new CRC32();
    sum.update(one);
    assertThat(sum.getValue()).isEqualTo(245840116L);
  }

  @Test
  void everyUserHasAsManyDifferentItemsAsPlanned() {
    PlantedRatings ratings = new PlantedRatings(500, 100, 9000, 1);
    int[] counts = new int[500];
    Set<Long> pairs = new HashSet<>();
    Set<Float> stars = new HashSet<>();
    ratings.rate(
        0,
        500,
        (user, item, rating, time) -> {
          counts[user]++;
          assertThat(pairs.add(user * 100L + item)).isTrue();
          assertThat(item).isBetween(0, 99);
          stars.add(rating);
        });
    for (int user = 0; user < 500; user++) assertThat(counts[user]).isEqualTo(ratings.count(user));
    assertThat(counts).doesNotContain(0);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isBetween(25, 26);
    assertThat(pairs).hasSize(9000);
    assertThat(stars).containsExactlyInAnyOrder(.5f, 1f, 1.5f, 2f, 2.5f, 3f, 3.5f, 4f, 4.5f, 5f);
  }

  @Test
  void popularityFollowsZipfsLaw() {
    int[] counts = new int[20_000];
    PlantedRatings ratings = new PlantedRatings(20_000, 20_000, 400_000, 3);
    // Users with many ratings have most of the popular items, which they cannot have twice.
    ratings.rate(
        0,
        20_000,
        (user, item, rating, time) -> {
          if (ratings.count(user) < 30) counts[item]++;
        });
    Arrays.sort(counts);
    double top = 0;
    double next = 0;
    for (int rank = 100; rank < 1600; rank++) {
      if (rank < 400) top += counts[counts.length - 1 - rank];
      else next += counts[counts.length - 1 - rank];
    }
    double expected = 0;
    double expectedNext = 0;
    for (int rank = 100; rank < 1600; rank++) {
      if (rank < 400) expected += Math.pow(rank + 20, -.9);
      else expectedNext += Math.pow(rank + 20, -.9);
    }
    // With an exponent of .85 or .95 it would be .065 away.
    assertThat(Math.log(next / top)).isCloseTo(Math.log(expectedNext / expected), within(.04));
    int[] activity = new int[20_000];
    for (int user = 0; user < activity.length; user++) activity[user] = ratings.count(user);
    Arrays.sort(activity);
    double ratio = activity[activity.length - 101] / (double) activity[activity.length - 3201];
    assertThat(Math.log(ratio)).isCloseTo(.7 * Math.log(3220 / 120.0), within(.05));
  }

  @Test
  void whatIsPlantedCanBeLearnt() {
    try (Ratings all = read(csv(new PlantedRatings(3000, 500, 150_000, 5), 2))) {
      Split split = all.split(Holdout.random(.1));
      double biases = error("baseline", split);
      double factors = error("mf:factors=8,epochs=30,regularization=.3", split);
      // The noise is .6, half stars add .14 to it, and the ends of the scale take some away.
      assertThat(biases).isBetween(.78, .84);
      assertThat(factors).isBetween(.6, .72);
    }
  }

  private static double error(String algorithm, Split split) {
    try (Model<?> model = Algorithms.train(algorithm, split.train(), Compute.defaults())) {
      return Evaluator.on(split).metrics("rmse").evaluate(model).value("rmse");
    }
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new PlantedRatings(0, 10, 10, 1))
        .hasMessage("users must be at least 1, was 0");
    assertThatThrownBy(() -> new PlantedRatings(1, 3, 10, 1))
        .hasMessage("items must be at least 4, was 3");
    assertThatThrownBy(() -> new PlantedRatings(10, 40, 101, 1))
        .hasMessageStartingWith("ratings must be 10..100 (")
        .hasMessageEndingWith("was 101");
    assertThat(new PlantedRatings(10, 40, 100, 1).count(3)).isEqualTo(10);
    assertThat(new PlantedRatings(10, 40, 10, 1).count(3)).isEqualTo(1);
  }
}
