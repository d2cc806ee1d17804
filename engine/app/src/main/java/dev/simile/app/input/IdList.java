package dev.simile.app.input;

import dev.simile.Ids;
import dev.simile.ItemSet;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of item ids, one a line, and which of them a model knows.
///
/// @param items those that the model knows
/// @param note what is not as it should be, in one line, or null: unknown ids, repeated ones, an
///   unexpected encoding
public record IdList(ItemSet items, @Nullable String note) {
  /// Reads `path`.
  ///
  /// @throws FileFormatException if it is no text
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static IdList read(Path path, Ids ids) {
    TextFile file = TextFile.read(path);
    List<String> lines = file.lines();
    int[] known = lines.stream().mapToInt(ids::indexOf).filter(i -> i != Ids.UNKNOWN).toArray();
    ItemSet items = ItemSet.of(ids.size(), known);
    String of = "of its " + lines.size() + " ids ";
    String note =
        (lines.isEmpty() ? "; the file is empty" : "")
            + Counted.of(
                lines.size() - known.length,
                of + "is not in the model",
                of + "are not in the model")
            + Counted.of(known.length - items.size(), "repeats another", "repeat others")
            + file.encodingNote();
    return new IdList(items, note.isEmpty() ? null : path + ": " + note.substring(2));
  }
}
