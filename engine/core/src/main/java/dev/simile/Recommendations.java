package dev.simile;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// A ranked list in columns: item indexes and scores, by descending score and, among equals,
/// ascending item. Made once with its capacity N and filled by query after query without
/// allocation. Not thread-safe.
///
/// A list shorter than N says why: either only [#eligible()] passed the filter, or the others have
/// no score, which the model says of what has nothing in common with what was asked.
public final class Recommendations implements Iterable<Recommendation> {
  private final int[] items;
  private final float[] scores;
  private int size;
  private int eligible;
  private boolean fallback;

  private Recommendations(int n) {
    items = new int[n];
    scores = new float[n];
  }

  /// An empty list of at most `n`.
  ///
  /// @throws IllegalArgumentException if `n` is negative
  public static Recommendations of(int n) {
    if (n < 0) throw new IllegalArgumentException("n must be >= 0, was " + n);
    return new Recommendations(n);
  }

  /// The N that was asked for.
  public int capacity() {
    return items.length;
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// Item index at `rank`, from 0.
  public int item(int rank) {
    return items[java.util.Objects.checkIndex(rank, size)];
  }

  /// Score at `rank`, from 0.
  public float score(int rank) {
    return scores[java.util.Objects.checkIndex(rank, size)];
  }

  /// How many items of the catalogue passed the filter; of similar users, how many others there
  /// are.
  public int eligible() {
    return eligible;
  }

  /// True if the asker was unknown and brought no history, so that the scores are the same for
  /// everybody.
  public boolean fallback() {
    return fallback;
  }

  /// Why there are fewer than N, as a sentence; empty if there are N.
  public String shortfall() {
    if (size == items.length) return "";
    if (size == eligible) return "only " + eligible + " of the catalogue's items passed the filter";
    if (size == 0)
      return "nothing that passed the filter has anything in common with what was asked";
    return "only "
        + size
        + " of the "
        + eligible
        + " that passed the filter have anything in common with what was asked";
  }

  /// Empties the list, to be filled by a model.
  public void begin(int eligible, boolean fallback) {
    this.size = 0;
    this.eligible = eligible;
    this.fallback = fallback;
  }

  /// Adds the next in rank; for models.
  ///
  /// @throws IndexOutOfBoundsException if the list is full
  public void add(int item, float score) {
    items[size] = item;
    scores[size] = score;
    size++;
  }

  @Override
  public Iterator<Recommendation> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Recommendation next() {
        if (next >= size) throw new NoSuchElementException();
        Recommendation one = new Recommendation(items[next], scores[next]);
        next++;
        return one;
      }
    };
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < size; i++)
      text.append(i == 0 ? "" : ", ").append(items[i]).append(": ").append(scores[i]);
    return text.append(']').toString();
  }
}
