package dev.simile.evaluate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an evaluation rests on, in counts.
///
/// @param testRatings ratings of the test part
/// @param testUsers users of the test part
/// @param users users with at least one relevant item: those over whom ranking metrics are means
/// @param newUsers how many of these training did not have and no history shows; they are asked as
///   unknown
/// @param histories how many of these training did not have, but a history shows
/// @param relevant relevant items, added over the users
/// @param newItems how many of these training did not have, so that no model can list them
/// @param repeated test ratings that would be relevant but that the user gave in training, or in
///   the history, too: left out of the ranking
/// @param catalog items of the training part
/// @param history what of the histories was not used; null if there are none
/// @param pool what relevant items were ranked among, or the lists that were measured; null if the
///   whole catalogue, or nothing was ranked
public record Cases(
    long testRatings,
    int testUsers,
    int users,
    int newUsers,
    int histories,
    long relevant,
    long newItems,
    long repeated,
    int catalog,
    @Nullable HistoryCases history,
    @Nullable PoolCases pool) {
  /// Full rankings, without histories.
  public Cases(
      long testRatings,
      int testUsers,
      int users,
      int newUsers,
      int histories,
      long relevant,
      long newItems,
      long repeated,
      int catalog) {
    this(
        testRatings,
        testUsers,
        users,
        newUsers,
        histories,
        relevant,
        newItems,
        repeated,
        catalog,
        null,
        null);
  }

  /// The same, ranked among other items.
  Cases among(@Nullable PoolCases other) {
    return new Cases(
        testRatings,
        testUsers,
        users,
        newUsers,
        histories,
        relevant,
        newItems,
        repeated,
        catalog,
        history,
        other);
  }

  /// The counts in one line.
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(number(users)).append(" users with ").append(number(relevant));
    text.append(" relevant items in ").append(number(testRatings)).append(" test ratings");
    add(text, newUsers, " users not in training");
    add(text, histories, " users not in training but with a history");
    add(
        text,
        newItems,
        " relevant items not in training"
            + (pool instanceof PoolCases.Lists ? "" : " (never hit)"));
    add(
        text,
        repeated,
        " ratings repeat training" + (history == null ? "" : " or history") + " (left out)");
    if (history != null) text.append(history.describe());
    text.append("; catalogue of ").append(number(catalog)).append(" items");
    if (pool != null) text.append("; ").append(pool.describe());
    return text.toString();
  }

  static void add(StringBuilder text, long count, String what) {
    if (count > 0) text.append(", ").append(number(count)).append(what);
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
