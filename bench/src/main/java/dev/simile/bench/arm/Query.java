package dev.simile.bench.arm;

import dev.simile.Filter;
import dev.simile.Recommendations;
import dev.simile.Recommender;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/// Asks for the ten best items that a user has not seen, one user after the other.
@State(Scope.Thread)
public class Query {
  static final int LIST = 10;

  // Prime, so that all users have their turn whatever their number.
  private static final int STRIDE = 1_000_003;

  private final Recommendations list = Recommendations.of(LIST);
  private Recommender recommender;
  private int users;
  private int user;

  /// Begins at a user of this thread's own.
  @Setup
  public void begin(Catalogue catalogue, ThreadParams threads) {
    begin(catalogue, threads.getThreadIndex());
  }

  final void begin(Catalogue catalogue, int thread) {
    recommender = catalogue.recommender();
    users = recommender.users().size();
    user = Math.floorMod(thread * 7919, users);
  }

  /// The next user's list; the same object every time.
  Recommendations next() {
    user = (int) (((long) user + STRIDE) % users);
    recommender.recommend(user, Filter.unseen(), list);
    return list;
  }

  /// Whose list [#next] gave last.
  int user() {
    return user;
  }
}
