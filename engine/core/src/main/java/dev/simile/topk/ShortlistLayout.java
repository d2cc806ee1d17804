package dev.simile.topk;

import dev.simile.kernel.RowCodes;
import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.parallel.Progress;
import dev.simile.parallel.Workers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lays a [Shortlist] out: the mean row, the order of the rows, their codes, and what each chunk
/// can reach.
final class ShortlistLayout {
  private static final int GRAIN = 4096;

  /// Scales that are tried, in units of the one that takes the greatest value to the greatest code:
  /// a row with few great values has a smaller error if those are cut.
  private static final double[] SCALES = {1, .87, .75};

  private static final int BUCKET_BITS = 18;

  private final FloatMatrix rows;
  private final @Nullable Floats bias;
  private final double unit;
  private final Workers workers;
  private final Progress progress;

  ShortlistLayout(
      FloatMatrix rows, @Nullable Floats bias, double unit, Workers workers, Progress progress) {
    this.rows = rows;
    this.bias = bias;
    this.unit = unit;
    this.workers = workers;
    this.progress = progress;
  }

  Shortlist layOut(Memory memory) {
    int count = rows.rows();
    int columns = rows.columns();
    int chunks = (count + Shortlist.CHUNK - 1) / Shortlist.CHUNK;
    Ints order = memory.ints("order of the shortlist", count);
    RowCodes codes = RowCodes.allocate(memory, "codes of the shortlist", count, columns);
    Floats reaches =
        memory.floats("reaches of the shortlist", (long) chunks * Shortlist.reachColumns());
    double[] mean = mean();
    try (Memory scratch = Memory.open("laying out a shortlist")) {
      order(residualLengths(mean, scratch.floats("keys", count)), order);
    }
    Row[] done = new Row[chunks];
    workers.run(
        chunks,
        progress,
        (chunk, worker) -> {
          Row row = new Row(columns);
          byte[] block = new byte[codes.blockBytes()];
          double[] most = new double[Shortlist.reachColumns()];
          Arrays.fill(most, Double.NEGATIVE_INFINITY);
          int from = chunk * Shortlist.CHUNK;
          int end = Math.min(count, from + Shortlist.CHUNK);
          for (int at = from; at < end; at++) {
            int item = order.at(at);
            row.encode(item, mean);
            row.write(codes, at, block);
            if ((at + 1) % RowCodes.BLOCK == 0 || at + 1 == end) codes.setBlock(at, block);
            Shortlist.lengths(unit, bias(item), row.length, most);
          }
          long to = (long) chunk * Shortlist.reachColumns();
          for (int j = 0; j < most.length; j++) reaches.set(to + j, Shortlist.up(most[j]));
          done[chunk] = row;
        });
    Row all = new Row(0);
    for (Row row : done) all.merge(row);
    return new Shortlist(rows, bias, codes, order, mean, unit, reaches, all.limits());
  }

  private float bias(int row) {
    return bias == null ? 0f : bias.at(row);
  }

  /// Summed by ranges, so that it is the same for any number of threads.
  private double[] mean() {
    int columns = rows.columns();
    double[][] sums = new double[(rows.rows() + GRAIN - 1) / GRAIN][columns];
    workers.ranges(
        rows.rows(),
        GRAIN,
        progress,
        (from, to, worker) -> {
          double[] sum = sums[from / GRAIN];
          float[] values = new float[columns];
          for (int row = from; row < to; row++) {
            rows.copyTo(row, values);
            for (int column = 0; column < columns; column++) sum[column] += values[column];
          }
        });
    double[] mean = new double[columns];
    for (double[] sum : sums) {
      for (int column = 0; column < columns; column++) mean[column] += sum[column] / rows.rows();
    }
    return mean;
  }

  /// Fills `keys` with what each row reaches for a query of the usual length.
  private Floats residualLengths(double[] mean, Floats keys) {
    workers.ranges(
        rows.rows(),
        GRAIN,
        progress,
        (from, to, worker) -> {
          float[] values = new float[mean.length];
          for (int row = from; row < to; row++) {
            rows.copyTo(row, values);
            double squares = 0;
            for (int column = 0; column < mean.length; column++) {
              double value = values[column] - mean[column];
              squares += value * value;
            }
            keys.set(row, (float) (bias(row) + unit * Math.sqrt(squares)));
          }
        });
    return keys;
  }

  /// Orders the rows by the leading bits of their keys, descending, and by index.
  private static void order(Floats keys, Ints order) {
    int[] starts = new int[(1 << BUCKET_BITS) + 1];
    for (long row = 0; row < keys.length(); row++) starts[bucket(keys.at(row)) + 1]++;
    for (int bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
    for (int row = 0; row < keys.length(); row++) order.set(starts[bucket(keys.at(row))]++, row);
  }

  private static int bucket(float key) {
    int bits = Float.floatToIntBits(key);
    int descending = bits < 0 ? bits : ~bits & Integer.MAX_VALUE;
    return descending >>> (32 - BUCKET_BITS);
  }

  /// A row as it is encoded, and the greatest of what it has met.
  private final class Row {
    private final float[] values;
    private final double[] residual;
    private final byte[] codes;
    private final byte[] trial;
    private float scale;
    private float error;
    private float offset;
    private double length;
    private double greatestRow;
    private double greatestCode;
    private double greatestScale;
    private double greatestError;
    private double greatestBias;

    Row(int columns) {
      values = new float[columns];
      residual = new double[columns];
      codes = new byte[columns];
      trial = new byte[columns];
    }

    void encode(int item, double[] mean) {
      double whole = 0;
      double squares = 0;
      double most = 0;
      rows.copyTo(item, values);
      for (int column = 0; column < residual.length; column++) {
        double value = values[column];
        double difference = value - mean[column];
        residual[column] = difference;
        whole += value * value;
        squares += difference * difference;
        most = Math.max(most, Math.abs(difference));
      }
      double least = Double.POSITIVE_INFINITY;
      for (double part : SCALES) {
        float candidate = (float) (part * most / 7);
        double rest = rest(candidate);
        if (rest >= least) continue;
        least = rest;
        scale = candidate;
        System.arraycopy(trial, 0, codes, 0, codes.length);
      }
      // Beyond the rounding of their own computation.
      length = Math.sqrt(squares) * (1 + 1e-9);
      error = Shortlist.up(Math.sqrt(least) * (1 + 1e-9) + 1e-15 * length);
      offset = bias(item);
      double ofCodes = 0;
      for (byte code : codes) ofCodes += code * code;
      greatestRow = Math.max(greatestRow, Math.sqrt(whole) * (1 + 1e-9));
      greatestCode = Math.max(greatestCode, Math.sqrt(ofCodes) * (1 + 1e-9));
      greatestScale = Math.max(greatestScale, scale);
      greatestError = Math.max(greatestError, error);
      greatestBias = Math.max(greatestBias, Math.abs(offset));
    }

    /// Codes the residual with `scale` into `trial`.
    ///
    /// @return the square of what is left
    private double rest(float scale) {
      double inverse = scale == 0 ? 0 : 1 / (double) scale;
      double rest = 0;
      for (int column = 0; column < residual.length; column++) {
        int code = (int) Math.clamp(Math.rint(residual[column] * inverse), -8, 7);
        double difference = residual[column] - (double) scale * code;
        rest += difference * difference;
        trial[column] = (byte) code;
      }
      return rest;
    }

    /// Puts the codes into the `block` of row `at`, and what goes with them in its place.
    void write(RowCodes into, int at, byte[] block) {
      for (int column = 0; column < codes.length; column++)
        RowCodes.code(block, at, column, codes[column] + 8);
      into.set(at, scale, error, offset);
    }

    void merge(Row other) {
      greatestRow = Math.max(greatestRow, other.greatestRow);
      greatestCode = Math.max(greatestCode, other.greatestCode);
      greatestScale = Math.max(greatestScale, other.greatestScale);
      greatestError = Math.max(greatestError, other.greatestError);
      greatestBias = Math.max(greatestBias, other.greatestBias);
    }

    Shortlist.Limits limits() {
      return new Shortlist.Limits(
          greatestRow, greatestCode, greatestScale, greatestError, greatestBias);
    }
  }
}
