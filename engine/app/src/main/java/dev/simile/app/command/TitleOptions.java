package dev.simile.app.command;

import dev.simile.Ids;
import dev.simile.app.Session;
import dev.simile.app.input.Titles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--items FILE`: titles beside the ids.
final class TitleOptions {
  @Option(
      names = "--items",
      paramLabel = "FILE",
      description =
          "Titles: CSV or TSV with a header (item,title), MovieLens's movies.dat or u.item")
  private @Nullable Path items;

  /// The titles, or null if none are wanted.
  @Nullable Titles read(Ids ids, Session session) {
    Path file = items;
    if (file == null) return null;
    Titles titles = Titles.read(file);
    String note = titles.note(ids);
    if (note != null) session.note(note);
    return titles;
  }
}
