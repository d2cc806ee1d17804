package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.sparse.Csr;

/// The smallest and largest rating and the mean of all, all 0 if there is none. The mean adds each
/// block of 4,096 rows in double, entry after entry, and then the blocks in their order.
record Spread(float min, float max, double mean) {
  private static final int ROWS = 4096;

  static Spread of(Csr ratings, Compute compute) {
    long entries = ratings.entries();
    if (entries == 0) return new Spread(0, 0, 0);
    if (!ratings.hasValues()) return new Spread(1, 1, 1);
    int blocks = (ratings.rows() - 1) / ROWS + 1;
    float[] min = new float[blocks];
    float[] max = new float[blocks];
    double[] sums = new double[blocks];
    compute
        .workers()
        .run(
            blocks,
            compute.progress(),
            (block, worker) -> {
              float least = Float.POSITIVE_INFINITY;
              float most = Float.NEGATIVE_INFINITY;
              double sum = 0;
              int last = (int) Math.min(ratings.rows(), (block + 1L) * ROWS);
              long end = ratings.end(last - 1);
              for (long i = ratings.start(block * ROWS); i < end; i++) {
                float value = ratings.value(i);
                if (value < least) least = value;
                if (value > most) most = value;
                sum += value;
              }
              min[block] = least;
              max[block] = most;
              sums[block] = sum;
            });
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    double sum = 0;
    for (int block = 0; block < blocks; block++) {
      least = Math.min(least, min[block]);
      most = Math.max(most, max[block]);
      sum += sums[block];
    }
    return new Spread(least, most, sum / entries);
  }
}
