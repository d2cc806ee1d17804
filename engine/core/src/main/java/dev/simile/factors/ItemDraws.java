package dev.simile.factors;

import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import dev.simile.sparse.Csr;

/// The items in parts of equal size, parted anew by chance whenever asked, and random draws from a
/// part: of its items alike, or by their number of ratings, by the alias method (Walker 1977; Vose
/// 1991).
final class ItemDraws {
  private final Csr byItem;
  private final Sampling sampling;
  private final int parts;
  private final Ints order;
  private final Ints partOf;
  private final Ints thresholds;
  private final Ints aliases;

  /// @param parts number of parts, at most one an item
  ItemDraws(Csr byItem, int parts, Sampling sampling, Memory memory) {
    this.byItem = byItem;
    this.sampling = sampling;
    this.parts = parts;
    int items = byItem.rows();
    boolean weighted = sampling == Sampling.POPULARITY;
    order = memory.ints("items in their parts", items);
    partOf = memory.ints("part of each item", items);
    thresholds = memory.ints("chances of items", weighted ? items : 0);
    aliases = memory.ints("alternatives of items", weighted ? items : 0);
  }

  /// Bytes that it takes.
  static long estimate(int items, Sampling sampling) {
    return (sampling == Sampling.POPULARITY ? 4 : 2) * Memory.sizeOf(items, Integer.BYTES);
  }

  /// Parts the items as `stream` (see [Randoms#stream]) says.
  void part(long stream, Workers workers, Progress progress) {
    int items = byItem.rows();
    for (int i = 0; i < items; i++) {
      int other = Randoms.below(Randoms.bits(stream, i), i + 1);
      order.set(i, order.at(other));
      order.set(other, i);
    }
    workers.run(parts, progress, (part, worker) -> finish(part));
  }

  private void finish(int part) {
    for (int at = begin(part); at < begin(part + 1); at++) partOf.set(order.at(at), part);
    if (sampling == Sampling.POPULARITY) weigh(begin(part), begin(part + 1));
  }

  /// Sets thresholds and aliases of one part: a place keeps a draw with the chance of its
  /// threshold, of 2^31, and hands it on to its alias else.
  private void weigh(int from, int to) {
    int n = to - from;
    double total = 0;
    for (int at = from; at < to; at++) total += byItem.degree(order.at(at));
    double[] chances = new double[n];
    int[] stack = new int[n];
    int low = 0;
    int high = n;
    for (int i = 0; i < n; i++) {
      chances[i] = total == 0 ? 1 : byItem.degree(order.at(from + i)) * n / total;
      if (chances[i] < 1) stack[low++] = i;
      else stack[--high] = i;
    }
    while (low > 0 && high < n) {
      int small = stack[--low];
      int large = stack[high];
      set(from + small, chances[small], from + large);
      chances[large] -= 1 - chances[small];
      if (chances[large] >= 1) continue;
      high++;
      stack[low++] = large;
    }
    while (low > 0) set(from + stack[--low], 1, from + stack[low]);
    while (high < n) set(from + stack[high], 1, from + stack[high++]);
  }

  private void set(int at, double chance, int alias) {
    thresholds.set(at, (int) Math.min(chance * 0x1p31, Integer.MAX_VALUE));
    aliases.set(at, alias);
  }

  private int begin(int part) {
    return (int) ((long) byItem.rows() * part / parts);
  }

  /// The part of an item.
  int partOf(int item) {
    return partOf.at(item);
  }

  /// The item at a place, all parts one after the other.
  int at(int place) {
    return order.at(place);
  }

  /// An item of a part, by 64 random bits.
  int draw(int part, long bits) {
    int from = begin(part);
    int n = begin(part + 1) - from;
    int at = from + Randoms.below(bits, n);
    if (sampling == Sampling.UNIFORM) return order.at(at);
    // What the place has not used of the bits.
    int rest = (int) ((bits * n) >>> 33);
    return order.at(rest < thresholds.at(at) ? at : aliases.at(at));
  }
}
