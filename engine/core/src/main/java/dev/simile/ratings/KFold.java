package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import java.util.List;

/// Cross-validation: deals all ratings out at random into `k` folds, and tests on each in turn.
/// Every rating is in the test part of exactly one split; the sizes of the test parts differ by at
/// most one, the first ones being the larger. Text form `k-fold:k=5,seed=1`.
///
/// Every way to deal the ratings is as likely as any other. [#fold] deals them anew, and the same,
/// each time; it takes O(ratings log k) and `k` counters, so that no more than one split need be in
/// memory.
///
/// @param k number of folds, 2..1000000
/// @param seed of the draw
public record KFold(int k, long seed) implements Splitter {
  static final String NAME = "k-fold";

  private static final int MOST = 1_000_000;
  private static final Settings<KFold> SETTINGS =
      new Settings<>(
          new KFold(5, 1),
          List.of(
              Setting.integer(
                  "k",
                  "2.." + MOST,
                  "number of folds",
                  KFold::k,
                  (folds, k) -> new KFold(k, folds.seed)),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  KFold::seed,
                  (folds, seed) -> new KFold(folds.k, seed))));

  /// @throws IllegalArgumentException if `k` is out of its range
  public KFold {
    if (k < 2 || k > MOST)
      throw new IllegalArgumentException("k must be 2.." + MOST + ", was " + k);
  }

  static KFold of(Spec spec) {
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public int folds() {
    return k;
  }

  @Override
  public String text() {
    return SETTINGS.format(NAME, this);
  }

  /// @throws IllegalArgumentException if there are fewer ratings than folds
  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    long count = ratings.count();
    if (k > count)
      throw new IllegalArgumentException(
          "k must be at most the number of ratings, " + count + ", was " + k);
    try (Selection selection = Selection.of(ratings, this, fold)) {
      Draw draw = Draw.of(seed, 0);
      Places places = new Places(k, count);
      for (long i = 0; i < count; i++) {
        if (places.take(draw.below(count - i)) == fold) selection.test(i);
      }
      return selection.split("a fold has none", compute);
    }
  }

  /// The free places of each fold, as the leaves of a binary tree of sums.
  private static final class Places {
    private final long[] free; // of node i: the nodes below it are 2 i and 2 i + 1, the root is 1
    private final int leaves;

    Places(int folds, long places) {
      leaves = Integer.highestOneBit(folds - 1) << 1;
      free = new long[2 * leaves];
      for (int fold = 0; fold < folds; fold++)
        free[leaves + fold] = places / folds + (fold < places % folds ? 1 : 0);
      for (int node = leaves - 1; node > 0; node--)
        free[node] = free[2 * node] + free[2 * node + 1];
    }

    /// Takes a place.
    ///
    /// @param place its number among all that are free, from 0
    /// @return whose it was
    int take(long place) {
      int node = 1;
      while (node < leaves) {
        node *= 2;
        if (place >= free[node]) place -= free[node++];
        free[node]--;
      }
      return node - leaves;
    }
  }
}
