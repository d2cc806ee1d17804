package dev.simile.app.input;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Whose attributes a file holds, and what the column of their ids is called there: one of the
/// known names, else what ends in id as `household_id` and `productId` do.
///
/// @param noun `user` or `item`
/// @param names what the column of their ids is known by, in lower case without blanks, `_` and `-`
record Kind(String noun, Set<String> names) {
  static final Kind USER =
      new Kind(
          "user",
          Set.of(
              "user", "userid", "uid", "id", "customer", "customerid", "reviewer", "reviewerid"));

  static final Kind ITEM =
      new Kind(
          "item",
          Set.of(
              "item",
              "itemid",
              "iid",
              "id",
              "movie",
              "movieid",
              "product",
              "productid",
              "book",
              "bookid",
              "artist",
              "artistid",
              "article",
              "articleid",
              "asin",
              "isbn"));

  private static final Pattern ID = Pattern.compile("(?i:.*[_ -]id)|.*[a-z0-9]I[Dd]");

  /// Where the ids stand in a line of names, or -1 if none of them is of a column of ids.
  int idColumn(List<String> header) {
    int known = knownColumn(header);
    for (int i = 0; known < 0 && i < header.size(); i++) {
      if (ID.matcher(header.get(i).strip()).matches()) known = i;
    }
    return known;
  }

  /// Where one of the known names stands, or -1.
  int knownColumn(List<String> header) {
    return find(header, names);
  }

  /// Where one of `names` stands first, or -1.
  static int find(List<String> header, Set<String> names) {
    for (int i = 0; i < header.size(); i++) {
      if (names.contains(header.get(i).strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "")))
        return i;
    }
    return -1;
  }
}
