package dev.simile.app.input;

import dev.simile.ratings.RatingsFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Pairs of user and item ids, in the order of their file: the first two fields of CSV, TSV or
/// `::`, with or without a header.
public final class Pairs {
  private Pairs() {}

  /// A user and an item.
  public record Pair(String user, String item) {}

  /// Reads `path`. The first line is a header if its fields are known names such as `user,item` or
  /// `userId,movieId`.
  ///
  /// @throws RatingsFormatException if a line has fewer than two fields
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static List<Pair> read(Path path) {
    Fields fields = Fields.read(path);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < fields.lines().size(); i++) {
      List<String> line = fields.lines().get(i);
      if (line.size() < 2 || line.get(0).isEmpty() || line.get(1).isEmpty())
        throw new RatingsFormatException(
            path + ":" + fields.numbers().get(i) + ": a pair must be user,item");
      if (i == 0 && header(line)) continue;
      pairs.add(new Pair(line.get(0), line.get(1)));
    }
    return pairs;
  }

  private static boolean header(List<String> line) {
    return name(line.get(0)).matches("user(id)?")
        && name(line.get(1)).matches("(item|movie|product)(id)?");
  }

  private static String name(String field) {
    return field.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }
}
