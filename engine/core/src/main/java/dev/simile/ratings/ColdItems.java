package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out whole items at random: `round(share * items)` of them go to the test part with all
/// their ratings, and training has never heard of them. Users who have rated nothing else go with
/// them. Text form `cold-items:share=0.1,seed=1`.
///
/// @param share the share of items in the test part, between 0 and 1
/// @param seed of the draw
public record ColdItems(double share, long seed) implements Splitter {
  static final String NAME = "cold-items";

  private static final Settings<ColdItems> SETTINGS =
      new Settings<>(
          new ColdItems(.1, 1),
          List.of(
              Setting.number(
                  "share",
                  "between 0 and 1",
                  "share of items in the test part",
                  ColdItems::share,
                  (cold, share) -> new ColdItems(share, cold.seed)),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  ColdItems::seed,
                  (cold, seed) -> new ColdItems(cold.share, seed))));

  /// @throws IllegalArgumentException if `share` is not between 0 and 1
  public ColdItems {
    Holdout.checkShare("share", share);
  }

  static ColdItems of(Spec spec) {
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
      long wanted = Math.round(share * rows.columns());
      Sample sample = new Sample(Draw.of(seed, 0), rows.columns(), wanted);
      boolean[] held = new boolean[rows.columns()];
      for (int item = 0; item < held.length; item++) held[item] = sample.next();
      for (long i = 0; i < rows.entries(); i++) {
        if (held[rows.column(i)]) selection.test(i);
      }
      return selection.split("share * items rounds to " + wanted, compute);
    }
  }
}
