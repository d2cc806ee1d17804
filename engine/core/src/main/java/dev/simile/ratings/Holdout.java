package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import java.util.List;

/// Holds out ratings at random, whoever they belong to: exactly `round(share * ratings)` of them,
/// each subset of that size as likely as any other. Text form `holdout:share=0.2,seed=1`.
///
/// The static methods make the other holdouts too: `Holdout.lastPerUser(1)`.
///
/// @param share the share of the test part, between 0 and 1
/// @param seed of the draw
public record Holdout(double share, long seed) implements Splitter {
  static final String NAME = "holdout";

  private static final Settings<Holdout> SETTINGS =
      new Settings<>(
          new Holdout(.2, 1),
          List.of(
              Setting.number(
                  "share",
                  "between 0 and 1",
                  "share of the test part",
                  Holdout::share,
                  (h, share) -> new Holdout(share, h.seed)),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  Holdout::seed,
                  (h, seed) -> new Holdout(h.share, seed))));

  /// @throws IllegalArgumentException if `share` is not between 0 and 1
  public Holdout {
    checkShare("share", share);
  }

  /// `share` of all ratings at random, with seed 1.
  public static Holdout random(double share) {
    return new Holdout(share, 1);
  }

  /// `n` ratings at random of each user who has more, with seed 1.
  public static PerUserHoldout perUser(int n) {
    return new PerUserHoldout(n, 0, 1);
  }

  /// `share` of the ratings of each user at random, with seed 1.
  public static PerUserHoldout sharePerUser(double share) {
    return new PerUserHoldout(0, share, 1);
  }

  /// The last `n` ratings of each user who has more.
  public static LastHoldout lastPerUser(int n) {
    return new LastHoldout(n);
  }

  /// The newest `share` of all ratings: one cut in time for all users.
  public static TimeCut newest(double share) {
    return new TimeCut(share);
  }

  static Holdout of(Spec spec) {
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public String text() {
    return SETTINGS.format(NAME, this);
  }

  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    try (Selection selection = Selection.of(ratings, this, fold)) {
      long count = ratings.count();
      long wanted = Math.round(share * count);
      Sample held = new Sample(Draw.of(seed, 0), count, wanted);
      for (long i = 0; i < count; i++) {
        if (held.next()) selection.test(i);
      }
      return selection.split("share * ratings rounds to " + wanted, compute);
    }
  }

  static void checkShare(String key, double share) {
    if (!(share > 0 && share < 1))
      throw new IllegalArgumentException(key + " must be between 0 and 1, was " + share);
  }
}
