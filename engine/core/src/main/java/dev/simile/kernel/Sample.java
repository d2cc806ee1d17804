package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import dev.simile.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// Made-up blocks on which every kernel can run, the same ones for the same arguments: what the
/// self-check compares, the timing times and the benchmarks run. Not thread-safe.
public final class Sample implements AutoCloseable {
  /// The kernels, with what one unit of their work is and how many floating-point operations it
  /// takes at `k` factors.
  public enum Kernel {
    /// [Kernels#dot].
    DOT("dot", "product", 2, 0),
    /// [Kernels#scoreRows].
    SCORE_ROWS("scoreRows", "row", 2, 0),
    /// [Kernels#scoreSome].
    SCORE_SOME("scoreSome", "row", 2, 0),
    /// [Kernels#scoreTile].
    SCORE_TILE("scoreTile", "score", 2, 0),
    // Of the factors alone: 2 in the product, 3 in the step of each row.
    /// [Kernels#subtractProduct].
    SUBTRACT_PRODUCT("subtractProduct", "element", 2, 0),
    /// [Kernels#sgd].
    SGD("sgd", "rating", 8, 0),
    /// [Kernels#sgd] at rates of its own for each row.
    ADAPTIVE_SGD("sgd adaptive", "rating", 8, 0),
    // 3 in the product, 7 in the steps of the three rows.
    /// [Kernels#pairs].
    PAIRS("pairs", "pair", 10, 0),
    /// [Kernels#accumulate].
    ACCUMULATE("accumulate", "element", 0, 2),
    /// [Kernels#addWhole].
    ADD_WHOLE("addWhole", "element", 0, 0),
    /// [Kernels#above].
    ABOVE("above", "score", 0, 0),
    /// [Kernels#reaching].
    REACHING("reaching", "row", 2, 6),
    /// [Kernels#combine].
    COMBINE("combine", "row", 2, 0),
    /// [Kernels#gram].
    GRAM("gram", "row", 0, 0),
    // Four times a product and a sum; the square is left out.
    /// [Kernels#conjugate], three steps from 0 on.
    CONJUGATE("conjugate", "row", 16, 0),
    /// [Kernels#cholesky] and [Kernels#solve].
    CHOLESKY("cholesky", "square", 0, 0);

    final String label;
    final String unit;
    private final int perFactor;
    private final int fixed;

    Kernel(String label, String unit, int perFactor, int fixed) {
      this.label = label;
      this.unit = unit;
      this.perFactor = perFactor;
      this.fixed = fixed;
    }

    /// Whether it is a gradient descent, over users and items.
    boolean descends() {
      return this == SGD || this == ADAPTIVE_SGD || this == PAIRS;
    }

    /// Whether it serves training; a query has it at most to place a history among the users.
    boolean trains() {
      return switch (this) {
        case SGD, ADAPTIVE_SGD, PAIRS, SUBTRACT_PRODUCT, COMBINE, GRAM, CONJUGATE, CHOLESKY -> true;
        default -> false;
      };
    }

    /// Floating-point operations of one unit at `k` factors; a multiply-add counts two.
    public int operations(int k) {
      return switch (this) {
        case GRAM -> k * (k + 1);
        case CHOLESKY -> k * k * k / 3 + 2 * k * k;
        default -> perFactor * k + fixed;
      };
    }
  }

  /// Entries of a sparse row of whole numbers.
  private static final int WHOLES = 24;

  private final Memory memory = Memory.open("kernel sample");
  private final int rows;
  private final int queries;
  private final int ratings;
  private final int k;
  private final FloatMatrix rowMatrix;
  private final FloatMatrix queryMatrix;
  private final SgdModel plain;
  private final SgdModel adaptive;
  private final RatingBlock block;
  private final PairModel pairModel;
  private final PairBlock pairBlock;
  private final Floats bias;
  private final Floats bases;
  private final Ints order;
  private final Floats out;
  private final Floats scores;
  private final Floats sums;
  private final WholeRows wholes;
  private final Longs starts;
  private final Ints lengths;
  private final Ints wholeSums;
  private final long[] allowed;
  private final int[] found;

  private final RowCodes codes;
  private final MemorySegment integers;
  private final MemorySegment marks;

  // Few scores are above it, as when the best of many are sought.
  private final float threshold;

  private final float magnitude;

  private final Floats results;
  private final FloatMatrix panels;
  private final FloatMatrix difference;
  private final FloatMatrix square;
  private final FloatMatrix factor;
  private final Floats solution;
  private final Floats vectors;
  private final Floats weights;

  /// @param rows of users and of items
  /// @param queries of the tile
  /// @param ratings of the block for [Kernel#SGD], and pairs of that for [Kernel#PAIRS]
  /// @param k factors, 1..1024
  /// @param magnitude about the size of the values; products of tiny ones underflow
  /// @param seed of all values
  public Sample(int rows, int queries, int ratings, int k, float magnitude, long seed) {
    this.rows = rows;
    this.queries = queries;
    this.ratings = ratings;
    this.k = k;
    this.magnitude = magnitude;
    threshold = .98f * magnitude;
    SplittableRandom random = new SplittableRandom(seed);
    rowMatrix = matrix(rows, magnitude, random);
    queryMatrix = matrix(queries, magnitude, random);
    bias = floats(rows, magnitude, random);
    bases = floats(queries, magnitude, random);
    plain = model(rows, magnitude, random, false);
    adaptive = model(rows, magnitude, random, true);
    MemorySegment entries = memory.allocate("ratings", (long) RatingBlock.BYTES * ratings);
    for (int i = 0; i < ratings; i++)
      RatingBlock.put(
          entries,
          i,
          RatingBlock.entry(random.nextInt(rows), random.nextInt(rows), 1 + random.nextInt(5)));
    block = RatingBlock.view(entries, 0, rows, 0, rows);
    pairModel =
        new PairModel(
            matrix(rows, magnitude, random),
            matrix(rows, magnitude, random),
            floats(rows, magnitude, random),
            PairLoss.LOGISTIC,
            .01f,
            .02f,
            .03f,
            .04f);
    MemorySegment pairs = memory.allocate("pairs", (long) PairBlock.BYTES * ratings);
    for (int i = 0; i < ratings; i++)
      PairBlock.put(
          pairs,
          i,
          random.nextInt(rows),
          random.nextInt(rows),
          random.nextInt(rows),
          1 + random.nextInt(2));
    pairBlock = PairBlock.view(pairs, rows, rows);
    order = memory.ints("order", rows);
    for (int i = 0; i < rows; i++) {
      int other = random.nextInt(i + 1);
      order.set(i, order.at(other));
      order.set(other, i);
    }
    out = memory.floats("out", (long) queries * rows);
    scores = floats(queries * rows, magnitude, random);
    sums = floats(rows, magnitude, random);
    Ints packed = memory.ints("whole entries", (long) WHOLES * rows);
    starts = memory.longs("starts", rows);
    lengths = memory.ints("lengths", rows);
    for (int i = 0; i < rows; i++) {
      int length = Math.min(WHOLES, rows);
      starts.set(i, WholeRows.start((long) WHOLES * i, random.nextInt(256) - 128));
      lengths.set(i, length);
      int first = random.nextInt(rows);
      for (int j = 0; j < length; j++)
        packed.set(
            (long) WHOLES * i + j,
            WholeRows.entry(order.at((first + j) % rows), random.nextInt(256) - 128));
    }
    wholes = WholeRows.view(packed, rows);
    wholeSums = memory.ints("whole sums", rows);
    allowed = new long[(queries * rows + 63) / 64];
    for (int i = 0; i < allowed.length; i++) allowed[i] = random.nextLong();
    found = new int[queries * rows];
    results = memory.floats("results", rows);
    panels = memory.matrix("panels", k, 16);
    difference = memory.matrix("difference", rows, 16);
    for (int r = 0; r < k; r++) {
      for (int c = 0; c < 16; c++) panels.set(r, c, value(magnitude, random));
    }
    codes = RowCodes.allocate(memory, "codes", rows, k);
    integers = memory.allocate("integers", RowCodes.queryBytes(k));
    marks = memory.allocate("marks", codes.paddedRows() / 8);
    encode(magnitude, random);
    int n = rowMatrix.stride();
    square = memory.matrix("square", n, n);
    factor = memory.matrix("factor", n, n);
    for (int f = 0; f < n; f++) square.set(f, f, 10 * magnitude * magnitude * n);
    solution = memory.floats("solution", n);
    vectors = memory.floats("vectors", 3L * n);
    weights = floats(rows, 1f, random);
    for (int i = 0; i < rows; i++) weights.set(i, Math.abs(weights.at(i)));
  }

  private void encode(float magnitude, SplittableRandom random) {
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < k; c++) codes.code(row, c, random.nextInt(16));
      codes.set(row, value(magnitude, random), value(magnitude, random), value(magnitude, random));
    }
    for (int c = 0; c < k; c++) {
      short integer = (short) (random.nextInt(256) - 128);
      for (int i = 0; i < RowCodes.BLOCK; i++)
        integers.setAtIndex(ValueLayout.JAVA_SHORT, (long) c * RowCodes.BLOCK + i, integer);
    }
  }

  private SgdModel model(int rows, float magnitude, SplittableRandom random, boolean adaptive) {
    FloatMatrix p = matrix(rows, magnitude, random);
    FloatMatrix q = matrix(rows, magnitude, random);
    Floats users = memory.floats("state", (long) SgdState.FLOATS * rows);
    Floats items = memory.floats("state", (long) SgdState.FLOATS * rows);
    for (int row = 0; row < rows; row++) {
      SgdState.start(users, p, row, value(.02f, random));
      SgdState.start(items, q, row, value(.02f, random));
    }
    SgdRule rule = new SgdRule(adaptive, true, SgdLoss.SQUARED, 1f, .5f, 0f, false);
    return new SgdModel(p, q, users, items, 3f, rule);
  }

  private FloatMatrix matrix(int rows, float magnitude, SplittableRandom random) {
    FloatMatrix matrix = memory.matrix("matrix", rows, k);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < k; c++) matrix.set(r, c, value(magnitude, random));
    }
    return matrix;
  }

  private Floats floats(int n, float magnitude, SplittableRandom random) {
    Floats floats = memory.floats("floats", n);
    for (int i = 0; i < n; i++) floats.set(i, value(magnitude, random));
    return floats;
  }

  private static float value(float magnitude, SplittableRandom random) {
    return magnitude * (2 * (float) random.nextDouble() - 1);
  }

  /// Runs one kernel over the whole block; those of gradient descent go on from where they are.
  ///
  /// @param rate the learning rate or weight
  /// @return something that depends on the work, so that it is not optimized away
  public double run(Kernel kernel, Kernels kernels, float rate) {
    MemorySegment query = queryMatrix.segment();
    return switch (kernel) {
      case DOT -> {
        for (int i = 0; i < rows; i++)
          results.set(i, kernels.dot(rowMatrix.segment(), rowMatrix.offset(i), query, 0, k));
        yield results.at(0);
      }
      case SCORE_ROWS -> {
        kernels.scoreRows(rowMatrix, 0, rows, query, 0, bias, 1f, out.segment(), 0);
        yield out.at(0);
      }
      case SCORE_SOME -> {
        kernels.scoreSome(rowMatrix, order, rows, query, 0, bias, 1f, out.segment());
        yield out.at(0);
      }
      case SCORE_TILE -> {
        kernels.scoreTile(
            queryMatrix, 0, queries, rowMatrix, 0, rows, bias, bases, out.segment(), 0, rows);
        yield out.at(0);
      }
      case SUBTRACT_PRODUCT -> {
        kernels.subtractProduct(rowMatrix, 0, rows, panels, 0, 1, difference, 0, 0);
        yield difference.at(0, 0);
      }
      case SGD -> kernels.sgd(plain, block, 0, ratings, rate, false);
      case ADAPTIVE_SGD -> kernels.sgd(adaptive, block, 0, ratings, rate, false);
      case PAIRS -> kernels.pairs(pairModel, pairBlock, 0, ratings, rate);
      case ACCUMULATE -> {
        kernels.accumulate(order, bias, 0, rows, rate, sums.segment());
        yield sums.at(0);
      }
      case ADD_WHOLE -> {
        kernels.addWhole(wholes, starts, lengths, 0, rows, wholeSums.segment());
        yield wholeSums.at(0);
      }
      case ABOVE -> kernels.above(scores.segment(), allowed, 0, queries * rows, threshold, found);
      case REACHING -> {
        kernels.reaching(
            codes, 0, codes.paddedRows(), integers, (short) 7, .01f, 1f, .5f, threshold, marks);
        yield marked();
      }
      case COMBINE -> {
        solution.segment().fill((byte) 0);
        kernels.combine(rowMatrix, order, 0, rows, bias, solution.segment(), 0);
        yield solution.at(0);
      }
      case GRAM -> {
        factor.segment().copyFrom(square.segment());
        kernels.gram(rowMatrix, order, 0, rows, weights, factor);
        yield factor.at(0, 0);
      }
      case CONJUGATE -> {
        solution.segment().fill((byte) 0);
        yield kernels.conjugate(
            rowMatrix,
            order,
            0,
            rows,
            weights,
            bias,
            square,
            magnitude * magnitude,
            solution.segment(),
            0,
            3,
            vectors);
      }
      case CHOLESKY -> {
        factor.segment().copyFrom(square.segment());
        kernels.cholesky(factor);
        solution.set(0, 1f);
        kernels.solve(factor, solution.segment(), 0);
        yield solution.at(0);
      }
    };
  }

  /// All marks in one number: as floats, many of their patterns would count as the same.
  private double marked() {
    long all = 0;
    for (long at = 0; at < marks.byteSize(); at += 4)
      all = 31 * all + marks.get(ValueLayout.JAVA_INT, at);
    return (double) (all & 0xFFFFFFFFFFFFL);
  }

  /// Units of work in one run.
  public long units(Kernel kernel) {
    return switch (kernel) {
      case DOT, SCORE_ROWS, SCORE_SOME, ACCUMULATE, REACHING, COMBINE, GRAM, CONJUGATE -> rows;
      case CHOLESKY -> 1;
      case ADD_WHOLE -> (long) Math.min(WHOLES, rows) * rows;
      case SCORE_TILE, ABOVE -> (long) queries * rows;
      case SUBTRACT_PRODUCT -> 16L * rows;
      case SGD, ADAPTIVE_SGD, PAIRS -> ratings;
    };
  }

  /// What the kernel has written.
  public List<MemorySegment> written(Kernel kernel) {
    return switch (kernel) {
      case DOT -> List.of(results.segment());
      case SCORE_ROWS, SCORE_SOME, SCORE_TILE -> List.of(out.segment());
      case SUBTRACT_PRODUCT -> List.of(difference.segment());
      case SGD -> trained(plain);
      case ADAPTIVE_SGD -> trained(adaptive);
      case PAIRS ->
          List.of(
              pairModel.userFactors().segment(),
              pairModel.itemFactors().segment(),
              Objects.requireNonNull(pairModel.itemBias()).segment());
      case ACCUMULATE -> List.of(sums.segment());
      case ADD_WHOLE -> List.of(wholeSums.segment());
      case ABOVE -> List.of(MemorySegment.ofArray(found));
      case REACHING -> List.of(marks);
      case COMBINE, CONJUGATE -> List.of(solution.segment());
      case GRAM -> List.of(factor.segment());
      case CHOLESKY -> List.of(factor.segment(), solution.segment());
    };
  }

  private static List<MemorySegment> trained(SgdModel model) {
    return List.of(
        model.userFactors().segment(),
        model.itemFactors().segment(),
        model.userState().segment(),
        model.itemState().segment());
  }

  @Override
  public void close() {
    memory.close();
  }
}
