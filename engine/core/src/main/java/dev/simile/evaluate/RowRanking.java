package dev.simile.evaluate;

import dev.simile.Ids;
import dev.simile.Recommendations;
import dev.simile.Recommender;
import dev.simile.Scores;
import dev.simile.kernel.Kernels;
import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import dev.simile.topk.TopK;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/// What one worker needs to turn rows of scores into users' values. Nothing is sorted but the
/// user's relevant items: one pass over the row counts, for each distinct score of theirs, how many
/// items score higher and how many the same; O(items * log(relevant)), and where only the first K
/// matter, O(items + K log K). Nothing is allocated after warm-up. Not thread-safe.
final class RowRanking implements AutoCloseable {
  private static final double MAX_GRADE = 64;
  private static final int BUCKET_BITS = 10;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private final Truth truth;
  private final String name;
  private final Recommender model;
  private final List<Metric> metrics;
  private final Kernels kernels;
  private final Scores tile;
  private final int items;
  private final int longest; // the largest cutoff, at most the catalogue
  private final boolean wholeOrder; // the places beyond the largest cutoff matter too
  private final boolean lists; // the served lists themselves are looked at
  private final boolean grades;
  private final long[][] served; // by metric: the items of the served lists
  private final MemorySegment[] rows; // of the tile
  private final int[] users;
  private final int[] scores; // of the row, as integers of the same order
  private final long[] allowed;
  private final TopK topK = new TopK();
  private final Recommendations list;
  private final TieGroups groups;
  private long[] keys = new long[64]; // of relevant candidates: score, then place in gains
  private double[] gains = new double[64];
  private int[] thresholds = new int[64]; // distinct scores of relevant items, ascending
  private int[] relevant = new int[64];
  private double[] gain = new double[64];
  private int[] counts = new int[128]; // by number of lower thresholds, twice: not equal, equal
  private final int[] first =
      new int[(1 << BUCKET_BITS) + 1]; // by bucket of scores: thresholds below it
  private long nanos;

  RowRanking(
      Truth truth,
      String name,
      Recommender model,
      List<Metric> metrics,
      Kernels kernels,
      Scores tile) {
    this.truth = truth;
    this.name = name;
    this.model = model;
    this.metrics = metrics;
    this.kernels = kernels;
    this.tile = tile;
    items = tile.items();
    longest = Math.min(items, metrics.stream().mapToInt(Metric::cutoff).max().orElse(0));
    wholeOrder = metrics.stream().anyMatch(m -> !m.measure().needsCutoff());
    lists = metrics.stream().anyMatch(m -> m.measure() == Measure.CATALOG_COVERAGE);
    grades = metrics.stream().anyMatch(m -> m.measure() == Measure.GRADED_NDCG);
    served = new long[metrics.size()][];
    allowed = new long[(items + 63) >>> 6];
    for (int i = 0; i < served.length; i++)
      served[i] =
          new long[metrics.get(i).measure() == Measure.CATALOG_COVERAGE ? allowed.length : 0];
    rows = new MemorySegment[tile.rows()];
    for (int row = 0; row < rows.length; row++)
      rows[row] = tile.floats().segment().asSlice(tile.offset(row), 4L * items);
    users = new int[tile.rows()];
    scores = new int[items];
    list = Recommendations.of(longest);
    groups = new TieGroups(longest);
  }

  /// Nanoseconds that the model scored.
  long nanos() {
    return nanos;
  }

  /// The items in the served lists of metric number `metric`, a bit each.
  long[] served(int metric) {
    return served[metric];
  }

  @Override
  public void close() {
    tile.close();
  }

  /// Scores those who are asked, `from..to-1`, and writes their values to their rows of `table`.
  void rank(int from, int to, UserTable table) {
    for (int i = from; i < to; i++) users[i - from] = truth.user(truth.askedUser(i));
    long start = System.nanoTime();
    model.score(users, 0, to - from, tile);
    nanos += System.nanoTime() - start;
    for (int i = from; i < to; i++) {
      int testUser = truth.askedUser(i);
      read(i - from, testUser);
      allow(users[i - from]);
      if (lists || !wholeOrder) select(i - from);
      group(testUser, users[i - from]);
      for (int m = 0; m < metrics.size(); m++) {
        Metric metric = metrics.get(m);
        if (metric.measure() == Measure.CATALOG_COVERAGE) serve(served[m], metric.cutoff());
        else table.set(i, m, groups.value(metric.measure(), metric.cutoff()));
      }
    }
  }

  private void read(int row, int testUser) {
    int[] scores = this.scores;
    MemorySegment.copy(rows[row], ValueLayout.JAVA_INT, 0, scores, 0, scores.length);
    int largest = 0;
    for (int i = 0; i < scores.length; i++) {
      int magnitude = scores[i] & Integer.MAX_VALUE;
      largest = Math.max(largest, magnitude);
      scores[i] = signed(magnitude, scores[i] >> 31);
    }
    if (largest < INFINITY) return;
    int item = 0;
    while (Math.abs(scores[item]) < INFINITY) item++;
    throw new IllegalStateException(
        name
            + ": the score of user "
            + truth.test().users().idOf(testUser)
            + " for item "
            + truth.train().items().idOf(item)
            + " is "
            + tile.at(row, item));
  }

  /// The bits of a float, sign and magnitude, as the integer of that sign and magnitude: it orders
  /// as the floats do, and -0 and 0 are one.
  private static int signed(int magnitude, int sign) {
    return (magnitude ^ sign) - sign;
  }

  private static int ordered(float score) {
    int bits = Float.floatToRawIntBits(score);
    return signed(bits & Integer.MAX_VALUE, bits >> 31);
  }

  /// Sets the bits of the candidates.
  private void allow(int user) {
    Arrays.fill(allowed, -1L);
    if ((items & 63) != 0) allowed[allowed.length - 1] = (1L << items) - 1;
    if (user == Ids.UNKNOWN) return;
    Csr ratings = truth.train().byUser();
    for (long i = ratings.start(user); i < ratings.end(user); i++)
      allowed[ratings.column(i) >> 6] &= ~(1L << ratings.column(i));
  }

  private void select(int row) {
    list.begin(0, false);
    topK.select(kernels, rows[row], items, allowed, list);
  }

  private void serve(long[] bits, int cutoff) {
    int length = Math.min(cutoff, list.size());
    for (int rank = 0; rank < length; rank++) bits[list.item(rank) >> 6] |= 1L << list.item(rank);
  }

  /// Fills [#groups] with the user's groups; those that lie beyond the largest cutoff are left out
  /// if only lists matter.
  private void group(int testUser, int user) {
    Ratings test = truth.test();
    Csr ratings = test.byUser();
    int total = 0;
    int reachable = 0;
    for (long i = ratings.start(testUser); i < ratings.end(testUser); i++) {
      if (!truth.isRelevant(i)) continue;
      int item = truth.item(ratings.column(i));
      boolean known = item != Ids.UNKNOWN;
      if (known && (allowed[item >> 6] >>> item & 1) == 0) continue; // rated in training
      if (total == gains.length) gains = Arrays.copyOf(gains, 2 * total);
      gains[total] = grades ? gain(ratings.value(i), testUser, ratings.column(i)) : 1;
      if (known) {
        if (reachable == keys.length) keys = Arrays.copyOf(keys, 2 * reachable);
        keys[reachable++] = (long) scores[item] << 32 | total;
      }
      total++;
    }
    groups.begin(truth.candidates(testUser), reachable, total);
    if (grades) for (int i = 0; i < total; i++) groups.addIdeal(gains[i]);
    groups.seal();
    if (reachable == 0) return;
    Arrays.sort(keys, 0, reachable);
    int size = distinct(reachable);
    if (size == 0) return;
    count(size, user);
    int above = 0;
    for (int t = size; t >= 0; t--) {
      int equal = counts[2 * t + 1];
      if (t < size) groups.add(above, equal, relevant[t], gain[t]);
      above += counts[2 * t] + equal;
    }
  }

  private double gain(float grade, int testUser, int testItem) {
    if (grade > MAX_GRADE)
      throw new IllegalArgumentException(
          "graded-ndcg takes grades up to 64, the rating of user "
              + truth.test().users().idOf(testUser)
              + " for item "
              + truth.test().items().idOf(testItem)
              + " is "
              + grade);
    return StrictMath.pow(2, Math.max(grade, 0)) - 1;
  }

  /// Puts the distinct scores of the sorted keys into [#thresholds], ascending, with the number and
  /// the gain of the relevant items of each; those that cannot be within the largest cutoff only if
  /// the whole order matters.
  private int distinct(int reachable) {
    boolean full = !wholeOrder && list.size() == longest && longest > 0;
    int least = full ? ordered(list.score(longest - 1)) : Integer.MIN_VALUE;
    int size = 0;
    for (int i = 0; i < reachable; i++) {
      int score = (int) (keys[i] >> 32);
      if (score < least) continue;
      if (size == 0 || thresholds[size - 1] != score) {
        if (size + 1 >= thresholds.length) grow();
        thresholds[size] = score;
        relevant[size] = 0;
        gain[size++] = 0;
      }
      relevant[size - 1]++;
      gain[size - 1] += gains[(int) keys[i]];
    }
    return size;
  }

  private void grow() {
    int length = 2 * thresholds.length;
    thresholds = Arrays.copyOf(thresholds, length);
    relevant = Arrays.copyOf(relevant, length);
    gain = Arrays.copyOf(gain, length);
    counts = new int[2 * length];
  }

  /// Counts the candidates that are at least the lowest threshold by the number of thresholds below
  /// them: over all items, less the ones seen in training.
  private void count(int size, int user) {
    Arrays.fill(thresholds, size, 2 * Integer.highestOneBit(size), Integer.MAX_VALUE); // no score
    Arrays.fill(counts, 0, 2 * (size + 1), 0);
    if (wholeOrder) countAll(size);
    else countBest(size);
    if (user == Ids.UNKNOWN) return;
    int half = Integer.highestOneBit(size);
    Csr ratings = truth.train().byUser();
    for (long i = ratings.start(user); i < ratings.end(user); i++)
      counts[slot(thresholds, half, scores[ratings.column(i)])]--;
  }

  /// Few items reach the lowest threshold. What does not is left out, so that the count of what is
  /// below all thresholds means nothing.
  private void countBest(int size) {
    int[] scores = this.scores;
    int[] thresholds = this.thresholds;
    int[] counts = this.counts;
    int half = Integer.highestOneBit(size);
    int lowest = thresholds[0];
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= lowest) counts[slot(thresholds, half, scores[i])]++;
    }
  }

  /// Many items reach it: a table over the range of the thresholds tells where to begin, and mostly
  /// end, the search; twice as quick as a binary search for each.
  private void countAll(int size) {
    int[] scores = this.scores;
    int[] thresholds = this.thresholds;
    int[] counts = this.counts;
    int[] first = this.first;
    int base = thresholds[0] - 1;
    int range = thresholds[size - 1] - base; // as unsigned
    int last = first.length - 1;
    int shift = Math.max(0, 32 - Integer.numberOfLeadingZeros(range) - BUCKET_BITS);
    int below = 0;
    int most = 0;
    for (int bucket = 0; bucket < last; bucket++) {
      int before = below;
      while (below < size && (thresholds[below] - base) >>> shift <= bucket) below++;
      first[bucket] = before;
      most = Math.max(most, below - before);
    }
    first[last] = size;
    int half = Integer.highestOneBit(size);
    if (most > 8) { // an outlier spoils the table
      for (int score : scores) counts[slot(thresholds, half, score)]++;
      return;
    }
    int highest = thresholds[size - 1];
    for (int i = 0; i < scores.length; i++) {
      int score = Math.max(scores[i], base);
      int lower = first[score > highest ? last : (score - base) >>> shift];
      while (thresholds[lower] < score) lower++;
      counts[2 * lower + (thresholds[lower] == score ? 1 : 0)]++;
    }
  }

  /// Binary search: the number of thresholds below `score`, twice, and 1 if the next equals it.
  private static int slot(int[] thresholds, int half, int score) {
    int lower = 0;
    for (int step = half; step > 0; step >>= 1)
      lower = thresholds[lower + step - 1] < score ? lower + step : lower;
    return 2 * lower + (thresholds[lower] == score ? 1 : 0);
  }
}
