package dev.simile.evaluate;

import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import java.util.Random;

/// A case small enough to enumerate and odd in every way: users and items that a part lacks, users
/// with a history whom training has, items seen that are tested again or listed, users without
/// candidates, ratings below the relevance.
///
/// @param train ratings of three users and of one who has everything
/// @param test ratings of them, and of two who are not in training
/// @param history of one of these and of one of those, and of one who is nowhere else
/// @param pairs listed candidates
record SmallPools(Ratings train, Ratings test, Ratings history, Ratings pairs)
    implements AutoCloseable {
  static final double RELEVANCE = 2;

  static SmallPools of(Random random) {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    RatingsBuilder history = Ratings.builder();
    RatingsBuilder pairs = Ratings.builder();
    int items = 4 + random.nextInt(4);
    for (int user = 0; user < 5; user++) {
      boolean known = user < 3;
      RatingsBuilder seen = known ? train : history;
      for (int item = 0; item < items; item++) {
        double draw = random.nextDouble();
        // The last user is not in the history either.
        if (draw < .3 && user < 4) seen.add("u" + user, "i" + item, 1 + random.nextInt(5));
        if (draw > .2 && draw < .7) test.add("u" + user, "i" + item, random.nextInt(6));
        if (random.nextInt(3) > 0 && user != 2) pairs.add("u" + user, "i" + item);
      }
      if (random.nextInt(3) == 0) test.add("u" + user, "new" + user, random.nextInt(6));
    }
    for (int item = 0; item < items; item++) train.add("all", "i" + item, 3);
    train.add("u0", "i0", 4);
    test.add("u0", "new0", 5);
    history.add("u1", "i1", 2).add("nobody", "i2", 3).add("u3", "lost", 1);
    pairs.add("u0", "unheard").add("u4", "new4").add("elsewhere", "i1");
    return new SmallPools(train.build(), test.build(), history.build(), pairs.build());
  }

  @Override
  public void close() {
    train.close();
    test.close();
    history.close();
    pairs.close();
  }
}
