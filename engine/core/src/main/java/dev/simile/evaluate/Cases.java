package dev.simile.evaluate;

import java.util.Locale;

/// What an evaluation rests on, in counts.
///
/// @param testRatings ratings of the test part
/// @param testUsers users of the test part
/// @param users users with at least one relevant item: those over whom ranking metrics are means
/// @param newUsers how many of these training did not have; they are asked as unknown
/// @param relevant relevant items, added over the users
/// @param newItems how many of these training did not have, so that no list can hold them
/// @param repeated test ratings that would be relevant but that the user gave in training too: left
///   out of the ranking
/// @param catalog items of the training part
/// @param longest the largest cutoff asked for, 0 if none
/// @param fullLists users who get that many items
public record Cases(
    long testRatings,
    int testUsers,
    int users,
    int newUsers,
    long relevant,
    long newItems,
    long repeated,
    int catalog,
    int longest,
    int fullLists) {
  /// The counts in one line.
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(number(users)).append(" users with ").append(number(relevant));
    text.append(" relevant items in ").append(number(testRatings)).append(" test ratings");
    add(text, newUsers, " users not in training");
    add(text, newItems, " relevant items not in training (never hit)");
    add(text, repeated, " ratings repeat training (left out)");
    text.append("; catalogue of ").append(number(catalog)).append(" items");
    if (longest > 0)
      text.append("; ").append(number(fullLists)).append(" users get ").append(number(longest));
    return text.toString();
  }

  private static void add(StringBuilder text, long count, String what) {
    if (count > 0) text.append(", ").append(number(count)).append(what);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
