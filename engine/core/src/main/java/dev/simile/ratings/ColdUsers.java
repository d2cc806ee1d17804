package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out whole users at random: `round(share * users)` of them go to the test part with all
/// their ratings, and training has never heard of them. Text form `cold-users:share=0.1,seed=1`.
///
/// @param share the share of users in the test part, between 0 and 1
/// @param seed of the draw
public record ColdUsers(double share, long seed) implements Splitter {
  static final String NAME = "cold-users";

  private static final Settings<ColdUsers> SETTINGS =
      new Settings<>(
          new ColdUsers(.1, 1),
          List.of(
              Setting.number(
                  "share",
                  "between 0 and 1",
                  "share of users in the test part",
                  ColdUsers::share,
                  (cold, share) -> new ColdUsers(share, cold.seed)),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  ColdUsers::seed,
                  (cold, seed) -> new ColdUsers(cold.share, seed))));

  /// @throws IllegalArgumentException if `share` is not between 0 and 1
  public ColdUsers {
    Holdout.checkShare("share", share);
  }

  static ColdUsers of(Spec spec) {
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public String text() {
    return SETTINGS.format(NAME, this);
  }

  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    try (Selection selection = Selection.of(ratings, this, fold)) {
      Csr rows = ratings.byUser();
      long wanted = Math.round(share * rows.rows());
      Sample held = new Sample(Draw.of(seed, 0), rows.rows(), wanted);
      for (int user = 0; user < rows.rows(); user++) {
        if (!held.next()) continue;
        for (long i = rows.start(user); i < rows.end(user); i++) selection.test(i);
      }
      return selection.split("share * users rounds to " + wanted, compute);
    }
  }
}
