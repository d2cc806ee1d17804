package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import dev.simile.settings.Spec;
import dev.simile.sparse.Csr;
import java.util.List;

/// Holds out the last `n` ratings of every user by time; of equal times the later in the input is
/// the later. A user with at most `n` ratings stays in training whole. Text form `last:n=1`.
///
/// @param n ratings of each user, >= 1
public record LastHoldout(int n) implements Splitter {
  static final String NAME = "last";

  private static final Settings<LastHoldout> SETTINGS =
      new Settings<>(
          new LastHoldout(1),
          List.of(
              Setting.integer(
                  "n",
                  ">= 1",
                  "ratings of each user",
                  LastHoldout::n,
                  (last, n) -> new LastHoldout(n))));

  /// @throws IllegalArgumentException if `n` is less than 1
  public LastHoldout {
    if (n < 1) throw new IllegalArgumentException("n must be >= 1, was " + n);
  }

  static LastHoldout of(Spec spec) {
    return SETTINGS.parse(NAME, spec.values());
  }

  @Override
  public String text() {
    return SETTINGS.format(NAME, this);
  }

  @Override
  public Split fold(Ratings ratings, int fold, Compute compute) {
    TimeCut.checkTimed(ratings, text());
    try (Selection selection = Selection.of(ratings, this, fold)) {
      Csr rows = ratings.byUser();
      long[] latest = new long[Math.min(n, rows.rows() == 0 ? 1 : longest(rows))];
      for (int user = 0; user < rows.rows(); user++) {
        if (rows.degree(user) > n) addLatest(rows, user, latest, selection);
      }
      return selection.split(
          "no user has more than " + n + (n == 1 ? " rating" : " ratings"), compute);
    }
  }

  /// A sorted buffer of the positions of the latest so far, the earliest of them first: O(n) an
  /// entry at worst, O(1) in rows that ascend or descend in time for n = 1.
  private static void addLatest(Csr rows, int user, long[] latest, Selection selection) {
    int size = 0;
    for (long i = rows.start(user); i < rows.end(user); i++) {
      long time = rows.time(i);
      int at = size;
      while (at > 0 && rows.time(latest[at - 1]) > time) at--;
      if (size < latest.length) {
        System.arraycopy(latest, at, latest, at + 1, size - at);
        latest[at] = i;
        size++;
      } else if (at > 0) {
        System.arraycopy(latest, 1, latest, 0, at - 1);
        latest[at - 1] = i;
      }
    }
    for (int i = 0; i < size; i++) selection.test(latest[i]);
  }

  private static int longest(Csr rows) {
    int longest = 1;
    for (int row = 0; row < rows.rows(); row++) longest = Math.max(longest, rows.degree(row));
    return longest;
  }
}
