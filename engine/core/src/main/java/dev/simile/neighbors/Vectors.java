package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Ints;
import dev.simile.memory.Memory;
import dev.simile.model.Biases;
import dev.simile.sparse.Csr;
import org.jspecify.annotations.Nullable;

/// The rows as the similarity sees them: ratings weighted and centered as the config says, and the
/// similarity of two of them from their [PairSums]. Serves training and, in user-knn, the row of
/// somebody new, by the same arithmetic in the same order.
final class Vectors {
  private static final double K = 1.2;
  private static final double B = .75;
  private static final double LEAST_DISTANCE = 1e-6;
  private static final double NEVER_ZERO = 1e-6;
  private static final double ROUNDING =
      1e-13; // share of a sum of squares below which a variance is none

  private final NeighborConfig config;
  private final int columnCount;
  private final double meanLength;
  private final @Nullable Doubles shifts; // of a row, subtracted from its ratings
  private final @Nullable Doubles columnShifts; // likewise of a column
  private final @Nullable Doubles columnWeights; // ln(N / (1 + n_y))
  private final @Nullable Doubles lengthShares; // 1 - b + b |x| / mean |x|
  private final @Nullable Doubles norms; // |x|, of distances |x|^2
  private final @Nullable Ints degrees; // columns of a row
  private final @Nullable Association association; // of degrees

  private Vectors(
      NeighborConfig config,
      int columnCount,
      double meanLength,
      @Nullable Doubles shifts,
      @Nullable Doubles columnShifts,
      @Nullable Doubles columnWeights,
      @Nullable Doubles lengthShares,
      @Nullable Doubles norms,
      @Nullable Ints degrees,
      @Nullable Association association) {
    this.config = config;
    this.columnCount = columnCount;
    this.meanLength = meanLength;
    this.shifts = shifts;
    this.columnShifts = columnShifts;
    this.columnWeights = columnWeights;
    this.lengthShares = lengthShares;
    this.norms = norms;
    this.degrees = degrees;
    this.association = association;
  }

  /// One row: what [#value] and [#similarity] need of it.
  static final class Row {
    int[] columns = new int[64];
    double[] ratings = new double[64];
    int size;
    double shift;
    double lengthShare;
    double norm;
    int degree; // number of columns, also where they are not loaded

    /// Room for `length` ratings, emptied.
    void clear(int length) {
      if (length > columns.length) {
        int room = Math.max(length, 2 * columns.length);
        columns = new int[room];
        ratings = new double[room];
      }
      size = 0;
    }

    void add(int column, double rating) {
      columns[size] = column;
      ratings[size++] = rating;
    }

    void load(Csr rows, int row) {
      long start = rows.start(row);
      int degree = rows.degree(row);
      clear(degree);
      for (int i = 0; i < degree; i++) add(rows.column(start + i), rows.value(start + i));
    }

    double mean(double otherwise) {
      double sum = 0;
      for (int i = 0; i < size; i++) sum += ratings[i];
      return size == 0 ? otherwise : sum / size;
    }
  }

  /// Off-heap bytes, at most.
  static long estimate(int rows, int columns) {
    return 3 * Memory.sizeOf(rows, Double.BYTES)
        + 2 * Memory.sizeOf(columns, Double.BYTES)
        + Memory.sizeOf(rows, Integer.BYTES)
        + Association.estimate(columns);
  }

  /// The vectors of all rows, in `memory`.
  ///
  /// @param byRow rows x columns
  /// @param byColumn the same turned round
  /// @param config resolved
  /// @param biases where the similarity needs them
  /// @param users whether the rows are users
  static Vectors of(
      Csr byRow,
      Csr byColumn,
      NeighborConfig config,
      @Nullable Biases biases,
      boolean users,
      double mean,
      Memory memory) {
    int rows = byRow.rows();
    int columns = byRow.columns();
    Doubles shifts = null;
    Doubles columnShifts = null;
    boolean ownMean =
        (config.similarity() == Similarity.PEARSON && config.norms() == Norms.FULL)
            || (config.similarity() == Similarity.INVERSE_DISTANCE
                && config.imputation() == Imputation.ROW);
    boolean columnMean =
        config.similarity() == Similarity.ADJUSTED_COSINE
            || (config.similarity() == Similarity.INVERSE_DISTANCE
                && config.imputation() == Imputation.COLUMN);
    boolean globalMean =
        config.similarity() == Similarity.INVERSE_DISTANCE
            && config.imputation() == Imputation.GLOBAL;
    Row row = new Row();
    if (ownMean) {
      shifts = memory.doubles("row shifts", rows);
      for (int x = 0; x < rows; x++) {
        row.load(byRow, x);
        shifts.set(x, row.mean(mean));
      }
    }
    if (columnMean || globalMean) {
      columnShifts = memory.doubles("column shifts", columns);
      for (int y = 0; y < columns; y++) {
        if (columnMean) row.load(byColumn, y);
        columnShifts.set(y, globalMean ? mean : row.mean(mean));
      }
    }
    if (config.similarity() == Similarity.PEARSON_BASELINE && biases != null) {
      shifts = memory.doubles("row shifts", rows);
      columnShifts = memory.doubles("column shifts", columns);
      for (int x = 0; x < rows; x++) shifts.set(x, users ? biases.user(x) : biases.item(x));
      for (int y = 0; y < columns; y++)
        columnShifts.set(y, biases.mean() + (users ? biases.item(y) : biases.user(y)));
    }
    Doubles weights = null;
    Doubles lengths = null;
    double meanLength = 0;
    if (config.weighting() != Weighting.NONE) {
      weights = memory.doubles("column weights", columns);
      for (int y = 0; y < columns; y++)
        weights.set(y, StrictMath.log(rows / (1.0 + byColumn.degree(y))));
    }
    if (config.weighting() == Weighting.BM25) {
      lengths = byRow.rowSums(memory, "row lengths");
      double sum = 0;
      for (int x = 0; x < rows; x++) sum += lengths.at(x);
      meanLength = rows == 0 ? 0 : sum / rows;
      for (int x = 0; x < rows; x++) lengths.set(x, lengthShare(lengths.at(x), meanLength));
    }
    Doubles norms = kind(config) == PairSums.Kind.DOT ? memory.doubles("row norms", rows) : null;
    Association association =
        config.similarity().counts() ? Association.of(config, rows, columns, memory) : null;
    Ints degrees = null;
    if (association != null) {
      degrees = memory.ints("row degrees", rows);
      for (int x = 0; x < rows; x++) degrees.set(x, byRow.degree(x));
    }
    Vectors vectors =
        new Vectors(
            config,
            columns,
            meanLength,
            shifts,
            columnShifts,
            weights,
            lengths,
            norms,
            degrees,
            association);
    if (norms != null) {
      for (int x = 0; x < rows; x++) {
        row.load(byRow, x);
        norms.set(x, vectors.norm(row, vectors.shift(x), vectors.lengthShare(x)));
      }
    }
    return vectors;
  }

  private static double lengthShare(double length, double mean) {
    return mean > 0 ? 1 - B + B * (length / mean) : 1;
  }

  private double norm(Row row, double shift, double lengthShare) {
    double squares = 0;
    for (int i = 0; i < row.size; i++) {
      double value = value(row.ratings[i], shift, lengthShare, row.columns[i]);
      squares += value * value;
    }
    return config.similarity() == Similarity.INVERSE_DISTANCE
            || config.similarity() == Similarity.EUCLIDEAN
        ? squares
        : Math.sqrt(squares);
  }

  /// Which sums the similarity needs.
  static PairSums.Kind kind(NeighborConfig config) {
    return switch (config.similarity()) {
      case MSD -> PairSums.Kind.DIFFERENCES;
      case INVERSE_DISTANCE -> PairSums.Kind.DOT;
      case PEARSON -> config.norms() == Norms.COMMON ? PairSums.Kind.MOMENTS : PairSums.Kind.DOT;
      case COSINE, ADJUSTED_COSINE, PEARSON_BASELINE ->
          config.norms() == Norms.COMMON ? PairSums.Kind.NORMS : PairSums.Kind.DOT;
      case EUCLIDEAN ->
          config.norms() == Norms.COMMON ? PairSums.Kind.DIFFERENCES : PairSums.Kind.DOT;
      case JACCARD,
          DICE,
          TVERSKY,
          CONDITIONAL,
          LLR,
          LIFT,
          PMI,
          COUNT,
          INCLUSION,
          ASSOCIATION_STRENGTH,
          LEXICOGRAPHER,
          SAR_INFORMATION ->
          PairSums.Kind.COUNTS;
    };
  }

  /// Empty sums for one row.
  PairSums sums(int rows) {
    return new PairSums(kind(config), support(), rows);
  }

  private boolean support() {
    return config.similarity() != Similarity.INVERSE_DISTANCE
        && (config.minSupport() > 1
            || config.shrinkageForm() == ShrinkageForm.DEGREES
            || (config.shrinkage() > 0 && config.shrinkageForm() == ShrinkageForm.SUPPORT));
  }

  /// True if sums of products of the ratings themselves are all that the similarity needs.
  boolean plainProducts() {
    return kind(config) == PairSums.Kind.DOT
        && !support()
        && !dense()
        && shifts == null
        && columnShifts == null
        && columnWeights == null;
  }

  /// True if no similarity is above `product / (length x length)` where it is above 0.
  boolean bounded() {
    return norms != null && !dense() && config.similarity() != Similarity.EUCLIDEAN;
  }

  /// The length of known row `x`, where similarities are [#bounded].
  double length(int x) {
    return norms == null ? 0 : norms.at(x);
  }

  /// Fills in what a known row has of its own.
  void describe(Row row, int x) {
    row.shift = shift(x);
    row.lengthShare = lengthShare(x);
    row.norm = norms == null ? 0 : norms.at(x);
    row.degree = degree(x);
  }

  /// Works out what the row of somebody new has of its own, as [#of] does for known rows.
  ///
  /// @param bias the row's bias, where the similarity needs biases
  void describeNew(Row row, double mean, double bias) {
    row.shift =
        shifts == null
            ? 0
            : config.similarity() == Similarity.PEARSON_BASELINE ? bias : row.mean(mean);
    double sum = 0;
    for (int i = 0; i < row.size; i++) sum += row.ratings[i];
    row.lengthShare = lengthShares == null ? 1 : lengthShare(sum, meanLength);
    row.norm = norms == null ? 0 : norm(row, row.shift, row.lengthShare);
    row.degree = row.size;
  }

  private int degree(int x) {
    return degrees == null ? 0 : degrees.at(x);
  }

  private double shift(int x) {
    return shifts == null ? 0 : shifts.at(x);
  }

  private double lengthShare(int x) {
    return lengthShares == null ? 1 : lengthShares.at(x);
  }

  /// The value of a rating in known row `x`.
  double value(double rating, int x, int column) {
    return value(rating, shift(x), lengthShare(x), column);
  }

  /// The value of a rating in a row with that shift and share of length.
  double value(double rating, double shift, double lengthShare, int column) {
    double value = rating;
    if (columnWeights != null)
      value =
          (config.weighting() == Weighting.TF_IDF
                  ? Math.sqrt(rating)
                  : rating * (K + 1) / (K * lengthShare + rating))
              * columnWeights.at(column);
    if (columnShifts != null) value -= columnShifts.at(column);
    return shifts == null ? value : value - shift;
  }

  /// The similarity of any row to itself, without shrinkage, where the similarity is of ratings.
  static double same(NeighborConfig config) {
    return switch (config.similarity()) {
      case INVERSE_DISTANCE -> 1 / LEAST_DISTANCE;
      case EUCLIDEAN -> nearness(0, config.euclideanForm());
      default -> 1;
    };
  }

  /// The similarity of known row `x` to itself, without shrinkage.
  double same(int x) {
    if (association == null) return same(config);
    int degree = degree(x);
    return association.of(degree, degree, degree);
  }

  /// True if rows without a common column have a similarity too.
  boolean dense() {
    return config.similarity() == Similarity.INVERSE_DISTANCE;
  }

  /// The similarity of `row` to the known row `z` by the sums of common columns; 0 if undefined.
  ///
  /// @param at of `z` in the sums
  double similarity(Row row, int z, int at, Sums sums) {
    int n = dense() ? columnCount : sums.count(at);
    boolean supported = dense() || config.minSupport() == 1 || n >= config.minSupport();
    if (association != null) {
      double value = association.of(supported ? n : 0, row.degree, degree(z));
      return supported && n > 0 ? shrunk(value, n) : value;
    }
    if (!supported) return 0;
    return shrunk(
        switch (config.similarity()) {
          case INVERSE_DISTANCE -> inverseDistance(row, z, at, sums);
          case MSD -> 1 / (sums.product(at) / sums.count(at) + 1);
          case EUCLIDEAN -> euclidean(row, z, at, sums);
          case PEARSON -> norms == null ? correlation(at, sums) : cosine(row, z, at, sums);
          default -> cosine(row, z, at, sums);
        },
        n);
  }

  private double shrunk(double value, int n) {
    double b = config.shrinkage();
    return switch (config.shrinkageForm()) {
      case DEGREES -> n < 2 ? 0 : value * ((n - 1) / (n - 1 + b));
      case SUPPORT -> b > 0 ? value * (n / (n + b)) : value;
      case DENOMINATOR, AUTO -> value;
    };
  }

  private double cosine(Row row, int z, int at, Sums sums) {
    double lengths =
        norms == null
            ? Math.sqrt(sums.ownSquare(at) * sums.otherSquare(at))
            : row.norm * norms.at(z);
    return quotient(sums.product(at), lengths);
  }

  private double correlation(int at, Sums sums) {
    double n = sums.count(at);
    double x = variation(n * sums.ownSquare(at), sums.ownSum(at));
    double other = variation(n * sums.otherSquare(at), sums.otherSum(at));
    double both = n * sums.product(at) - sums.ownSum(at) * sums.otherSum(at);
    return config.shrinkageForm() == ShrinkageForm.DENOMINATOR
        ? quotient(both / n, Math.sqrt(x * other) / n)
        : quotient(both, Math.sqrt(x * other));
  }

  /// n sum x^2 - (sum x)^2, 0 where all x are equal, whatever rounding leaves.
  private static double variation(double squares, double sum) {
    double variation = squares - sum * sum;
    return variation > ROUNDING * squares ? variation : 0;
  }

  private double quotient(double numerator, double lengths) {
    double denominator =
        config.shrinkageForm() == ShrinkageForm.DENOMINATOR
            ? lengths + config.shrinkage() + NEVER_ZERO
            : lengths;
    return denominator > 0 ? numerator / denominator : 0; // of rounding's NaN too
  }

  /// With deviations a, b from the imputed means p, q, which are 0 where a rating is missing: sum
  /// (p + a - q - b)^2 = N (p - q)^2 + |a|^2 + |b|^2 - 2 a.b, for deviations from a row's own mean
  /// add up to 0 and those from a mean of the column have p = q.
  private double inverseDistance(Row row, int z, int at, Sums sums) {
    double gap = row.shift - shift(z);
    double theirs = norms == null ? 0 : norms.at(z);
    double squared = columnCount * (gap * gap) + (row.norm + theirs) - 2 * sums.product(at);
    return 1 / Math.max(LEAST_DISTANCE, Math.sqrt(Math.max(0, squared)));
  }

  private double euclidean(Row row, int z, int at, Sums sums) {
    double squared =
        norms == null ? sums.product(at) : row.norm + norms.at(z) - 2 * sums.product(at);
    return nearness(Math.sqrt(Math.max(0, squared)), config.euclideanForm());
  }

  private static double nearness(double distance, EuclideanForm form) {
    return form == EuclideanForm.SHIFTED
        ? 1 / (1 + distance)
        : 1 / Math.max(LEAST_DISTANCE, distance);
  }
}
