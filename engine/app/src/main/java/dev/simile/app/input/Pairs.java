package dev.simile.app.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Pairs of user and item ids, in the order of their file: CSV, TSV or `::`. If the first line
/// names columns of users and of items, such as `user,item` or `userId,movieId`, it is a header and
/// they stand there; else in the first two columns. What the other columns hold does not matter.
///
/// @param all the pairs, repeated ones as well
/// @param note what is not as it should be, in one line, or null: repeated pairs, an unexpected
///   encoding
public record Pairs(List<Pair> all, @Nullable String note) {
  /// A user and an item.
  public record Pair(String user, String item) {}

  /// Copies the list.
  public Pairs {
    all = List.copyOf(all);
  }

  /// Reads `path`.
  ///
  /// @throws FileFormatException if a line has no user or no item, a header names but one of them,
  ///   or there is no pair
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static Pairs read(Path path) {
    TextFile file = TextFile.read(path);
    List<Pair> pairs = new ArrayList<>();
    forEach(file, (user, item) -> pairs.add(new Pair(user, item)));
    long repeated = pairs.size() - pairs.stream().distinct().count();
    String note =
        Counted.of(repeated, "pair repeats another", "pairs repeat others") + file.encodingNote();
    return new Pairs(pairs, note.isEmpty() ? null : path + ": " + note.substring(2));
  }

  /// Gives every pair to `pair`, first the user.
  private static void forEach(TextFile file, BiConsumer<String, String> pair) {
    Fields fields = Fields.of(file);
    Fields.Line line = fields.first();
    List<String> first = line.fields();
    int namedUser = Kind.USER.knownColumn(first);
    int namedItem = Kind.ITEM.knownColumn(first);
    boolean header = namedUser >= 0 && namedItem >= 0 && namedUser != namedItem;
    if (!header && (named(namedUser, first) || named(namedItem, first)))
      throw new FileFormatException(
          file.path()
              + ":"
              + line.number()
              + ": the header must name a user and an item, was "
              + first);
    int user = header ? namedUser : 0;
    int item = header ? namedItem : 1;
    long[] rows = {0};
    fields.forEach(
        (row, number) -> {
          if (rows[0]++ == 0 && header) return;
          if (row.size() <= Math.max(user, item)
              || row.get(user).isEmpty()
              || row.get(item).isEmpty())
            throw new FileFormatException(
                file.path() + ":" + number + ": a pair must be user,item, was " + row);
          pair.accept(row.get(user), row.get(item));
        });
    if (rows[0] == 1 && header)
      throw new FileFormatException(file.path() + ": there is no pair, only the header");
  }

  /// True if a field there is a name that no id would be.
  private static boolean named(int at, List<String> first) {
    return at >= 0 && !first.get(at).strip().equalsIgnoreCase("id");
  }
}
