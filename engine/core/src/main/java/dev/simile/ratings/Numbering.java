package dev.simile.ratings;

import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The workers' dictionaries made one: ids in the order of first appearance in the input, and for
/// each worker the number of each of its own.
///
/// A chunk knows which ids were new to its worker, in their order. Going through the chunks in the
/// order of the input and through the new ids of each, an id is first met where it first appears,
/// however the chunks were shared out.
final class Numbering implements AutoCloseable {
  private final Memory memory = Memory.open("reader");
  private final Dictionary ids;
  private final boolean owned;
  private final @Nullable Ints[] maps;

  /// @param own the workers' dictionaries, null for a worker that read nothing
  /// @param from the first id of a chunk that was new to its worker
  /// @param to the end of those
  Numbering(
      String what,
      @Nullable Dictionary[] own,
      List<Piece> pieces,
      ToIntFunction<Piece> from,
      ToIntFunction<Piece> to) {
    maps = new @Nullable Ints[own.length];
    int used = 0;
    Dictionary only = null;
    for (Dictionary dictionary : own) {
      if (dictionary == null || dictionary.size() == 0) continue;
      used++;
      only = dictionary;
    }
    owned = used != 1;
    ids = only != null && !owned ? only : new Dictionary(what);
    if (!owned) return;
    for (int w = 0; w < own.length; w++) {
      Dictionary dictionary = own[w];
      if (dictionary != null) maps[w] = memory.ints("numbers", dictionary.size());
    }
    for (Piece piece : pieces) {
      Dictionary dictionary = own[piece.worker];
      Ints map = maps[piece.worker];
      if (dictionary == null || map == null) continue;
      for (int i = from.applyAsInt(piece); i < to.applyAsInt(piece); i++)
        map.set(i, ids.number(dictionary.bytes(), dictionary.start(i), dictionary.length(i)));
    }
  }

  /// All ids.
  Dictionary ids() {
    return ids;
  }

  /// What the numbers of a worker become, or null if they stay.
  @Nullable Ints map(int worker) {
    return maps[worker];
  }

  @Override
  public void close() {
    memory.close();
    if (owned) ids.close();
  }
}
