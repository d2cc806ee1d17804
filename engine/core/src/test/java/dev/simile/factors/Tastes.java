package dev.simile.factors;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Random;

/// Seeded ratings with a structure that factors can find: three tastes, popular items, half stars.
public final class Tastes {
  private Tastes() {}

  /// About `share` of `users` x `items` pairs.
  public static Ratings ratings(int users, int items, double share) {
    Random random = new Random(17);
    double[][] of = new double[users + items][3];
    for (double[] row : of) {
      for (int f = 0; f < 3; f++) row[f] = random.nextGaussian();
    }
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < users; user++) {
      for (int item = 0; item < items; item++) {
        if (random.nextDouble() >= 2 * share * (items - item) / items) continue;
        double score = 3 + random.nextGaussian() / 2;
        for (int f = 0; f < 3; f++) score += of[user][f] * of[users + item][f] / 2;
        builder.add("u" + user, "i" + item, Math.clamp(Math.round(2 * score), 1, 10) / 2f);
      }
    }
    return builder.build();
  }
}
