package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.ratings.Triples.Span;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects ratings that come from code (a database, a stream) and builds [Ratings] with the
/// guarantees of a file: indexes in the order of first appearance, rows in the order of the input,
/// duplicates merged as declared, nothing lost in silence. Not thread-safe.
///
/// What is collected lies off-heap, as what a reader collects does, and is given back when the
/// builder is no longer reachable.
public final class RatingsBuilder {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int SLAB = 1 << 15;

  private final Held held = new Held();
  private byte[] text = new byte[128];
  private boolean rated;
  private boolean timed;
  private Duplicates duplicates = Duplicates.LAST;

  /// What is freed when the builder is gone; it must not know the builder.
  private static final class Held implements Runnable {
    final Dictionary users = new Dictionary("users");
    final Dictionary items = new Dictionary("items");
    @Nullable Triples triples;

    @Override
    public void run() {
      users.close();
      items.close();
      if (triples != null) triples.close();
    }
  }

  RatingsBuilder() {
    CLEANER.register(this, held);
  }

  /// What becomes of duplicates; default [Duplicates#LAST].
  public RatingsBuilder duplicates(Duplicates policy) {
    duplicates = policy;
    return this;
  }

  /// Adds an interaction without rating or time.
  ///
  /// @throws IllegalArgumentException if an id is empty, holds NUL or half of a surrogate pair
  public RatingsBuilder add(String user, String item) {
    return add(user, item, 1f, 0L, false, false);
  }

  /// Adds a rating without time.
  ///
  /// @throws IllegalArgumentException if the rating is not finite or an id is no id
  public RatingsBuilder add(String user, String item, float rating) {
    return add(user, item, rating, 0L, true, false);
  }

  /// Adds a rating with its time in seconds since 1970.
  ///
  /// @throws IllegalArgumentException if the rating is not finite or an id is no id
  public RatingsBuilder add(String user, String item, float rating, long time) {
    return add(user, item, rating, time, true, true);
  }

  private RatingsBuilder add(
      String user, String item, float rating, long time, boolean hasRating, boolean hasTime) {
    if (!Float.isFinite(rating))
      throw new IllegalArgumentException("rating must be finite, was " + rating);
    check("user", user);
    check("item", item);
    try {
      Triples triples = held.triples;
      if (triples == null) {
        rated = hasRating;
        timed = hasTime;
        held.triples = triples = new Triples(rated, timed, SLAB);
      } else if (rated != hasRating || timed != hasTime) {
        throw new IllegalArgumentException("ratings and times must be given for all or for none");
      }
      triples.add(number(held.users, user), number(held.items, item), rating, time);
      return this;
    } finally {
      Reference.reachabilityFence(this); // until here the cleaner must not free anything
    }
  }

  private static void check(String what, String id) {
    if (id.isEmpty()) throw new IllegalArgumentException(what + " must not be empty");
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == 0) throw new IllegalArgumentException(what + " must not hold NUL");
      if (!Character.isSurrogate(c)) continue;
      if (Character.isLowSurrogate(c)
          || i + 1 == id.length()
          || !Character.isLowSurrogate(id.charAt(++i)))
        throw new IllegalArgumentException(what + " must not hold half of a surrogate pair");
    }
  }

  private int number(Dictionary ids, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    if (text.length < utf8.length + Swar.PADDING) text = new byte[2 * utf8.length + Swar.PADDING];
    System.arraycopy(utf8, 0, text, 0, utf8.length);
    return ids.number(text, 0, utf8.length, Dictionary.key(text, 0, utf8.length));
  }

  /// Builds the ratings on all processors; the builder can go on afterwards.
  ///
  /// @throws RatingsFormatException if there are duplicates and they are declared an error
  public Ratings build() {
    return build(Compute.defaults());
  }

  /// Builds the ratings; the builder can go on afterwards.
  ///
  /// @throws RatingsFormatException if there are duplicates and they are declared an error
  public Ratings build(Compute compute) {
    try {
      return assemble(compute);
    } finally {
      Reference.reachabilityFence(this); // until here the cleaner must not free anything
    }
  }

  private Ratings assemble(Compute compute) {
    long start = System.nanoTime();
    List<Span> spans = new ArrayList<>();
    Triples triples = held.triples;
    long size = triples == null ? 0 : triples.size();
    if (triples != null) triples.spans(0, size, 0, spans);
    Assembly assembly =
        new Assembly(
            held.users,
            held.items,
            rated,
            timed,
            duplicates,
            position -> "rating " + (position + 1),
            compute);
    return assembly.build(
        spans,
        ratings ->
            new ReadSummary(
                size, ratings, size - ratings, 0, List.of(), (System.nanoTime() - start) / 1e9));
  }
}
