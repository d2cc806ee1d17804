package dev.simile.app.input;

import dev.simile.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Titles of items by their ids: of MovieLens's `movies.dat` and `u.item`, or of CSV or TSV with a
/// header that names a column of ids and one of titles (without one: the first two columns).
public final class Titles {
  private static final Set<String> ID_NAMES =
      Set.of("id", "item", "itemid", "movie", "movieid", "product", "productid", "asin", "isbn");
  private static final Set<String> TITLE_NAMES = Set.of("title", "name", "itemname", "movietitle");

  private final Map<String, String> titles;

  private Titles(Map<String, String> titles) {
    this.titles = titles;
  }

  /// Reads all titles of `path`.
  ///
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static Titles read(Path path) {
    return of(Fields.read(path).lines());
  }

  /// Reads all titles of a stream, plain or compressed by gzip.
  public static Titles read(InputStream in) throws IOException {
    return of(Fields.read(in, Path.of("titles")).lines());
  }

  static Titles of(List<List<String>> lines) {
    int id = 0;
    int title = 1;
    int from = 0;
    if (!lines.isEmpty()) {
      int idNamed = find(lines.getFirst(), ID_NAMES);
      int titleNamed = find(lines.getFirst(), TITLE_NAMES);
      if (titleNamed >= 0) {
        from = 1;
        title = titleNamed;
        id = idNamed >= 0 ? idNamed : title == 0 ? 1 : 0;
      }
    }
    Map<String, String> titles = new HashMap<>();
    for (List<String> line : lines.subList(from, lines.size())) {
      if (line.size() > Math.max(id, title)) titles.putIfAbsent(line.get(id), line.get(title));
    }
    return new Titles(titles);
  }

  private static int find(List<String> header, Set<String> names) {
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
      if (names.contains(name)) return i;
    }
    return -1;
  }

  /// The title of that id, or null.
  public @Nullable String of(String id) {
    return titles.get(id);
  }

  /// How many of `items` have one.
  public int known(Ids items) {
    int known = 0;
    for (int item = 0; item < items.size(); item++) {
      if (titles.containsKey(items.idOf(item))) known++;
    }
    return known;
  }
}
