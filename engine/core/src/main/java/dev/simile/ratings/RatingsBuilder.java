package dev.simile.ratings;

import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import dev.simile.sparse.Csr;
import java.lang.foreign.MemorySegment;
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
public final class RatingsBuilder {
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

  RatingsBuilder() {}

  /// What becomes of duplicates; default [Duplicates#LAST].
  public RatingsBuilder duplicates(Duplicates policy) {
    duplicates = policy;
    return this;
  }

  /// Adds an interaction without rating or time.
  public RatingsBuilder add(String user, String item) {
    return add(user, item, 1f, 0L, false, false);
  }

  /// Adds a rating without time.
  ///
  /// @throws IllegalArgumentException if the rating is not finite or an id is empty
  public RatingsBuilder add(String user, String item, float rating) {
    return add(user, item, rating, 0L, true, false);
  }

  /// Adds a rating with its time in seconds since 1970.
  ///
  /// @throws IllegalArgumentException if the rating is not finite or an id is empty
  public RatingsBuilder add(String user, String item, float rating, long time) {
    return add(user, item, rating, time, true, true);
  }

  private RatingsBuilder add(
      String user, String item, float rating, long time, boolean hasRating, boolean hasTime) {
    if (!Float.isFinite(rating))
      throw new IllegalArgumentException("rating must be finite, was " + rating);
    if (user.isEmpty()) throw new IllegalArgumentException("user must not be empty");
    if (item.isEmpty()) throw new IllegalArgumentException("item must not be empty");
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

  /// Builds the ratings; the builder can go on afterwards.
  public Ratings build() {
    long start = System.nanoTime();
    Memory memory = Memory.open("ratings");
    int[] first = new int[size];
    Map<Long, Integer> kept = new LinkedHashMap<>();
    double[] sums = new double[size];
    int[] counts = new int[size];
    float[] values = ratingOf.clone();
    long[] times = timeOf.clone();
    for (int i = 0; i < size; i++) {
      long key = (long) userOf[i] << 32 | itemOf[i];
      Integer earlier = kept.putIfAbsent(key, i);
      first[i] = earlier == null ? i : earlier;
      sums[first[i]] += ratingOf[i];
      counts[first[i]]++;
      if (earlier != null) merge(earlier, i, values, times);
    }
    List<Integer> order = new ArrayList<>(kept.values());
    for (int i : order) {
      if (duplicates == Duplicates.SUM) values[i] = (float) sums[i];
      if (duplicates == Duplicates.MEAN) values[i] = (float) (sums[i] / counts[i]);
    }
    Csr byUser =
        csr(memory, "by user", users.size(), items.size(), order, userOf, itemOf, values, times);
    Csr byItem =
        csr(memory, "by item", items.size(), users.size(), order, itemOf, userOf, values, times);
    ReadSummary summary =
        new ReadSummary(
            size,
            order.size(),
            size - order.size(),
            0,
            List.of(),
            (System.nanoTime() - start) / 1e9);
    return new Ratings(
        memory, ids(memory, "users", users), ids(memory, "items", items), byUser, byItem, summary);
  }

  private void merge(int first, int again, float[] values, long[] times) {
    switch (duplicates) {
      case LAST -> {
        if (timeOf[again] >= times[first]) {
          values[first] = ratingOf[again];
          times[first] = timeOf[again];
        }
      }
      case FIRST -> {
        if (timeOf[again] < times[first]) {
          values[first] = ratingOf[again];
          times[first] = timeOf[again];
        }
      }
      case MAX -> {
        if (ratingOf[again] > values[first]) {
          values[first] = ratingOf[again];
          times[first] = timeOf[again];
        }
      }
      case SUM, MEAN -> times[first] = Math.max(times[first], timeOf[again]);
      case ERROR ->
          throw new RatingsFormatException(
              "rating "
                  + (again + 1)
                  + ": duplicate of rating "
                  + (first + 1)
                  + ", and duplicates are declared an error");
    }
  }

  private Csr csr(
      Memory memory,
      String purpose,
      int rows,
      int columns,
      List<Integer> order,
      int[] rowOf,
      int[] columnOf,
      float[] values,
      long[] times) {
    Longs offsets = memory.longs(purpose + " offsets", rows + 1L);
    for (int i : order) offsets.set(rowOf[i] + 1L, offsets.at(rowOf[i] + 1L) + 1);
    for (int r = 0; r < rows; r++) offsets.set(r + 1L, offsets.at(r + 1L) + offsets.at(r));
    Ints column = memory.ints(purpose + " columns", order.size());
    @Nullable Floats value = rated ? memory.floats(purpose + " values", order.size()) : null;
    @Nullable Longs time = timed ? memory.longs(purpose + " times", order.size()) : null;
    long[] next = new long[rows];
    for (int r = 0; r < rows; r++) next[r] = offsets.at(r);
    for (int i : order) {
      long at = next[rowOf[i]]++;
      column.set(at, columnOf[i]);
      if (value != null) value.set(at, values[i]);
      if (time != null) time.set(at, times[i]);
    }
    return Csr.view(rows, columns, offsets, column, value, time);
  }

  private static IdMap ids(Memory memory, String purpose, Map<String, Integer> ids) {
    Longs offsets = memory.longs(purpose + " offsets", ids.size() + 1L);
    long at = 0;
    int i = 0;
    for (String id : ids.keySet())
      offsets.set(++i, at += id.getBytes(StandardCharsets.UTF_8).length);
    MemorySegment bytes = memory.allocate(purpose + " bytes", at);
    i = 0;
    for (String id : ids.keySet()) {
      byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
      MemorySegment.copy(MemorySegment.ofArray(utf8), 0, bytes, offsets.at(i++), utf8.length);
    }
    return IdMap.build(memory, purpose, bytes, offsets);
  }
}
