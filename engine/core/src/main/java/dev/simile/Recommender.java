package dev.simile;

/// A trained model that ranks the catalogue for a known user or for a [History]. Immutable,
/// thread-safe, without locks on the query path, and, in the forms that take a [Recommendations] to
/// fill, without allocation after warm-up.
///
/// Users and items are dense indexes of [#users()] and [#items()]. A user of [Ids#UNKNOWN] is
/// answered as an empty history, and the list says so.
public interface Recommender extends AutoCloseable {
  /// The algorithm with all its settings, as the command line writes it: `mf:factors=64,...`.
  String algorithm();

  /// The ids of the users that were trained on.
  Ids users();

  /// The ids of the catalogue.
  Ids items();

  /// The rows of the users that were trained on: what they have seen. Empty rows if the model was
  /// saved without.
  UserItems seen();

  /// Fills `into` with the top items for `user` that pass `filter`. O(items) for the scan, plus the
  /// scoring. Items of which the model knows nothing for this user (a sum over neighbors that is 0)
  /// do not fill a list up: it is shorter then, and [Recommendations#shortfall] says why.
  ///
  /// @throws IndexOutOfBoundsException if `user` is neither a user's index nor [Ids#UNKNOWN]
  void recommend(int user, Filter filter, Recommendations into);

  /// Fills `into` with the top items for somebody with this `history`.
  ///
  /// @throws IndexOutOfBoundsException if an item of the history is not an item's index
  void recommend(History history, Filter filter, Recommendations into);

  /// The top `n` for `user`.
  default Recommendations recommend(int user, int n, Filter filter) {
    Recommendations list = Recommendations.of(n);
    recommend(user, filter, list);
    return list;
  }

  /// The top `n` for `history`.
  default Recommendations recommend(History history, int n, Filter filter) {
    Recommendations list = Recommendations.of(n);
    recommend(history, filter, list);
    return list;
  }

  /// The score of every item for each of `users[from..from+count-1]` (indexes, or [Ids#UNKNOWN]):
  /// row r of `into` is user `users[from+r]`. The bits are those of [#recommend].
  void score(int[] users, int from, int count, Scores into);

  /// The score of every item for somebody with this `history`, as row `row` of `into`: the bits are
  /// those of [#recommend(History, Filter, Recommendations)].
  ///
  /// @throws IndexOutOfBoundsException if an item of the history is not an item's index, or `row`
  ///   no row
  void score(History history, Scores into, int row);

  /// True if a score of 0 says that the model knows of nothing that speaks for or against an item:
  /// then it is not recommended.
  boolean zeroIsNoScore();

  /// Fills `into[r]` with the top items for `users[from+r]`, r in 0..count-1: the lists of the
  /// single queries, bit for bit, but as many users scored at once as `tile` has rows, which reads
  /// the model that much less often.
  ///
  /// @param tile room for the scores, at least one row of all items; its contents are lost
  /// @throws IllegalArgumentException if there are fewer than `count` lists, or the tile has not
  ///   one column an item
  void recommend(
      int[] users, int from, int count, Filter filter, Scores tile, Recommendations[] into);

  /// The parts of an item's score for `user`.
  Explanation explain(int user, int item);

  /// The parts of an item's score for `history`.
  Explanation explain(History history, int item);

  /// Fills `into` with the items most similar to `item`, itself and those of similarity 0 left out.
  ///
  /// @throws UnsupportedQueryException if this family of models has no such notion
  void similarItems(int item, Filter filter, Recommendations into);

  /// Fills `into` with the users most similar to `user`, themselves and those of similarity 0 left
  /// out.
  ///
  /// @throws UnsupportedQueryException if this family of models has no such notion
  void similarUsers(int user, Recommendations into);

  /// Frees the model's memory; nobody may be using it.
  @Override
  void close();
}
