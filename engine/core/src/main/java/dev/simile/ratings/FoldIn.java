package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Strong generalization (Marlin 2004): how well people are served whom training has never seen,
/// but who show some of their ratings when they ask. Text form `fold-in:users=0.1,held=0.2,seed=1`.
///
/// Of the users with at least two ratings, `round(users * their number)` at random are not in
/// training at all. Each of them gives `round(held * ratings)` at random to the test part, but at
/// least one and at most all but one; the rest is the [history][Split#history] that the model is
/// shown at query time. Users with a single rating cannot be used so: they stay in training.
///
/// @param users share of the users with at least two ratings who are not in training, between 0 and
///   1
/// @param held share of their ratings in the test part, between 0 and 1
/// @param seed of the draw
public record FoldIn(double users, double held, long seed) implements Splitter {
  static final String NAME = "fold-in";

  private static final Settings<FoldIn> SETTINGS =
      new Settings<>(
          new FoldIn(.1, .2, 1),
          List.of(
              Setting.number(
                  "users",
                  "between 0 and 1",
                  "share of users who are not in training",
                  FoldIn::users,
                  (in, users) -> new FoldIn(users, in.held, in.seed)),
              Setting.number(
                  "held",
                  "between 0 and 1",
                  "share of their ratings in the test part",
                  FoldIn::held,
                  (in, held) -> new FoldIn(in.users, held, in.seed)),
              Setting.longInteger(
                  "seed",
                  "any",
                  "of the draw",
                  FoldIn::seed,
                  (in, seed) -> new FoldIn(in.users, in.held, seed))));

  /// @throws IllegalArgumentException if `users` or `held` is not between 0 and 1
  public FoldIn {
    Holdout.checkShare("users", users);
    Holdout.checkShare("held", held);
  }

  static FoldIn of(Spec spec) {
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
      int able = 0;
      for (int user = 0; user < rows.rows(); user++) able += rows.degree(user) > 1 ? 1 : 0;
      long wanted = Math.round(users * able);
      Sample chosen = new Sample(Draw.of(seed, 0), able, wanted);
      for (int user = 0; user < rows.rows(); user++) {
        if (rows.degree(user) > 1 && chosen.next()) part(rows, user, selection);
      }
      return selection.split(
          able == 0
              ? "no user has two ratings"
              : "users * " + able + " users with two ratings or more rounds to " + wanted,
          compute);
    }
  }

  private void part(Csr rows, int user, Selection selection) {
    int count = rows.degree(user);
    long wanted = Math.clamp(Math.round(held * count), 1, count - 1);
    Sample tested = new Sample(Draw.of(seed, user + 1L), count, wanted);
    for (long i = rows.start(user); i < rows.end(user); i++) {
      if (tested.next()) selection.test(i);
      else selection.history(i);
    }
  }
}
