package dev.simile.evaluate;

/// Brings users' rankings, one after another, into the forms that the metrics read. One for each
/// worker; not thread-safe.
abstract class Ranker implements AutoCloseable {
  /// Told when a user's ranking is ready.
  @FunctionalInterface
  interface Visitor {
    void visit(int testUser);
  }

  /// Ranks for `users[from..to-1]` of the test part, at most a tile of them, and tells of each.
  abstract void rank(int[] users, int from, int to, Visitor visitor);

  /// The user's ranking around the relevant items.
  abstract TieGroups groups();

  /// The user's list as it is served.
  abstract Served served();

  /// The user's relevant items.
  abstract Relevant relevant();

  /// Seconds that the model took; NaN if there is none.
  abstract double seconds();

  @Override
  public abstract void close();
}
