package dev.simile.model;

import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.topk.TopK;
import java.util.Arrays;

/// What one query needs besides the model: the scores of the catalogue, the bits of the allowed
/// items, the heap. Families extend it with their own. Held by one query at a time; lives in its
/// model's memory.
public class Scratch {
  private final Floats scores;
  private final long[] allowed;
  private final TopK topK = new TopK();

  /// Room for `items` scores.
  public Scratch(Memory memory, int items) {
    scores = memory.floats("scratch", Math.addExact(items, 15) & -16);
    allowed = new long[(int) ((items + 63L) >>> 6)];
  }

  /// One score an item, and padding to a multiple of 16.
  public final Floats scores() {
    return scores;
  }

  /// The bits of the items that may be recommended.
  final long[] allowed() {
    return allowed;
  }

  /// Allows the first `count`.
  final void allowAll(int count) {
    Arrays.fill(allowed, -1L);
    if ((count & 63) != 0) allowed[allowed.length - 1] = (1L << count) - 1;
  }

  /// Denies one.
  final void deny(int index) {
    allowed[index >> 6] &= ~(1L << index);
  }

  /// How many are allowed.
  final int eligible() {
    int eligible = 0;
    for (long word : allowed) eligible += Long.bitCount(word);
    return eligible;
  }

  /// Ranks the allowed ones by their scores into `into`.
  ///
  /// @param eligible how many are allowed
  /// @param zeros whether a score of 0 is one; else those that have it are left out
  /// @return -1, or the index of one whose score is not finite
  final int select(
      Kernels kernels,
      int count,
      int eligible,
      boolean zeros,
      boolean fallback,
      Recommendations into) {
    into.begin(eligible, fallback);
    int bad = topK.select(kernels, scores.segment(), count, allowed, into);
    if (zeros || bad >= 0 || !holdsZero(into)) return bad;
    denyZeros();
    into.begin(eligible, fallback);
    return topK.select(kernels, scores.segment(), count, allowed, into);
  }

  private static boolean holdsZero(Recommendations list) {
    for (int rank = 0; rank < list.size(); rank++) {
      if (list.score(rank) == 0) return true;
    }
    return false;
  }

  private void denyZeros() {
    for (int word = 0; word < allowed.length; word++) {
      for (long left = allowed[word]; left != 0; left &= left - 1) {
        int index = (word << 6) + Long.numberOfTrailingZeros(left);
        if (scores.at(index) == 0) deny(index);
      }
    }
  }
}
