package dev.simile.ratings;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The line at the head of a file that names its columns, for files that hold more than ratings.
///
/// @param input the layout of the lines, not AUTO
/// @param names the columns in their order, blanks around them left out
/// @param user the column of the user, from 0
/// @param item the column of the item, from 0
public record Heading(Input input, List<String> names, int user, int item) {
  /// Copies the names.
  public Heading {
    names = List.copyOf(names);
  }

  /// Reads the heading of a file, which gzip may have compressed.
  ///
  /// @return the heading, or null if the first line does not name a user and an item
  /// @throws RatingsFormatException if the file cannot be opened, or there is nothing in it
  public static @Nullable Heading of(Path file) {
    byte[] head = Reader.head(file);
    Layout layout =
        Layout.of(head, head.length < Source.HEAD, file.toString(), ReadOptions.defaults());
    if (layout == null) throw new RatingsFormatException(file + ": there is nothing in it");
    if (!layout.header()) return null;
    int start = layout.mark();
    while (head[start] == '\n' || head[start] == '\r') start++;
    int end = Layout.lineEnd(head, start);
    if (end > start && head[end - 1] == '\r') end--;
    Fields fields = layout.fields();
    fields.split(head, start, end);
    List<String> names = fields.strings().stream().map(String::strip).toList();
    return new Heading(layout.input(), names, layout.user(), layout.item());
  }

  /// The column of that name, from 0, or -1; upper and lower case are one.
  public int column(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).toLowerCase(Locale.ROOT).equals(name)) return i;
    }
    return -1;
  }
}
