package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.ratings.Triples.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects ratings that come from code (a database, a stream) and builds [Ratings] with the
/// guarantees of a file: indexes in the order of first appearance, rows in the order of the input,
/// duplicates merged as declared, nothing lost in silence. Not thread-safe.
///
/// What is collected lies on the heap, about 20 bytes a rating and the ids, so that a builder need
/// not be closed; [#build()] goes the way of a reader from there.
public final class RatingsBuilder {
  private static final int BATCH = 1 << 12;

  private final Map<String, Integer> users = new LinkedHashMap<>();
  private final Map<String, Integer> items = new LinkedHashMap<>();
  private int[] userOf = new int[1024];
  private int[] itemOf = new int[1024];
  private float[] ratingOf = new float[1024];
  private long[] timeOf = new long[1024];
  private int size;
  private boolean rated;
  private boolean timed;
  private Duplicates duplicates = Duplicates.LAST;
  private @Nullable Decay decay;

  RatingsBuilder() {}

  /// What becomes of duplicates; default [Duplicates#LAST].
  public RatingsBuilder duplicates(Duplicates policy) {
    duplicates = policy;
    return this;
  }

  /// How ratings fade with age; default not at all.
  public RatingsBuilder decay(@Nullable Decay decay) {
    this.decay = decay;
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
    if (size == 0) {
      rated = hasRating;
      timed = hasTime;
    } else if (rated != hasRating || timed != hasTime) {
      throw new IllegalArgumentException("ratings and times must be given for all or for none");
    }
    if (size == userOf.length) {
      int length = Math.multiplyExact(size, 2);
      userOf = Arrays.copyOf(userOf, length);
      itemOf = Arrays.copyOf(itemOf, length);
      ratingOf = Arrays.copyOf(ratingOf, length);
      timeOf = Arrays.copyOf(timeOf, length);
    }
    userOf[size] = users.computeIfAbsent(user, id -> users.size());
    itemOf[size] = items.computeIfAbsent(item, id -> items.size());
    ratingOf[size] = rating;
    timeOf[size] = time;
    size++;
    return this;
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

  /// Builds the ratings on all processors; the builder can go on afterwards.
  ///
  /// @throws RatingsFormatException if there are duplicates and they are declared an error, or the
  ///   ratings are to fade and have no times
  public Ratings build() {
    return build(Compute.defaults());
  }

  /// Builds the ratings; the builder can go on afterwards.
  ///
  /// @throws RatingsFormatException if there are duplicates and they are declared an error, or the
  ///   ratings are to fade and have no times
  public Ratings build(Compute compute) {
    long start = System.nanoTime();
    try (Dictionary userIds = dictionary("users", users);
        Dictionary itemIds = dictionary("items", items);
        Triples triples = new Triples(rated, timed, Math.clamp(size, 1, Triples.MAX_SLAB))) {
      for (int from = 0; from < size; from += BATCH) {
        int to = Math.min(size, from + BATCH);
        for (int i = from; i < to; i++) triples.add(userOf[i], itemOf[i], ratingOf[i], timeOf[i]);
        compute.progress().check();
      }
      List<Span> spans = new ArrayList<>();
      triples.spans(0, size, 0, spans);
      Assembly assembly =
          new Assembly(
              userIds,
              itemIds,
              rated,
              timed,
              duplicates,
              decay,
              position -> "rating " + (position + 1),
              compute);
      return assembly.build(
          spans,
          ratings ->
              new ReadSummary(
                  size, ratings, size - ratings, 0, List.of(), (System.nanoTime() - start) / 1e9));
    }
  }

  private static Dictionary dictionary(String what, Map<String, Integer> ids) {
    Dictionary dictionary = new Dictionary(what);
    byte[] text = new byte[128];
    for (String id : ids.keySet()) {
      byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
      if (text.length < utf8.length + Swar.PADDING) text = new byte[2 * utf8.length + Swar.PADDING];
      System.arraycopy(utf8, 0, text, 0, utf8.length);
      int ignored = dictionary.number(text, 0, utf8.length, Dictionary.key(text, 0, utf8.length));
    }
    return dictionary;
  }
}
