package dev.simile.app.input;

import dev.simile.Ids;
import dev.simile.ItemSet;
import java.nio.file.Path;
import java.util.List;

/// A file of item ids, one a line, and which of them a model knows.
///
/// @param items those that the model knows
/// @param lines how many ids the file holds
/// @param unknown how many of them the model does not know
public record IdList(ItemSet items, int lines, int unknown) {
  /// Reads `path`.
  ///
  /// @throws java.io.UncheckedIOException if it cannot be read
  public static IdList read(Path path, Ids ids) {
    List<String> lines = TextFile.read(path).lines();
    int[] known = lines.stream().mapToInt(ids::indexOf).filter(i -> i != Ids.UNKNOWN).toArray();
    return new IdList(ItemSet.of(ids.size(), known), lines.size(), lines.size() - known.length);
  }
}
