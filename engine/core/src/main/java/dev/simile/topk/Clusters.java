package dev.simile.topk;

import dev.simile.Compute;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Spherical k-means: rows of length 1 in clusters of those whose direction is nearest to their
/// mean direction (Dhillon and Modha 2001), from seeds that lie far apart (Arthur and Vassilvitskii
/// 2007, with 1 - cosine as the squared distance). The same for any number of threads and any
/// kernels: rows are assigned to the nearest centroid, of equally near ones to the first, and means
/// are added row after row.
///
/// O(rows x clusters x columns) for the seeds and for each of the rounds.
public final class Clusters {
  private static final int ROUNDS = 8;
  private static final int BLOCK = 128;

  private final FloatMatrix centroids;

  private Clusters(FloatMatrix centroids) {
    this.centroids = centroids;
  }

  /// Bytes at the peak of [#of], the centroids included, at most.
  public static long estimate(int rows, int columns, int clusters, int threads) {
    return Memory.sizeOf((long) clusters * FloatMatrix.strideOf(columns), Float.BYTES)
        + Memory.sizeOf(rows, Float.BYTES)
        + (long) threads * Memory.sizeOf((long) BLOCK * clusters, Float.BYTES)
        + 24L * rows
        + 8L * columns * threads;
  }

  /// Clusters `rows`, each of length 1 or 0.
  ///
  /// @param clusters at least 1 and at most the number of rows
  /// @param seed of the seeds
  /// @param memory that holds the centroids
  /// @throws dev.simile.parallel.CancelledException if the progress is cancelled
  public static Clusters of(
      FloatMatrix rows, int clusters, long seed, Memory memory, Compute compute) {
    if (clusters < 1 || clusters > rows.rows())
      throw new IllegalArgumentException(
          "clusters must be 1.." + rows.rows() + ", was " + clusters);
    FloatMatrix centroids = memory.matrix("centroids", clusters, rows.columns());
    Clusters found = new Clusters(centroids);
    try (Memory working = Memory.open("clustering");
        Progress.Step step = compute.progress().step("clusters", ROUNDS, "rounds")) {
      seeds(rows, centroids, seed, working, compute);
      int[] homes = new int[rows.rows()];
      int[] before = new int[rows.rows()];
      Arrays.fill(before, -1);
      for (int round = 0; round < ROUNDS; round++) {
        found.nearest(rows, 1, homes, compute);
        if (Arrays.equals(homes, before)) break;
        System.arraycopy(homes, 0, before, 0, homes.length);
        means(rows, homes, centroids, compute);
        step.advance(1);
      }
    }
    return found;
  }

  /// The `count` centroids nearest to each row, nearest first: those of row `r` from `r * count`
  /// on. Thread-safe.
  public void nearest(FloatMatrix rows, int count, int[] out, Compute compute) {
    int clusters = centroids.rows();
    Floats[] tiles = new Floats[compute.workers().threads()];
    try (Memory working = Memory.open("nearest clusters")) {
      compute
          .workers()
          .ranges(
              rows.rows(),
              BLOCK,
              compute.progress(),
              (from, to, worker) -> {
                Floats tile = tiles[worker];
                if (tile == null)
                  tiles[worker] = tile = working.floats("scores", (long) BLOCK * clusters);
                compute
                    .kernels()
                    .scoreTile(
                        rows,
                        from,
                        to - from,
                        centroids,
                        0,
                        clusters,
                        null,
                        null,
                        tile.segment(),
                        0,
                        clusters);
                for (int row = from; row < to; row++)
                  best(tile, (long) (row - from) * clusters, clusters, out, row * count, count);
              });
    }
  }

  private static void best(Floats scores, long from, int clusters, int[] out, int at, int count) {
    int size = 0;
    for (int c = 0; c < clusters; c++) {
      float score = scores.at(from + c);
      int place = size;
      while (place > 0 && score > scores.at(from + out[at + place - 1])) place--;
      if (place == count) continue;
      if (size < count) size++;
      for (int i = size - 1; i > place; i--) out[at + i] = out[at + i - 1];
      out[at + place] = c;
    }
  }

  /// Seeds, each a row drawn with a chance in proportion to how far it is from those before.
  private static void seeds(
      FloatMatrix rows, FloatMatrix centroids, long seed, Memory working, Compute compute) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = rows.rows();
    float[] distances = new float[count];
    Arrays.fill(distances, 1);
    Floats scores = working.floats("seed scores", count);
    for (int c = 0; c < centroids.rows(); c++) {
      compute.progress().check();
      int drawn = draw(distances, random);
      for (int k = 0; k < rows.columns(); k++) centroids.set(c, k, rows.at(drawn, k));
      int centroid = c;
      compute
          .workers()
          .ranges(
              count,
              1 << 12,
              compute.progress(),
              (from, to, worker) -> {
                compute
                    .kernels()
                    .scoreRows(
                        rows,
                        from,
                        to - from,
                        centroids.segment(),
                        centroids.offset(centroid),
                        null,
                        0,
                        scores.segment(),
                        4L * from);
                for (int row = from; row < to; row++)
                  distances[row] = Math.min(distances[row], Math.max(0, 1 - scores.at(row)));
              });
      distances[drawn] = 0;
    }
  }

  private static int draw(float[] distances, SplittableRandom random) {
    double total = 0;
    for (float distance : distances) total += distance;
    double left = random.nextDouble() * total;
    int last = 0;
    for (int row = 0; row < distances.length; row++) {
      if (distances[row] == 0) continue;
      last = row;
      left -= distances[row];
      if (left < 0) break;
    }
    return last;
  }

  /// Makes each centroid the mean direction of its rows; one without stays where it is.
  private static void means(FloatMatrix rows, int[] homes, FloatMatrix centroids, Compute compute) {
    int[] starts = starts(homes, centroids.rows());
    int[] members = members(homes, starts);
    int columns = rows.columns();
    compute
        .workers()
        .run(
            centroids.rows(),
            compute.progress(),
            (cluster, worker) -> {
              double[] sum = new double[columns];
              for (int i = starts[cluster]; i < starts[cluster + 1]; i++) {
                for (int k = 0; k < columns; k++) sum[k] += rows.at(members[i], k);
              }
              double squares = 0;
              for (double value : sum) squares += value * value;
              if (!(squares > 0)) return;
              double length = Math.sqrt(squares);
              for (int k = 0; k < columns; k++)
                centroids.set(cluster, k, (float) (sum[k] / length));
            });
  }

  /// Where the members of each of `clusters` begin if they lie one cluster after the other.
  public static int[] starts(int[] homes, int clusters) {
    int[] starts = new int[clusters + 1];
    for (int home : homes) starts[home + 1]++;
    for (int c = 0; c < clusters; c++) starts[c + 1] += starts[c];
    return starts;
  }

  /// The rows one cluster after the other, in each in ascending order.
  public static int[] members(int[] homes, int[] starts) {
    int[] next = starts.clone();
    int[] members = new int[homes.length];
    for (int row = 0; row < homes.length; row++) members[next[homes[row]]++] = row;
    return members;
  }

  /// One row for each cluster, of length 1.
  public FloatMatrix centroids() {
    return centroids;
  }
}
