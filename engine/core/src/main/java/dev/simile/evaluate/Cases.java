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
/// @param repeated test ratings that would be relevant but that the user gave in training too: left
///   out of the ranking
/// @param catalog items of the training part
/// @param lists what became of the lists, where lists were measured; null of a model
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
    @Nullable ListCases lists) {
  /// Of a model.
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
        null);
  }

  /// The same, of lists.
  Cases of(ListCases measured) {
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
        measured);
  }

  /// The counts in one line.
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(number(users)).append(" users with ").append(number(relevant));
    text.append(" relevant items in ").append(number(testRatings)).append(" test ratings");
    add(text, newUsers, " users not in training");
    add(text, histories, " users not in training but with a history");
    add(text, newItems, " relevant items not in training" + (lists == null ? " (never hit)" : ""));
    add(text, repeated, " ratings repeat training (left out)");
    text.append("; catalogue of ").append(number(catalog)).append(" items");
    if (lists != null) text.append("; ").append(lists.describe());
    return text.toString();
  }

  static void add(StringBuilder text, long count, String what) {
    if (count > 0) text.append(", ").append(number(count)).append(what);
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
