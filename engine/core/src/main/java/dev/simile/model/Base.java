package dev.simile.model;

import dev.simile.Compute;
import dev.simile.memory.Ints;
import dev.simile.memory.Ledger;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.ratings.IdMap;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import java.lang.foreign.MemorySegment;

/// What every model holds of its training, all in the model's own memory.
///
/// @param algorithm the canonical ALGORITHM text, every setting included
/// @param users ids of the users
/// @param items ids of the items
/// @param rows users x items, the training rows without times (no entries if the model was saved
///   without them)
/// @param minRating the smallest training rating
/// @param maxRating the largest
/// @param mean the mean
public record Base(
    String algorithm,
    IdMap users,
    IdMap items,
    Csr rows,
    float minRating,
    float maxRating,
    double mean) {
  /// What a model of that algorithm keeps of `ratings`, copied to its own memory.
  public static Base copy(String algorithm, Ratings ratings, Memory memory) {
    return new Base(
        algorithm,
        ratings.userMap().copy(memory, "users"),
        ratings.itemMap().copy(memory, "items"),
        ratings.byUser().withoutTimes().copy(memory, "seen"),
        ratings.minRating(),
        ratings.maxRating(),
        ratings.mean());
  }

  /// Begins a training: refuses what cannot be trained on or cannot fit, and asks for the first
  /// time whether it is still wanted.
  ///
  /// @param what the work, for messages: `training mf`
  /// @param bytes the estimated off-heap bytes at the peak beside what [#copy] takes
  /// @throws IllegalArgumentException if there are no ratings
  /// @throws dev.simile.memory.InsufficientMemoryException if it cannot fit
  /// @throws dev.simile.parallel.CancelledException if it is cancelled already
  public static void begin(String what, Ratings ratings, long bytes, Compute compute) {
    if (ratings.count() == 0)
      throw new IllegalArgumentException("there are no ratings to train on");
    compute.progress().check();
    Ledger.require(what, Math.addExact(estimate(ratings), bytes));
  }

  /// The off-heap bytes that [#copy] takes, at the most.
  public static long estimate(Ratings ratings) {
    return idBytes(ratings.userMap())
        + idBytes(ratings.itemMap())
        + Csr.estimate(ratings.userCount(), ratings.count(), ratings.rated(), false);
  }

  /// The bytes of the ids, their offsets, and a hash table of at most four slots an id.
  private static long idBytes(IdMap ids) {
    return Memory.sizeOf(ids.bytes().byteSize(), 1)
        + Memory.sizeOf(ids.size() + 1L, Long.BYTES)
        + Memory.sizeOf(4L * Math.max(1, ids.size()), Integer.BYTES);
  }

  void write(StoreWriter out, boolean withRatings) {
    out.text("algorithm", algorithm);
    out.number("mean", mean).number("min-rating", minRating).number("max-rating", maxRating);
    write(out, "users", users);
    write(out, "items", items);
    Sections.write(out, "seen", withRatings ? rows : empty());
  }

  /// Reads what [#write] wrote; the views lie in the memory of `in`, the hash tables in `memory`.
  public static Base read(StoreReader in, Memory memory) {
    IdMap users = readIds(in, memory, "users");
    IdMap items = readIds(in, memory, "items");
    return new Base(
        in.text("algorithm"),
        users,
        items,
        Sections.read(in, "seen", users.size(), items.size()),
        rating(in, "min-rating"),
        rating(in, "max-rating"),
        in.number("mean"));
  }

  private static float rating(StoreReader in, String name) {
    float value = (float) in.number(name);
    if (!Float.isFinite(value))
      throw in.corrupt("section '" + name + "'", "it is not in the range of a rating");
    return value;
  }

  private Csr empty() {
    Longs offsets = Longs.view(MemorySegment.ofArray(new long[rows.rows() + 1]));
    return Csr.view(
        rows.rows(),
        rows.columns(),
        offsets,
        Ints.view(MemorySegment.ofArray(new int[0])),
        null,
        null);
  }

  private static void write(StoreWriter out, String name, IdMap ids) {
    out.bytes(name + ".bytes", ids.bytes()).longs(name + ".offsets", ids.offsets());
  }

  private static IdMap readIds(StoreReader in, Memory memory, String name) {
    try {
      return IdMap.build(memory, name, in.bytes(name + ".bytes"), in.longs(name + ".offsets"));
    } catch (IllegalArgumentException e) {
      throw in.corrupt("section '" + name + ".offsets'", String.valueOf(e.getMessage()));
    }
  }
}
