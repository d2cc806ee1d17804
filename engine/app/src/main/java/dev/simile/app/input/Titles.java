package dev.simile.app.input;

import dev.simile.Ids;
import dev.simile.ratings.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Titles of items by their ids: of MovieLens's `movies.dat` and `u.item`, or of CSV or TSV with a
/// header that names a column of ids and one of titles (without one: the first two columns). Titles
/// are an ornament: a line without one is left out, of two the first counts, and both are said.
public final class Titles {
  private static final Set<String> TITLE_NAMES = Set.of("title", "name", "itemname", "movietitle");

  private final TextFile file;
  private final Map<String, String> titles = new HashMap<>();
  private long without;
  private long contradicted;

  private Titles(TextFile file) {
    this.file = file;
    Fields fields = Fields.of(file);
    Fields.Line first = fields.first();
    int named = Kind.find(first.fields(), TITLE_NAMES);
    Columns columns =
        Columns.of(
            file.path(), Kind.ITEM, first, null, named < 0 ? Header.AUTO : Header.YES, List.of());
    int title = named >= 0 ? named : columns.id() == 0 ? 1 : 0;
    int id = columns.id() != title ? columns.id() : title == 0 ? 1 : 0;
    boolean[] header = {columns.header()};
    fields.forEach(
        (line, number) -> {
          if (header[0]) header[0] = false;
          else add(line, id, title);
        });
  }

  private void add(List<String> line, int id, int title) {
    if (line.size() <= Math.max(id, title)) {
      without++;
      return;
    }
    String before = titles.putIfAbsent(line.get(id), line.get(title));
    if (before != null && !before.equals(line.get(title))) contradicted++;
  }

  /// Reads all titles of `path`.
  ///
  /// @throws java.io.UncheckedIOException if it cannot be read
  /// @throws FileFormatException if it is empty or no text
  public static Titles read(Path path) {
    return new Titles(TextFile.read(path));
  }

  /// Reads all titles of a stream, plain or compressed by gzip.
  public static Titles read(InputStream in) throws IOException {
    return new Titles(TextFile.read(in, Path.of("titles")));
  }

  /// The title of that id, or null.
  public @Nullable String of(String id) {
    return titles.get(id);
  }

  /// What is not as it should be, in one line, or null: items without a title, lines left out,
  /// titles that contradict each other, an unexpected encoding.
  public @Nullable String note(Ids items) {
    int known = 0;
    for (int item = 0; item < items.size(); item++) {
      if (titles.containsKey(items.idOf(item))) known++;
    }
    String of = "of " + items.size() + " items ";
    String note =
        Counted.of(items.size() - known, of + "has no title", of + "have no title")
            + Counted.of(without, "line without a title left out", "lines without one left out")
            + Counted.of(contradicted, "second title left out", "second titles left out")
            + file.encodingNote();
    return note.isEmpty() ? null : file.path() + ": " + note.substring(2);
  }
}
