package dev.simile.ratings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the lines of one input are laid out, recognized from its head.
///
/// @param input the layout, not AUTO
/// @param columns how many columns every line has; 0 for baskets
/// @param user the column of the user, from 0
/// @param item the column of the item
/// @param rating the column of the rating, -1 if there is none
/// @param time the column of the time, -1 if there is none
/// @param header whether the first line that is not blank names the columns
/// @param mark bytes of a byte order mark at the start
/// @param lineBytes the mean length of the lines in the head, at least 1
record Layout(
    Input input,
    int columns,
    int user,
    int item,
    int rating,
    int time,
    boolean header,
    int mark,
    double lineBytes) {
  private static final Set<String> USERS =
      Set.of("user", "userid", "uid", "customer", "customerid", "reviewer", "reviewerid");
  private static final Set<String> ITEMS =
      Set.of(
          "item",
          "itemid",
          "iid",
          "movie",
          "movieid",
          "product",
          "productid",
          "book",
          "bookid",
          "artist",
          "artistid",
          "article",
          "articleid");
  private static final Set<String> RATINGS = Set.of("rating", "ratings", "score", "stars");
  private static final Set<String> TIMES =
      Set.of("timestamp", "time", "date", "datetime", "unixtime", "ratingtime");

  boolean rated() {
    return rating >= 0;
  }

  boolean timed() {
    return time >= 0;
  }

  boolean basket() {
    return input == Input.BASKET;
  }

  byte separator() {
    return separator(input);
  }

  int width() {
    return input == Input.MOVIELENS ? 2 : 1;
  }

  boolean quotes() {
    return input == Input.CSV;
  }

  /// A cutter of lines of this layout.
  Fields fields() {
    return new Fields(separator(), width(), quotes());
  }

  static byte separator(Input input) {
    return (byte)
        switch (input) {
          case AUTO, CSV -> ',';
          case TSV -> '\t';
          case MOVIELENS -> ':';
          case BASKET -> ' ';
        };
  }

  /// Recognizes the layout of an input.
  ///
  /// @param whole true if `head` is all there is
  /// @return the layout, or null if there is no line
  static @Nullable Layout of(byte[] head, boolean whole, String name, ReadOptions options) {
    int mark = mark(head, name);
    int start = mark;
    int line = 1;
    while (start < head.length && (head[start] == '\n' || head[start] == '\r')) {
      if (head[start++] == '\n') line++;
    }
    if (start == head.length) {
      if (!whole) throw new RatingsFormatException(name + ": begins with 64 KiB of blank lines");
      return null;
    }
    int end = lineEnd(head, start);
    Input input =
        options.input() == Input.AUTO ? recognize(head, start, name + ":" + line) : options.input();
    double lineBytes = lineBytes(head, mark);
    if (input == Input.BASKET) return new Layout(input, 0, 0, 1, -1, -1, false, mark, lineBytes);
    if (end == head.length && !whole)
      throw new RatingsFormatException(
          name + ":" + line + ": the first line must not be longer than " + head.length + " bytes");
    if (end > start && head[end - 1] == '\r') end--;
    Fields fields =
        new Fields(separator(input), input == Input.MOVIELENS ? 2 : 1, input == Input.CSV);
    String wrong = fields.split(head, start, end);
    String place = name + ":" + line + ": ";
    if (wrong != null) throw new RatingsFormatException(place + wrong);
    if (fields.count() < 2)
      throw new RatingsFormatException(
          place
              + "a line must have at least a user and an item, had one column as "
              + input.name().toLowerCase(Locale.ROOT)
              + ": "
              + Utf8.quote(head, start, end));
    return columns(input, fields, options, place, mark, lineBytes);
  }

  private static Layout columns(
      Input input, Fields fields, ReadOptions options, String place, int mark, double lineBytes) {
    List<String> names = fields.strings().stream().map(String::strip).toList();
    int[] known = {
      known(names, USERS), known(names, ITEMS), known(names, RATINGS), known(names, TIMES)
    };
    String declared = options.columns();
    boolean byName = declared != null && !ReadOptions.positions(ReadOptions.split(declared));
    boolean recognized = known[0] >= 0 && known[1] >= 0;
    boolean header =
        options.header() == Header.YES
            || (options.header() == Header.AUTO && (byName || recognized));
    int[] at = {-1, -1, -1, -1};
    if (declared != null) {
      List<String> wanted = ReadOptions.split(declared);
      for (int i = 0; i < wanted.size(); i++) {
        if (!wanted.get(i).isEmpty()) at[i] = find(wanted.get(i), byName, names, place);
      }
    } else if (header && recognized) {
      at = known;
    } else if (header || (options.header() == Header.AUTO && (known[0] >= 0 || known[1] >= 0))) {
      throw new RatingsFormatException(
          place + "the header must name a user and an item, or columns be declared; was " + names);
    } else {
      for (int i = 0; i < Math.min(4, names.size()); i++) at[i] = i;
    }
    return new Layout(input, names.size(), at[0], at[1], at[2], at[3], header, mark, lineBytes);
  }

  private static int find(String wanted, boolean byName, List<String> names, String place) {
    int found = byName ? names.indexOf(wanted) : Integer.parseInt(wanted) - 1;
    for (int i = 0; found < 0 && i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(wanted)) found = i;
    }
    if (found < 0)
      throw new RatingsFormatException(
          place + "there is no column '" + wanted + "' in the header " + names);
    if (found >= names.size())
      throw new RatingsFormatException(
          place + "column " + wanted + " is declared, but there are only " + names.size());
    return found;
  }

  private static int known(List<String> names, Set<String> known) {
    for (int i = 0; i < names.size(); i++) {
      String plain = names.get(i).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      if (known.contains(plain)) return i;
    }
    return -1;
  }

  /// Bytes of the byte order mark at the start, 0 if there is none.
  static int mark(byte[] head, String name) {
    if (head.length >= 3
        && head[0] == (byte) 0xEF
        && head[1] == (byte) 0xBB
        && head[2] == (byte) 0xBF) return 3;
    if (head.length >= 2
        && ((head[0] == (byte) 0xFF && head[1] == (byte) 0xFE)
            || (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)))
      throw new RatingsFormatException(name + ":1: text must be UTF-8, was UTF-16");
    return 0;
  }

  /// Where the line that begins at `start` ends.
  static int lineEnd(byte[] head, int start) {
    int end = start;
    while (end < head.length && head[end] != '\n') end++;
    return end;
  }

  private static double lineBytes(byte[] head, int start) {
    int lines = 0;
    int end = start;
    for (int i = start; i < head.length; i++) {
      if (head[i] == '\n') {
        lines++;
        end = i + 1;
      }
    }
    return Math.max(1, lines == 0 ? head.length : (double) (end - start) / lines);
  }

  private static Input recognize(byte[] head, int start, String place) {
    String line =
        new String(head, start, lineEnd(head, start) - start, StandardCharsets.ISO_8859_1);
    List<Input> found = new ArrayList<>();
    if (line.contains("::")) found.add(Input.MOVIELENS);
    if (line.contains("\t")) found.add(Input.TSV);
    if (line.contains(",")) found.add(Input.CSV);
    if (found.size() == 1) return found.getFirst();
    if (found.isEmpty() && !line.contains(" ")) return Input.CSV; // one column, which CSV will say
    if (found.isEmpty() && basket(head, start)) return Input.BASKET;
    throw new RatingsFormatException(
        place
            + ": could be read as "
            + (found.isEmpty()
                ? "baskets or as columns between blanks"
                : found.toString().toLowerCase(Locale.ROOT))
            + "; declare the input");
  }

  /// True if lines of blanks have different numbers of words, as no columns would.
  private static boolean basket(byte[] head, int start) {
    int first = -1;
    int at = start;
    while (at < head.length) {
      int end = lineEnd(head, at);
      if (end == head.length && first >= 0) break; // may be cut off
      String line = new String(head, at, end - at, StandardCharsets.ISO_8859_1).strip();
      int words = line.isEmpty() ? 0 : line.split("\\s+").length;
      if (first < 0) first = words;
      else if (words > 0 && words != first) return true;
      at = end + 1;
    }
    return first > 4;
  }
}
