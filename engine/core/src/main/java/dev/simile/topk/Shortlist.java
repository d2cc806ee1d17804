package dev.simile.topk;

import dev.simile.Recommendations;
import dev.simile.kernel.Kernels;
import dev.simile.kernel.RowCodes;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Finds the K best rows of a matrix for a query, those of the scan of all rows to the last bit, by
/// scoring few of them: a row is scored only if an upper bound of its score reaches the worst of
/// the best so far.
///
/// Rows are ranked by what they can score, bias plus length, and cut in chunks. A chunk of which no
/// row can reach the threshold by the Cauchy-Schwarz inequality is passed over (Teflioudi, Gemulla
/// and Mykytiuk, "LEMP: Fast Retrieval of Large Entries in a Matrix Product", 2015). In the others
/// [Kernels#reaching] bounds each row by its four-bit codes, of the row less the mean of all rows,
/// since what all rows share moves no rank but would coarsen the codes. Every error is in the
/// bounds: of the codes, of the query's integers, of the floats that are rounded here and in the
/// scores.
///
/// O(rows) for what is passed over and bounded, at about an eighth of the memory of the rows, plus
/// O(columns) for each row scored. If too many have to be scored, nothing is answered and the scan
/// of all rows is the quicker way. Immutable and thread-safe; the memory is its owner's.
public final class Shortlist {
  /// Rows that are passed over together; whole blocks of codes.
  static final int CHUNK = 256;

  /// The most rows that are bounded before the threshold is looked at again; whole chunks.
  private static final int RUN = 1024;

  /// The most columns a row may have: their integers must have a sum within 16 bits.
  static final int MAX_COLUMNS = RowCodes.MAX_COLUMNS;

  /// The most that the integers of a query may sum up to, without their signs: times the greatest
  /// code, 15, still within 16 bits.
  private static final int INTEGERS = 32767 / 15;

  /// Of so many rows one may be scored for nothing, before the scan of all is the quicker way.
  private static final int SCORED_SHARE = 8;

  /// Lengths of a query, in units of the usual one, at which the most that a chunk can reach is
  /// kept. It is convex in the length, so a chord bounds it in between.
  private static final double[] LENGTHS = {0, .5, .8, 1, 1.25, 1.6, 2.2, 4};

  private final FloatMatrix rows;
  private final @Nullable Floats bias;
  private final RowCodes codes;
  private final Ints order;
  private final double[] mean;
  private final double unit;

  // LENGTHS.length most reaches a chunk, then the length of its longest row.
  private final Floats reaches;
  private final Limits limits;

  /// What holds for all rows.
  ///
  /// @param longest length of the longest row
  /// @param code length of the longest row of codes
  /// @param scale the greatest
  /// @param error the greatest
  /// @param bias the greatest, without its sign
  record Limits(double longest, double code, double scale, double error, double bias) {}

  /// Lays out a shortlist in `memory`; `rows` and `bias` are kept, not copied. Rows with a number
  /// that is not finite are no error: then nothing is ever answered.
  ///
  /// @param bias one number a row, or null
  /// @param unit about the length of a query; a guess changes the time, not the result
  public static Shortlist layOut(
      Memory memory,
      FloatMatrix rows,
      @Nullable Floats bias,
      double unit,
      Workers workers,
      Progress progress) {
    if (rows.columns() > MAX_COLUMNS)
      throw new IllegalArgumentException(
          "columns must be 0.." + MAX_COLUMNS + ", was " + rows.columns());
    return new ShortlistLayout(rows, bias, unit, workers, progress).layOut(memory);
  }

  /// Bytes of [#layOut].
  public static long estimate(int rows, int columns) {
    long chunks = (rows + CHUNK - 1L) / CHUNK;
    return Memory.sizeOf(rows, Integer.BYTES)
        + RowCodes.estimate(rows, columns)
        + Memory.sizeOf(chunks * reachColumns(), Float.BYTES);
  }

  Shortlist(
      FloatMatrix rows,
      @Nullable Floats bias,
      RowCodes codes,
      Ints order,
      double[] mean,
      double unit,
      Floats reaches,
      Limits limits) {
    this.rows = rows;
    this.bias = bias;
    this.codes = codes;
    this.order = order;
    this.mean = mean;
    this.unit = unit;
    this.reaches = reaches;
    this.limits = limits;
  }

  /// Columns of the table of reaches.
  static int reachColumns() {
    return LENGTHS.length + 1;
  }

  /// Writes the row of a chunk in the table of reaches.
  ///
  /// @param most `most[j]` is no less than what a row reaches at length `LENGTHS[j] * unit`, and
  ///   the last is the longest row
  static void lengths(double unit, double bias, double length, double[] most) {
    for (int j = 0; j < LENGTHS.length; j++)
      most[j] = Math.max(most[j], bias + LENGTHS[j] * unit * length);
    most[LENGTHS.length] = Math.max(most[LENGTHS.length], length);
  }

  /// What one query needs. Held by one query at a time.
  public static final class Query {
    private final MemorySegment integers;
    private final MemorySegment marks;
    private final Ints items;
    private final Floats scores;
    private final TopK topK = new TopK();
    private short start;
    private float step;
    private float margin;
    private float reach;
    private double length;

    /// Room for queries of rows of `columns`.
    public Query(Memory memory, int columns) {
      integers = memory.allocate("scratch", RowCodes.queryBytes(columns));
      marks = memory.allocate("scratch", RUN / RowCodes.BLOCK * Integer.BYTES);
      items = memory.ints("scratch", RUN);
      scores = memory.floats("scratch", RUN);
    }

    /// Makes items of the marked positions `from..from+count-1` that are allowed.
    ///
    /// @return their number
    private int collect(Ints order, int from, int count, long[] allowed) {
      int n = 0;
      for (int block = 0; block < count; block += RowCodes.BLOCK) {
        int bits = marks.get(ValueLayout.JAVA_INT, block / 8);
        for (; bits != 0; bits &= bits - 1) {
          int item = order.at(from + block + Integer.numberOfTrailingZeros(bits));
          if ((allowed[item >> 6] >>> item & 1) != 0) items.set(n++, item);
        }
      }
      return n;
    }

    /// Makes the integers of `query`.
    private void encode(MemorySegment query, long offset, int columns, double longestCode) {
      double squares = 0;
      double sum = 0;
      double most = 0;
      for (int column = 0; column < columns; column++) {
        double value = Math.abs(at(query, offset, column));
        squares += value * value;
        sum += value;
        most = Math.max(most, value);
      }
      // No integer beyond 127, and their sum within INTEGERS, though each is rounded.
      step = up(Math.max(most / 127, sum / (INTEGERS - .5 * columns)));
      int total = 0;
      double rest = 0;
      for (int column = 0; column < columns; column++) {
        double value = at(query, offset, column);
        int integer = step == 0 ? 0 : (int) Math.rint(value / step);
        double remainder = value - (double) step * integer;
        rest += remainder * remainder;
        total += integer;
        long lanes = (integer & 0xFFFFL) * 0x0001_0001_0001_0001L;
        long to = (long) column * 2 * RowCodes.BLOCK;
        for (int at = 0; at < 2 * RowCodes.BLOCK; at += Long.BYTES)
          integers.set(ValueLayout.JAVA_LONG, to + at, lanes);
      }
      start = (short) (-8 * total);
      length = Math.sqrt(squares) * (1 + 1e-9);
      margin = up(Math.sqrt(rest) * longestCode * (1 + 1e-9));
      reach = up(length);
    }
  }

  /// Whether [#select] may be quicker than a scan for lists of `n` rows: with a large share wanted
  /// nothing is saved.
  public boolean serves(int n) {
    return 16L * Math.min(n, rows.rows()) <= rows.rows();
  }

  /// Selects, of the rows whose bit is set in `allowed`, the best by `base + (bias + row . query)`
  /// (`base + row . query` without biases) and appends them to `into`, best first, as many as it
  /// still has room for: rows, scores and order are those of [Kernels#scoreRows] and [TopK#select].
  ///
  /// @param query as for [Kernels#scoreRows]
  /// @param eligible number of bits set in `allowed`
  /// @return false if the scan is the quicker way or a score may not be finite; then `into` is as
  ///   it was
  public boolean select(
      Kernels kernels,
      MemorySegment query,
      long queryOffset,
      float base,
      long[] allowed,
      int eligible,
      Query scratch,
      Recommendations into) {
    int count = rows.rows();
    int k = Math.min(into.capacity() - into.size(), count);
    if (!serves(k)) return false;
    TopK best = scratch.topK;
    best.begin(k);
    if (k == 0) return true;
    scratch.encode(query, queryOffset, rows.columns(), limits.code);
    double shared = shared(query, queryOffset);
    double size = scratch.length * limits.longest + Math.abs(shared) + limits.bias + Math.abs(base);
    double inner = scratch.step * 32768.0 + scratch.margin;
    double terms = limits.bias + limits.scale * inner + scratch.reach * limits.error;
    // Not so for a NaN either.
    if (!(size + inner + terms < Float.MAX_VALUE / 16)) return false;
    if (eligible <= Math.max(k, count / 32)) {
      scoreAllowed(kernels, query, queryOffset, base, allowed, scratch, k);
      best.drain(into);
      return true;
    }
    double slack = slack(size, terms);
    double given = base + shared + slack;
    int column = 0;
    while (column < LENGTHS.length - 1 && LENGTHS[column + 1] * unit < scratch.length) column++;

    long budget = count / SCORED_SHARE + 64L * k;
    float worst = Float.NEGATIVE_INFINITY;
    // Small steps at first: the threshold rises fast.
    int width = RowCodes.BLOCK;
    for (int at = 0; at < codes.paddedRows(); ) {
      if (at % CHUNK == 0 && most(at / CHUNK, column, scratch.length) < worst - given) {
        at += CHUNK;
        continue;
      }
      int n = Math.min(width, codes.paddedRows() - at);
      for (int next = CHUNK - at % CHUNK; next < n; next += CHUNK) {
        if (most((at + next) / CHUNK, column, scratch.length) < worst - given) n = next;
      }
      kernels.reaching(
          codes,
          at,
          n,
          scratch.integers,
          scratch.start,
          scratch.step,
          scratch.margin,
          scratch.reach,
          down(worst - given),
          scratch.marks);
      int marked = scratch.collect(order, at, n, allowed);
      budget -= marked;
      if (budget < 0) return false;
      if (marked > 0) score(kernels, query, queryOffset, base, scratch, marked, k);
      worst = best.worst(k);
      at += n;
      width = Math.min(at, RUN);
    }
    best.drain(into);
    return true;
  }

  /// Scores the first `n` of the scratch's items.
  private void score(
      Kernels kernels,
      MemorySegment query,
      long queryOffset,
      float base,
      Query scratch,
      int n,
      int k) {
    kernels.scoreSome(
        rows, scratch.items, n, query, queryOffset, bias, base, scratch.scores.segment());
    for (int i = 0; i < n; i++) scratch.topK.offer(scratch.items.at(i), scratch.scores.at(i), k);
  }

  /// Scores all that are allowed.
  private void scoreAllowed(
      Kernels kernels,
      MemorySegment query,
      long queryOffset,
      float base,
      long[] allowed,
      Query scratch,
      int k) {
    int n = 0;
    for (int word = 0; word < allowed.length; word++) {
      for (long left = allowed[word]; left != 0; left &= left - 1) {
        scratch.items.set(n++, (word << 6) + Long.numberOfTrailingZeros(left));
        if (n < RUN) continue;
        score(kernels, query, queryOffset, base, scratch, n, k);
        n = 0;
      }
    }
    score(kernels, query, queryOffset, base, scratch, n, k);
  }

  /// The most that bias and residual of a row of `chunk` reach for a query of that length.
  private double most(int chunk, int column, double length) {
    long at = (long) chunk * reachColumns();
    double here = reaches.at(at + column);
    double x = length - LENGTHS[column] * unit;
    if (column == LENGTHS.length - 1) return here + x * reaches.at(at + LENGTHS.length);
    double width = (LENGTHS[column + 1] - LENGTHS[column]) * unit;
    return width == 0 ? here : here + (reaches.at(at + column + 1) - here) * (x / width);
  }

  /// The product of the query and the mean row.
  private double shared(MemorySegment query, long queryOffset) {
    double sum = 0;
    for (int column = 0; column < mean.length; column++)
      sum += mean[column] * at(query, queryOffset, column);
    return sum;
  }

  /// What rounding can take from a bound and add to a score. With u = 2^-24: a score is rounded
  /// stride / 16 + 4 times in its product, which is of the size of |query| |row|, and twice after;
  /// a bound three times, from values of the size of its terms; products of tiny numbers lose at
  /// most 2^-150 each.
  private double slack(double size, double terms) {
    double u = 0x1p-24 * 1.01;
    return (rows.stride() / 16 + 8) * u * size
        + 4 * u * terms
        + (rows.stride() + 16) * (1 + limits.scale) * 0x1p-149;
  }

  private static double at(MemorySegment query, long offset, int column) {
    return query.get(ValueLayout.JAVA_FLOAT, offset + 4L * column);
  }

  /// A float no less than `value`, with room for the rounding of its own computation.
  static float up(double value) {
    return value == 0 ? 0f : Math.nextUp((float) value);
  }

  /// A float less than `value`.
  private static float down(double value) {
    return Math.nextDown(Math.nextDown((float) value));
  }
}
