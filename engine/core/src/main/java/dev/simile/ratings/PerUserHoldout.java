package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out some ratings of every user at random. Text form `per-user:n=1,seed=1` or
/// `per-user:share=0.2,seed=1`.
///
/// With `n`, every user with more than `n` ratings gives exactly `n`; the others stay in training
/// whole. With `share`, every user gives exactly `round(share * ratings)`, but keeps at least one.
///
/// @param n ratings of each user, 0 if `share` says how many
/// @param share share of each user's ratings, 0 if `n` says how many
/// @param seed of the draw
public record PerUserHoldout(int n, double share, long seed) implements Splitter {
  static final String NAME = "per-user";

  private static final Settings<PerUserHoldout> SETTINGS =
      new Settings<>(
          new PerUserHoldout(1, 0, 1),
          List.of(
              Setting.integer(
                  "n",
                  ">= 1",
                  "ratings of each user",
                  PerUserHoldout::n,
                  (p, n) -> new PerUserHoldout(n, 0, p.seed)),
              Setting.number(
                  "share",
                  "between 0 and 1",
                  "share of each user's ratings",
                  PerUserHoldout::share,
                  (p, share) -> {
                    Holdout.checkShare("share", share);
                    return new PerUserHoldout(0, share, p.seed);
                  }),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  PerUserHoldout::seed,
                  (p, seed) -> new PerUserHoldout(p.n, p.share, seed))));

  /// @throws IllegalArgumentException unless exactly one of `n` and `share` is given, and is in its
  ///   range
  public PerUserHoldout {
    if (share == 0 && n < 1) throw new IllegalArgumentException("n must be >= 1, was " + n);
    if (share != 0) Holdout.checkShare("share", share);
    if (share != 0 && n != 0)
      throw new IllegalArgumentException(
          "per-user takes n or share, not both, had n=" + n + " and share=" + share);
  }

  static PerUserHoldout of(Spec spec) {
    if (spec.values().containsKey("n") && spec.values().containsKey("share"))
      throw new IllegalArgumentException(
          "per-user takes n or share, not both, had n="
              + spec.values().get("n")
              + " and share="
              + spec.values().get("share"));
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public String text() {
    return NAME + (n > 0 ? ":n=" + n : ":share=" + share) + ",seed=" + seed;
  }

  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    try (Selection selection = Selection.of(ratings, this, fold)) {
      Csr rows = ratings.byUser();
      for (int user = 0; user < rows.rows(); user++) {
        int count = rows.degree(user);
        int wanted =
            n > 0 ? (count > n ? n : 0) : Math.min((int) Math.round(share * count), count - 1);
        Sample held = new Sample(Draw.of(seed, user), count, wanted);
        for (long i = rows.start(user); i < rows.end(user); i++) {
          if (held.next()) selection.test(i);
        }
      }
      return selection.split(
          n > 0
              ? "no user has more than " + n + (n == 1 ? " rating" : " ratings")
              : "share * ratings rounds to 0 for every user, or they have only one",
          compute);
    }
  }
}
