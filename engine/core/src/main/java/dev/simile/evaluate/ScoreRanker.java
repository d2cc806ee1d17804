package dev.simile.evaluate;

import dev.simile.History;
import dev.simile.Recommendations;
import dev.simile.Recommender;
import dev.simile.Scores;
import dev.simile.kernel.Kernels;
import dev.simile.topk.TopK;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rankings by the scores of a model. Nothing is sorted but the user's relevant items: one pass
/// over a row of scores counts, for each distinct score of theirs, how many candidates score higher
/// and how many the same; O(items * log(relevant)), and where only the first K matter, O(items + K
/// log K). Nothing is allocated after warm-up but histories.
final class ScoreRanker extends Ranker {
  private static final int BUCKET_BITS = 10;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private final Truth truth;
  private final String name;
  private final Recommender model;
  private final Kernels kernels;
  private final Pool pool;
  private final Scores tile;
  private final int items;
  private final int[] itemOf; // by test item
  private final boolean wholeOrder; // the places beyond the largest cutoff matter too
  private final boolean lists; // there is a cutoff
  private final MemorySegment[] rows; // of the tile
  private final int[] users;
  private final int[] scores; // of the row, as integers of the same order
  private final long[] seen;
  private final long[] allowed;
  private final long[] known;
  private final TopK topK = new TopK();
  private final int longest; // the largest cutoff, at most the catalogue
  private final Recommendations best;
  private final Served served;
  private final TieGroups groups;
  private final Relevant relevant;
  private final Gains gained = new Gains(); // by threshold
  private int[] thresholds = new int[64]; // distinct scores of relevant items, ascending
  private int[] equals = new int[64]; // relevant items of each
  private int[] counts = new int[128]; // by number of lower thresholds, twice: not equal, equal
  private final int[] first =
      new int[(1 << BUCKET_BITS) + 1]; // by bucket of scores: thresholds below it
  private long nanos;

  ScoreRanker(
      Truth truth,
      String name,
      Recommender model,
      List<Metric> metrics,
      Kernels kernels,
      Pool pool,
      Relevant.Worth worth,
      int rows) {
    this.truth = truth;
    this.name = name;
    this.model = model;
    this.kernels = kernels;
    this.pool = pool;
    this.items = truth.train().itemCount();
    this.itemOf = truth.items();
    this.longest = Math.min(items, metrics.stream().mapToInt(Metric::cutoff).max().orElse(0));
    this.wholeOrder = metrics.stream().anyMatch(m -> m.measure().kind() == Measure.Kind.WHOLE);
    this.lists = longest > 0;
    this.users = new int[rows];
    this.scores = new int[items];
    this.seen = new long[(items + 63) >>> 6];
    this.allowed = new long[seen.length];
    this.known = new long[seen.length];
    this.best = Recommendations.of(longest);
    this.served = new Served(longest, items);
    this.groups = new TieGroups(metrics, items);
    this.relevant =
        new Relevant(truth, metrics.stream().anyMatch(m -> m.measure().needsGains()), worth);
    this.tile = Scores.of(rows, items);
    this.rows = new MemorySegment[rows];
    for (int row = 0; row < rows; row++)
      this.rows[row] = tile.floats().segment().asSlice(tile.offset(row), 4L * items);
  }

  @Override
  TieGroups groups() {
    return groups;
  }

  @Override
  Served served() {
    return served;
  }

  @Override
  Relevant relevant() {
    return relevant;
  }

  @Override
  double seconds() {
    return nanos / 1e9;
  }

  @Override
  public void close() {
    tile.close();
  }

  @Override
  void rank(int[] testUsers, int from, int to, Visitor visitor) {
    score(testUsers, from, to);
    for (int i = from; i < to; i++) {
      int testUser = testUsers[i];
      read(i - from, testUser);
      truth.forEachSeen(testUser, item -> seen[item >> 6] |= 1L << item);
      pool.allow(testUser, allowed);
      relevant.read(testUser, itemOf, seen, allowed, scores);
      if (lists) {
        select(i - from);
        serve(i - from, testUser);
      }
      group(testUser);
      if (lists) mark(true);
      visitor.visit(testUser);
      if (lists) mark(false);
      truth.forEachSeen(testUser, item -> seen[item >> 6] = 0);
    }
  }

  private void score(int[] testUsers, int from, int to) {
    for (int i = from; i < to; i++) users[i - from] = truth.user(testUsers[i]);
    long start = System.nanoTime();
    model.score(users, 0, to - from, tile);
    for (int i = from; i < to; i++) {
      @Nullable History history = truth.history(testUsers[i]);
      if (history != null) model.score(history, tile, i - from);
    }
    nanos += System.nanoTime() - start;
  }

  private void mark(boolean is) {
    for (int i = 0; i < relevant.reachable(); i++)
      served.relevant(relevant.item(relevant.place(i)), is);
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

  /// The best candidates, whatever their scores.
  private void select(int row) {
    best.begin(0, false);
    topK.select(kernels, rows[row], items, allowed, best);
  }

  /// The list as it is served: without scores of 0 if they say that the model knows nothing.
  private void serve(int row, int testUser) {
    Recommendations list = served.begin(testUser);
    boolean zeros = false;
    for (int rank = 0; rank < best.size(); rank++) zeros |= best.score(rank) == 0;
    if (!zeros || !model.zeroIsNoScore()) {
      for (int rank = 0; rank < best.size(); rank++) list.add(best.item(rank), best.score(rank));
      return;
    }
    System.arraycopy(allowed, 0, known, 0, known.length);
    for (int item = 0; item < items; item++)
      if (scores[item] == 0) known[item >> 6] &= ~(1L << item);
    topK.select(kernels, rows[row], items, known, list);
  }

  /// Fills [#groups] with the user's groups; those that lie beyond the largest cutoff are left out
  /// if only lists matter.
  private void group(int testUser) {
    groups.begin(Pool.size(allowed), relevant.reachable(), relevant.total());
    groups.ideal(relevant.gains(), relevant.total());
    if (relevant.reachable() == 0) return;
    int size = distinct();
    if (size == 0) return;
    count(size, testUser);
    int above = 0;
    for (int t = size; t >= 0; t--) {
      int equal = counts[2 * t + 1];
      if (t < size) groups.add(above, equal, equals[t], gained, t);
      above += counts[2 * t] + equal;
    }
  }

  /// Puts the distinct scores of the relevant items into [#thresholds], ascending, with the number
  /// and the gain of the relevant items of each; those that cannot be within the largest cutoff
  /// only if the whole order matters.
  private int distinct() {
    boolean full = !wholeOrder && best.size() == longest && longest > 0;
    int least = full ? ordered(best.score(longest - 1)) : Integer.MIN_VALUE;
    int size = 0;
    for (int i = 0; i < relevant.reachable(); i++) {
      int score = relevant.score(i);
      if (score < least) continue;
      if (size == 0 || thresholds[size - 1] != score) {
        if (size + 1 >= thresholds.length) grow();
        thresholds[size] = score;
        equals[size] = 0;
        gained.reserve(size + 1);
        gained.clear(size++);
      }
      equals[size - 1]++;
      gained.add(size - 1, relevant.gains(), relevant.place(i));
    }
    return size;
  }

  private void grow() {
    int length = 2 * thresholds.length;
    thresholds = Arrays.copyOf(thresholds, length);
    equals = Arrays.copyOf(equals, length);
    counts = new int[2 * length];
  }

  /// Counts the candidates that are at least the lowest threshold by the number of thresholds below
  /// them: over all items, less the ones seen, or over few candidates one by one.
  private void count(int size, int testUser) {
    Arrays.fill(thresholds, size, 2 * Integer.highestOneBit(size), Integer.MAX_VALUE); // no score
    Arrays.fill(counts, 0, 2 * (size + 1), 0);
    int half = Integer.highestOneBit(size);
    if (!pool.wholeCatalog()) {
      countAllowed(half);
      return;
    }
    if (wholeOrder) countAll(size);
    else countBest(size);
    truth.forEachSeen(testUser, item -> counts[slot(thresholds, half, scores[item])]--);
  }

  private void countAllowed(int half) {
    for (int word = 0; word < allowed.length; word++) {
      for (long left = allowed[word]; left != 0; left &= left - 1)
        counts[slot(thresholds, half, scores[(word << 6) + Long.numberOfTrailingZeros(left)])]++;
    }
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
