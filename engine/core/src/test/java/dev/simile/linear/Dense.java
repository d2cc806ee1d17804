package dev.simile.linear;

import dev.simile.model.ItemWeights;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.SplittableRandom;

/// Small ratings, and the plain definitions on them in double.
final class Dense {
  private Dense() {}

  /// 80 users and about as many items as asked for, in four tastes, half stars.
  static Ratings ratings(int items) {
    SplittableRandom random = new SplittableRandom(7);
    RatingsBuilder builder = Ratings.builder();
    for (int user = 0; user < 80; user++) {
      for (int item = 0; item < items; item++) {
        boolean liked = user % 4 == item % 4;
        if (random.nextInt(100) < (liked ? 40 : 8))
          builder.add("u" + user, "i" + item, (random.nextInt(6) + (liked ? 5 : 2)) / 2f);
      }
    }
    return builder.build();
  }

  /// X'X.
  static double[][] products(Ratings ratings, boolean values) {
    int items = ratings.itemCount();
    double[][] products = new double[items][items];
    for (int user = 0; user < ratings.userCount(); user++) {
      for (int a = 0; a < ratings.count(user); a++) {
        for (int b = 0; b < ratings.count(user); b++)
          products[ratings.item(user, a)][ratings.item(user, b)] +=
              values ? (double) ratings.rating(user, a) * ratings.rating(user, b) : 1;
      }
    }
    return products;
  }

  /// The score of an item: the sum over the user's row as floats, in its order.
  static float score(Ratings ratings, int user, int item, boolean values, ItemWeights model) {
    float score = 0;
    for (int a = 0; a < ratings.count(user); a++)
      score =
          Math.fma(
              values ? ratings.rating(user, a) : 1f,
              model.weight(ratings.item(user, a), item),
              score);
    return score;
  }
}
