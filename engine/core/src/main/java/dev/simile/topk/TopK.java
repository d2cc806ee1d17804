package dev.simile.topk;

import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Selects the K best of a row of scores by (score descending, index ascending): a heap whose root
/// is the worst kept, fed by [Kernels#above] with the items that beat it. O(items) plus O(log K)
/// for each item that enters. Scratch, made once and used for query after query; not thread-safe;
/// allocates only when K grows.
public final class TopK {
  private static final int FOUND = 1024;

  private final int[] found = new int[FOUND];
  private int[] items = new int[16];
  private float[] scores = new float[16];
  private int size;

  /// Selects from `scores[0..count-1]` the items whose bit is set in `allowed` and appends them to
  /// `into`, best first, as many as it still has room for.
  ///
  /// @return -1, or an allowed item whose score is NaN or infinite, then `into` is as it was; a
  ///   negative infinity is seen only while there is room for it
  public int select(
      Kernels kernels, MemorySegment row, int count, long[] allowed, Recommendations into) {
    int k = begin(Math.min(into.capacity() - into.size(), count));
    int from = 0;
    float threshold =
        Float.NaN; // nothing is <= NaN: until the heap is full everything allowed enters
    while (k > 0 && from < count) {
      // A small block at first: the threshold rises fast, and a late one lets few through.
      int to = size < k ? Math.min(count, from + Math.max(64, k)) : count;
      int n = kernels.above(row, allowed, from, to, threshold, found);
      for (int i = 0; i < n; i++) {
        int item = found[i];
        float score = row.get(ValueLayout.JAVA_FLOAT, 4L * item);
        if (!Float.isFinite(score)) return item;
        offer(item, score, k);
      }
      if (size == k) threshold = scores[0];
      from = n == found.length ? found[n - 1] + 1 : to;
    }
    drain(into);
    return -1;
  }

  /// Empties the heap, for the best `k`.
  int begin(int k) {
    if (k > items.length) {
      items = new int[k];
      scores = new float[k];
    }
    size = 0;
    return k;
  }

  /// The worst score of the best `k` so far, or negative infinity while there are fewer.
  float worst(int k) {
    return size < k ? Float.NEGATIVE_INFINITY : scores[0];
  }

  /// Takes `item` into the best `k` if it belongs there.
  void offer(int item, float score, int k) {
    if (size < k) {
      int at = size++;
      while (at > 0) {
        int parent = (at - 1) >> 1;
        if (!worse(score, item, scores[parent], items[parent])) break;
        scores[at] = scores[parent];
        items[at] = items[parent];
        at = parent;
      }
      scores[at] = score;
      items[at] = item;
    } else if (worse(scores[0], items[0], score, item)) {
      sink(score, item, size);
    }
  }

  /// Puts (score, item) at the root of the first `length` entries and lets it sink to its place.
  private void sink(float score, int item, int length) {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length
          && worse(scores[child + 1], items[child + 1], scores[child], items[child])) child++;
      if (!worse(scores[child], items[child], score, item)) break;
      scores[at] = scores[child];
      items[at] = items[child];
      at = child;
    }
    scores[at] = score;
    items[at] = item;
  }

  /// Heap sort in place: the worst goes to the end, so the front ends as the best.
  void drain(Recommendations into) {
    for (int length = size - 1; length > 0; length--) {
      float score = scores[length];
      int item = items[length];
      scores[length] = scores[0];
      items[length] = items[0];
      sink(score, item, length);
    }
    for (int i = 0; i < size; i++) into.add(items[i], scores[i]);
  }

  private static boolean worse(float score, int item, float thanScore, int thanItem) {
    return score < thanScore || (score == thanScore && item > thanItem);
  }
}
