package dev.simile.evaluate;

import java.util.Arrays;

/// The mean distance between the items of a list, see [Measure#DIVERSITY]; NaN of fewer than two.
/// Common raters are counted in whole numbers, and only for the places that are asked for; what was
/// counted lately is remembered, since many users are served the same items.
///
/// Of a pair with an item of few raters these are looked up among the other's; two that many rated
/// are counted 64 users at a time: at most users / 64 steps a pair. Scratch of users / 4 bytes and
/// 200 KB.
final class Diversity implements ListMeasure {
  private static final int KNOWN_BITS = 14;

  private final Raters raters;
  private final long[] pairs = new long[1 << KNOWN_BITS]; // the pair that is known there, 0 if none
  private final int[] known = new int[1 << KNOWN_BITS]; // its number of common raters
  private final long[] bits; // the raters of the later item of a pair
  private final int[] users; // the same as a list, if they are few
  private final int[] others; // the raters of the earlier item, if they are few
  private int loaded = -1; // whose raters bits are
  private double[] sums = new double[16]; // by number of places: over the pairs of the first ones
  private int done;

  Diversity(Raters raters) {
    this.raters = raters;
    this.bits = new long[raters.words()];
    this.users = new int[raters.words()];
    this.others = new int[raters.words()];
  }

  @Override
  public void begin(Served list) {
    done = 0;
  }

  @Override
  public double value(Served list, int cutoff) {
    int size = list.size(cutoff);
    if (size < 2) return Double.NaN;
    if (sums.length <= size) sums = Arrays.copyOf(sums, 2 * size);
    for (; done < size; done++) sums[done + 1] = sums[done] + distances(list, done);
    return sums[size] / (size * (size - 1.0) / 2);
  }

  /// The sum of the distances of the item at a rank from those before it.
  private double distances(Served list, int rank) {
    int item = list.item(rank);
    double sum = 0;
    for (int before = 0; before < rank; before++) sum += distance(item, list.item(before));
    return sum;
  }

  private double distance(int item, int other) {
    if (item >= raters.items() || other >= raters.items()) return 1;
    long pair = (long) Math.max(item, other) << 32 | Math.min(item, other); // never 0: they differ
    int at = (int) ((pair * 0x9E3779B97F4A7C15L) >>> -KNOWN_BITS);
    if (pairs[at] != pair) {
      known[at] = common(item, other);
      pairs[at] = pair;
    }
    int common = known[at];
    if (common == 0) return 1;
    return 1 - common / Math.sqrt((double) raters.count(item) * raters.count(other));
  }

  private int common(int item, int other) {
    if (loaded != item) load(item);
    if (!raters.many(other)) return commonFew(other);
    if (raters.many(item)) return raters.common(other, bits);
    return raters.common(other, users, raters.count(item));
  }

  private int commonFew(int other) {
    raters.users(other, others);
    int count = raters.count(other);
    int common = 0;
    for (int i = 0; i < count; i++) common += (int) (bits[others[i] >> 6] >>> others[i] & 1);
    return common;
  }

  private void load(int item) {
    if (loaded >= 0 && !raters.many(loaded)) mark(loaded, false);
    if (raters.many(item)) {
      raters.bits(item, bits);
    } else {
      if (loaded >= 0 && raters.many(loaded)) Arrays.fill(bits, 0);
      raters.users(item, users);
      mark(item, true);
    }
    loaded = item;
  }

  /// Sets or clears the bits of the users of an item of few.
  private void mark(int item, boolean is) {
    int count = raters.count(item);
    for (int i = 0; i < count; i++) {
      if (is) bits[users[i] >> 6] |= 1L << users[i];
      else bits[users[i] >> 6] = 0;
    }
  }
}
