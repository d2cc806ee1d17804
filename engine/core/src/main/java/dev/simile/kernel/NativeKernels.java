package dev.simile.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// The kernels in C, each compiled for every instruction set; the library takes the best one that
/// the processor has.
///
/// All checks are here: C gets addresses and believes them. The calls are *critical* ones: a thread
/// in such a call has not left Java, which saves a nanosecond, and does not stop for the JVM until
/// the call returns. An arena that another thread closes frees its memory only when every thread
/// has stopped once, so memory that was alive right before a call, where [#read] looks, lives until
/// its end where [#read] is inlined. Elsewhere, in interpreted code too, the JVM may stop the
/// thread between the two; so, as [Kernels] demands, callers hold their memory open. Segments as
/// arguments would be held by the JVM itself, for two atomic writes each a call to a word that all
/// threads share.
///
/// The garbage collector waits for a call as well: long blocks go in parts, of about a tenth of a
/// millisecond. No result depends on where a block is cut. The two kernels that cannot be cut are
/// called in the ordinary way, for which nobody waits.
final class NativeKernels implements Kernels {
  /// Multiply-adds in one call.
  private static final int PART = 1 << 18;

  /// Queries in one call.
  private static final int QUERIES = 64;

  /// Elements in one call: each may be a cache miss.
  private static final int ELEMENTS = 1 << 13;

  /// What a sparse row costs beside its elements.
  private static final int ROW = 16;

  /// Scores in one call.
  private static final int SCORES = 1 << 18;

  private static final MethodHandle DOT =
      NativeLibrary.function(
          "simile_dot", FunctionDescriptor.of(JAVA_FLOAT, JAVA_LONG, JAVA_LONG, JAVA_LONG), false);
  private static final MethodHandle SCORE_ROWS =
      NativeLibrary.function(
          "simile_score_rows",
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, JAVA_LONG),
          false);
  private static final MethodHandle SCORE_SOME =
      NativeLibrary.function(
          "simile_score_some",
          FunctionDescriptor.ofVoid(
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_FLOAT,
              JAVA_LONG),
          false);
  private static final MethodHandle SCORE_TILE =
      NativeLibrary.function(
          "simile_score_tile",
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG, JAVA_LONG),
          false);
  private static final MethodHandle SUBTRACT_PRODUCT =
      NativeLibrary.function(
          "simile_subtract_product",
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          false);
  private static final MethodHandle ACCUMULATE =
      NativeLibrary.function(
          "simile_accumulate",
          FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, JAVA_LONG),
          false);
  private static final MethodHandle ADD_WHOLE =
      NativeLibrary.function(
          "simile_add_whole",
          FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          false);
  private static final MethodHandle ABOVE =
      NativeLibrary.function(
          "simile_above",
          FunctionDescriptor.of(
              JAVA_INT,
              JAVA_LONG,
              ADDRESS,
              JAVA_INT,
              JAVA_INT,
              JAVA_FLOAT,
              ADDRESS,
              JAVA_INT,
              JAVA_INT),
          true);

  private static final MethodHandle REACHING =
      NativeLibrary.function(
          "simile_reaching",
          FunctionDescriptor.ofVoid(
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_SHORT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_LONG),
          false);

  private static final MethodHandle COMBINE =
      NativeLibrary.function(
          "simile_combine",
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          false);
  private static final MethodHandle GRAM =
      NativeLibrary.function(
          "simile_gram",
          FunctionDescriptor.ofVoid(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          false);
  private static final MethodHandle CONJUGATE =
      NativeLibrary.longFunction(
          "simile_conjugate",
          FunctionDescriptor.of(
              JAVA_DOUBLE,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_FLOAT,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG));
  private static final MethodHandle CHOLESKY =
      NativeLibrary.longFunction(
          "simile_cholesky", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SOLVE =
      NativeLibrary.function(
          "simile_solve", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG), false);

  private static final MethodHandle SGD =
      NativeLibrary.function(
          "simile_sgd",
          FunctionDescriptor.of(
              JAVA_DOUBLE,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_INT,
              JAVA_INT,
              JAVA_DOUBLE),
          false);

  private static final MethodHandle PAIRS =
      NativeLibrary.function(
          "simile_pairs",
          FunctionDescriptor.of(
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_LONG,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_FLOAT,
              JAVA_INT),
          false);

  // Bits of the last argument of sgd.
  private static final int ADAPTIVE = 1;
  private static final int BIASED = 2;
  private static final int SLOW_ONLY = 4;
  private static final int NON_NEGATIVE = 8;

  static final NativeKernels INSTANCE = new NativeKernels();

  private final String name = "native-" + NativeLibrary.text("simile_isa");

  private NativeKernels() {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n) {
    Bounds.floats(a, aOffset, n);
    Bounds.floats(b, bOffset, n);
    try {
      return (float) DOT.invokeExact(read(a, aOffset, n), read(b, bOffset, n), (long) n);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public void scoreRows(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out,
      long outOffset) {
    Bounds.scoreRows(rows, from, count, query, queryOffset, bias, out, outOffset);
    int stride = rows.stride();
    int part = Math.max(1, PART / Math.max(1, stride));
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        SCORE_ROWS.invokeExact(
            read(rows.segment(), rows.offset(from + i), stride),
            (long) n,
            (long) stride,
            read(query, queryOffset, stride),
            bias == null ? 0L : read(bias.segment(), 4L * (from + i), n),
            base,
            written(out, outOffset + 4L * i));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void scoreSome(
      FloatMatrix rows,
      Ints index,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out) {
    Bounds.scoreSome(rows, index, count, query, queryOffset, bias, out);
    int stride = rows.stride();
    int part = Math.max(1, PART / Math.max(64, stride));
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        SCORE_SOME.invokeExact(
            read(rows.segment(), 0, stride),
            read(index.segment(), 4L * i, n),
            (long) n,
            (long) stride,
            read(query, queryOffset, stride),
            bias == null ? 0L : read(bias.segment(), 0, n),
            base,
            written(out, 4L * i));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void scoreTile(
      FloatMatrix queries,
      int queryFrom,
      int queryCount,
      FloatMatrix rows,
      int from,
      int count,
      @Nullable Floats bias,
      @Nullable Floats bases,
      MemorySegment out,
      long outOffset,
      long outStride) {
    Bounds.scoreTile(
        queries, queryFrom, queryCount, rows, from, count, bias, bases, out, outOffset, outStride);
    int stride = rows.stride();
    int part = Math.max(4, PART / Math.max(1, QUERIES * stride));
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      for (int q = 0; q < queryCount; q += QUERIES) {
        int m = Math.min(queryCount - q, QUERIES);
        int query = queryFrom + q;
        try {
          SCORE_TILE.invokeExact(
              read(queries.segment(), queries.offset(query), stride),
              (long) m,
              read(rows.segment(), rows.offset(from + i), stride),
              (long) n,
              (long) stride,
              bias == null ? 0L : read(bias.segment(), 4L * (from + i), n),
              bases == null ? 0L : read(bases.segment(), 4L * query, m),
              written(out, outOffset + 4 * (q * outStride + i)),
              outStride);
        } catch (Throwable e) {
          throw failed(e);
        }
      }
    }
  }

  @Override
  public void subtractProduct(
      FloatMatrix rows,
      int from,
      int count,
      FloatMatrix panels,
      int panel,
      int panelCount,
      FloatMatrix out,
      int outRow,
      int outColumn) {
    Bounds.subtractProduct(rows, from, count, panels, panel, panelCount, out, outRow, outColumn);
    int depth = rows.columns();
    // Whole tiles of rows, whatever the registers hold; without misses of the cache.
    int part = Math.max(12, 4 * PART / (Bounds.PANEL * Math.max(1, depth)) / 12 * 12);
    for (int p = 0; p < panelCount; p++) {
      for (int i = 0, n; i < count; i += n) {
        n = Math.min(count - i, part);
        try {
          SUBTRACT_PRODUCT.invokeExact(
              read(rows.segment(), rows.offset(from + i), depth),
              (long) n,
              (long) rows.stride(),
              (long) depth,
              read(panels.segment(), panels.offset((panel + p) * depth), depth),
              1L,
              written(out.segment(), out.offset(outRow + i) + 4L * (outColumn + Bounds.PANEL * p)),
              (long) out.stride());
        } catch (Throwable e) {
          throw failed(e);
        }
      }
    }
  }

  @Override
  public double sgd(
      SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly) {
    Bounds.sgd(model, block, from, count, rate);
    FloatMatrix users = model.userFactors();
    FloatMatrix items = model.itemFactors();
    SgdRule rule = model.rule();
    int stride = users.stride();
    int bits = 0;
    if (rule.adaptive()) bits |= ADAPTIVE;
    if (rule.biases()) bits |= BIASED;
    if (slowOnly) bits |= SLOW_ONLY;
    if (rule.nonNegative()) bits |= NON_NEGATIVE;
    int part = Math.max(16, PART / (3 * stride));
    double squares = 0;
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        squares =
            (double)
                SGD.invokeExact(
                    read(block.entries(), (long) RatingBlock.BYTES * (from + i), n),
                    (long) n,
                    written(users.segment(), users.offset(block.firstUser())),
                    written(items.segment(), items.offset(block.firstItem())),
                    written(model.userState().segment(), state(block.firstUser())),
                    written(model.itemState().segment(), state(block.firstItem())),
                    (long) stride,
                    model.mean(),
                    rate,
                    SgdStep.slowShare(users),
                    SgdStep.fastShare(users),
                    rule.delta(),
                    rule.biasDecay(),
                    rule.l1(),
                    loss(rule.loss()),
                    bits,
                    squares);
      } catch (Throwable e) {
        throw failed(e);
      }
    }
    return squares;
  }

  private static long state(int row) {
    return 4L * SgdState.FLOATS * row;
  }

  private static int loss(SgdLoss loss) {
    return switch (loss) {
      case SQUARED -> 0;
      case ABSOLUTE -> 1;
      case HUBER -> 2;
      case LOGISTIC -> 3;
    };
  }

  @Override
  public long pairs(PairModel model, PairBlock block, int from, int count, float rate) {
    Bounds.pairs(model, block, from, count, rate);
    Floats bias = model.itemBias();
    int stride = model.userFactors().stride();
    int part = Math.max(16, PART / (6 * stride));
    long ordered = 0;
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        ordered +=
            (long)
                PAIRS.invokeExact(
                    read(block.entries(), (long) PairBlock.BYTES * (from + i), n),
                    (long) n,
                    written(model.userFactors().segment(), 0),
                    written(model.itemFactors().segment(), 0),
                    bias == null ? 0L : written(bias.segment(), 0),
                    (long) stride,
                    rate,
                    model.userDecay(),
                    model.positiveDecay(),
                    model.negativeDecay(),
                    model.biasDecay(),
                    model.loss() == PairLoss.LOGISTIC ? 0 : 1);
      } catch (Throwable e) {
        throw failed(e);
      }
    }
    return ordered;
  }

  @Override
  public void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums) {
    Bounds.accumulate(index, values, from, count, sums);
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, ELEMENTS);
      try {
        ACCUMULATE.invokeExact(
            read(index.segment(), 4 * (from + i), n),
            values == null ? 0L : read(values.segment(), 4 * (from + i), n),
            (long) n,
            weight,
            written(sums, 0));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void addWhole(
      WholeRows rows, Longs starts, Ints lengths, long from, int count, MemorySegment sums) {
    Bounds.addWhole(rows, starts, lengths, from, count, sums);
    if (rows.width() == 0) return;
    for (int i = 0, n; i < count; i += n) {
      long elements = 0;
      n = 0;
      while (i + n < count && elements < PART / 4) elements += ROW + lengths.at(from + i + n++);
      try {
        ADD_WHOLE.invokeExact(
            read(rows.entries().segment(), 0, Math.min(1, rows.entries().length())),
            read(starts.segment(), 8 * (from + i), n),
            read(lengths.segment(), 4 * (from + i), n),
            (long) n,
            written(sums, 0));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public int above(
      MemorySegment scores, long[] allowed, int from, int to, float threshold, int[] found) {
    Bounds.above(scores, allowed, from, to);
    int n = 0;
    for (long part = from; part < to && n < found.length; part += SCORES) {
      int first = (int) part;
      try {
        n =
            (int)
                ABOVE.invokeExact(
                    read(scores, 4L * first, 1) - 4L * first,
                    MemorySegment.ofArray(allowed),
                    first,
                    (int) Math.min(to, part + SCORES),
                    threshold,
                    MemorySegment.ofArray(found),
                    n,
                    found.length);
      } catch (Throwable e) {
        throw failed(e);
      }
    }
    return n;
  }

  @Override
  public void reaching(
      RowCodes rows,
      int from,
      int count,
      MemorySegment query,
      short start,
      float step,
      float margin,
      float reach,
      float threshold,
      MemorySegment marks) {
    Bounds.reaching(rows, from, count, query, marks);
    int columns = RowCodes.paddedColumns(rows.columns());
    int part = Math.max(1, PART / Math.max(RowCodes.BLOCK, columns) / 8) * RowCodes.BLOCK;
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      int row = from + i;
      try {
        REACHING.invokeExact(
            read(rows.codes(), rows.offset(row), columns),
            (long) n / RowCodes.BLOCK,
            (long) columns,
            read(rows.scales().segment(), 4L * row, n),
            read(rows.errors().segment(), 4L * row, n),
            read(rows.offsets().segment(), 4L * row, n),
            read(query, 0, columns),
            start,
            step,
            margin,
            reach,
            threshold,
            written(marks, i / 8));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset) {
    Bounds.combine(rows, index, from, count, values, sums, sumsOffset);
    int stride = rows.stride();
    if (stride == 0) return;
    int part = Math.max(1, PART / stride);
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        COMBINE.invokeExact(
            read(rows.segment(), 0, stride),
            read(index.segment(), 4 * (from + i), n),
            (long) n,
            (long) stride,
            read(values.segment(), 4L * i, n),
            written(sums, sumsOffset));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void gram(
      FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square) {
    Bounds.gram(rows, index, from, count, weights, square);
    int stride = rows.stride();
    if (stride == 0) return;
    int part = (int) Math.max(16, 2L * PART / ((long) stride * stride));
    for (int i = 0, n; i < count; i += n) {
      n = Math.min(count - i, part);
      try {
        GRAM.invokeExact(
            read(rows.segment(), 0, stride),
            read(index.segment(), 4 * (from + i), n),
            (long) n,
            (long) stride,
            read(weights.segment(), 4L * i, n),
            written(square.segment(), 0));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  @Override
  public double conjugate(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats weights,
      Floats values,
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long xOffset,
      int steps,
      Floats scratch) {
    Bounds.conjugate(rows, index, from, count, weights, values, square, x, xOffset, steps, scratch);
    int stride = rows.stride();
    if (stride == 0) return 0;
    try {
      return (double)
          CONJUGATE.invokeExact(
              read(rows.segment(), 0, Math.min(count, stride)),
              read(index.segment(), 4 * from, count),
              (long) count,
              (long) stride,
              read(weights.segment(), 0, count),
              read(values.segment(), 0, count),
              read(square.segment(), 0, stride),
              ridge,
              written(x, xOffset),
              (long) steps,
              written(scratch.segment(), 0));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public void cholesky(FloatMatrix square) {
    Bounds.square(square);
    if (square.stride() == 0) return;
    try {
      CHOLESKY.invokeExact(written(square.segment(), 0), (long) square.stride());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public void solve(FloatMatrix factor, MemorySegment x, long xOffset) {
    Bounds.solve(factor, x, xOffset);
    int stride = factor.stride();
    if (stride == 0) return;
    try {
      SOLVE.invokeExact(read(factor.segment(), 0, stride), (long) stride, written(x, xOffset));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /// The address of `count` elements that are read at `offset`; they lie within `segment`.
  ///
  /// @throws IllegalStateException if the segment's memory was freed
  /// @throws WrongThreadException if it is another thread's
  private static long read(MemorySegment segment, long offset, long count) {
    if (!segment.isNative()) throw new IllegalArgumentException("segments must be off-heap");
    // No float is 0 bytes from the end: an empty part has nothing to touch.
    if (count > 0) {
      byte ignored = segment.get(JAVA_BYTE, offset);
    }
    return segment.address() + offset;
  }

  /// The address of one or more elements that are written at `offset`.
  private static long written(MemorySegment segment, long offset) {
    if (segment.isReadOnly())
      throw new IllegalArgumentException("a segment that is written must not be read-only");
    return read(segment, offset, 1);
  }

  private static RuntimeException failed(Throwable e) {
    if (e instanceof RuntimeException exception) return exception;
    if (e instanceof Error error) throw error;
    return new IllegalStateException(e);
  }
}
