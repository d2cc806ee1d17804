package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out one rating at random of every user who has at least two; the others stay in training.
/// Text form `leave-one-out:seed=1`. See [LastHoldout] for the last one by time.
///
/// @param seed of the draw
public record LeaveOneOut(long seed) implements Splitter {
  static final String NAME = "leave-one-out";

  private static final Settings<LeaveOneOut> SETTINGS =
      new Settings<>(
          new LeaveOneOut(1),
          List.of(
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  LeaveOneOut::seed,
                  (one, seed) -> new LeaveOneOut(seed))));

  static LeaveOneOut of(Spec spec) {
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
      for (int user = 0; user < rows.rows(); user++) {
        int count = rows.degree(user);
        if (count > 1) selection.test(rows.start(user) + Draw.of(seed, user).below(count));
      }
      return selection.split("no user has two ratings", compute);
    }
  }
}
