package dev.simile.factors;

import dev.simile.Compute;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;

/// A sample of the items, fixed with the model: what somebody new is told to have not, see
/// [ContrastFoldIn].
final class Contrast {
  /// Items of a sample, where there are more.
  static final int ITEMS = 64;

  private Contrast() {}

  /// Draws a sample: without repetition where all items are alike.
  static Ints draw(Csr byItem, Sampling sampling, long seed, Memory memory, Compute compute) {
    int n = Math.min(ITEMS, byItem.rows());
    Ints sample = memory.ints("contrast", n);
    long stream = Randoms.stream(seed, Randoms.CONTRAST);
    try (Memory scratch = Memory.open("drawing a contrast")) {
      ItemDraws draws = new ItemDraws(byItem, 1, sampling, scratch);
      draws.part(stream, compute.workers(), Progress.none());
      for (int i = 0; i < n; i++)
        sample.set(
            i,
            sampling == Sampling.UNIFORM
                ? draws.at(i)
                : draws.draw(0, Randoms.bits(stream, byItem.rows() + (long) i)));
    }
    return sample;
  }

  /// Bytes of the sample, and of the drawing.
  static long estimate(int items, Sampling sampling) {
    return Memory.sizeOf(Math.min(ITEMS, items), Integer.BYTES)
        + ItemDraws.estimate(items, sampling);
  }

  /// Reads a sample of a model with `items` items.
  static Ints read(StoreReader in, String section, int items) {
    Ints sample = in.ints(section);
    Factors.fits(in, section, sample.length() == Math.min(ITEMS, items));
    for (long i = 0; i < sample.length(); i++)
      Factors.fits(in, section, sample.at(i) >= 0 && sample.at(i) < items);
    return sample;
  }
}
