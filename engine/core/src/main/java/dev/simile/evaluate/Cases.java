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

  /// True if `other` can rest on the same test: the parts are of the same sizes.
  boolean sameTest(Cases other) {
    return testRatings == other.testRatings
        && testUsers == other.testUsers
        && relevant == other.relevant
        && repeated == other.repeated
        && catalog == other.catalog;
  }

  /// The counts in one line.
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(number(users)).append(users == 1 ? " user with " : " users with ");
    text.append(number(relevant))
        .append(relevant == 1 ? " relevant item in " : " relevant items in ");
    text.append(number(testRatings)).append(testRatings == 1 ? " test rating" : " test ratings");
    add(text, newUsers, "user", " not in training");
    add(text, histories, "user", " not in training but with a history");
    String fate = pool instanceof PoolCases.Lists ? "" : " (never hit)";
    add(text, newItems, "relevant item", " not in training" + fate);
    String part = history == null ? "" : " or history";
    add(
        text,
        repeated,
        "rating",
        (repeated == 1 ? " repeats" : " repeat") + " training" + part + " (left out)");
    if (history != null) text.append(history.describe());
    text.append("; catalogue of ")
        .append(number(catalog))
        .append(catalog == 1 ? " item" : " items");
    if (pool != null) text.append("; ").append(pool.describe());
    return text.toString();
  }

  /// Adds `, 2 users not in training`, or nothing if there are none.
  static void add(StringBuilder text, long count, String noun, String what) {
    if (count == 0) return;
    text.append(", ").append(number(count)).append(' ').append(noun);
    text.append(count == 1 ? "" : "s").append(what);
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
