package dev.simile.neighbors;

import dev.simile.ratings.Ratings;
import dev.simile.sparse.Csr;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The formulas of the documentation over dense tables, one pair at a time, with no thought of
/// speed: what the models are compared with. Equal similarities, as counts have them, go by index,
/// whatever rounding says.
final class Definition {
  private final NeighborConfig config;
  private final double[][] table; // rows x columns, NaN where there is no rating
  private final double mean;
  private final double[][] baselines; // rows x columns
  private final double[][] similarities; // NaN until they are asked for
  private final Map<Integer, List<Integer>> neighbors = new HashMap<>();

  Definition(Ratings ratings, NeighborConfig config, boolean users, double[][] userByItem) {
    this.config = config.resolved();
    this.mean = ratings.mean();
    Csr rows = users ? ratings.byUser() : ratings.byItem();
    table = new double[rows.rows()][rows.columns()];
    baselines = new double[rows.rows()][rows.columns()];
    similarities = new double[rows.rows()][rows.rows()];
    for (double[] row : similarities) Arrays.fill(row, Double.NaN);
    for (int x = 0; x < rows.rows(); x++) {
      Arrays.fill(table[x], Double.NaN);
      for (long at = rows.start(x); at < rows.end(x); at++)
        table[x][rows.column(at)] = rows.value(at);
      for (int y = 0; y < rows.columns(); y++)
        baselines[x][y] = users ? userByItem[x][y] : userByItem[y][x];
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElseThrow();
  }

  private double[] column(int y) {
    return IntStream.range(0, table.length).mapToDouble(x -> table[x][y]).toArray();
  }

  private static int degree(double[] values) {
    return (int) Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
  }

  private double[] vector(int x) {
    double[] vector = table[x].clone();
    double total = IntStream.range(0, table.length).mapToDouble(r -> sum(table[r])).sum();
    double length = 1 - .75 + .75 * sum(table[x]) / (total / table.length);
    for (int y = 0; y < vector.length; y++) {
      double weight = Math.log(table.length / (1.0 + degree(column(y))));
      if (config.weighting() == Weighting.TF_IDF) vector[y] = Math.sqrt(vector[y]) * weight;
      if (config.weighting() == Weighting.BM25)
        vector[y] = vector[y] * 2.2 / (1.2 * length + vector[y]) * weight;
      vector[y] -=
          switch (config.similarity()) {
            case ADJUSTED_COSINE -> mean(column(y));
            case PEARSON -> config.norms() == Norms.FULL ? mean(table[x]) : 0;
            case PEARSON_BASELINE -> baselines[x][y];
            default -> 0;
          };
    }
    return vector;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).sum();
  }

  /// The similarity of rows x and z.
  double similarity(int x, int z) {
    if (Double.isNaN(similarities[x][z])) similarities[x][z] = compute(x, z);
    return similarities[x][z];
  }

  private double compute(int x, int z) {
    double[] a = vector(x);
    double[] b = vector(z);
    int[] common =
        IntStream.range(0, a.length)
            .filter(y -> !Double.isNaN(a[y]) && !Double.isNaN(b[y]))
            .toArray();
    int n = common.length;
    if (config.similarity() == Similarity.INVERSE_DISTANCE) {
      double squares = 0;
      for (int y = 0; y < a.length; y++) {
        double d = filled(x, y) - filled(z, y);
        squares += d * d;
      }
      return 1 / Math.sqrt(squares) * a.length / (a.length + config.shrinkage());
    }
    if (n < config.minSupport()) return 0;
    double value;
    if (config.similarity().counts()) {
      value = n == 0 ? 0 : association(n, degree(table[x]), degree(table[z]));
    } else if (config.similarity() == Similarity.EUCLIDEAN) {
      double squares = 0;
      for (int y = 0; y < a.length; y++) {
        boolean both = !Double.isNaN(a[y]) && !Double.isNaN(b[y]);
        double d = (Double.isNaN(a[y]) ? 0 : a[y]) - (Double.isNaN(b[y]) ? 0 : b[y]);
        if (both || config.norms() == Norms.FULL) squares += d * d;
      }
      double distance = Math.sqrt(squares);
      value = config.euclideanForm() == EuclideanForm.PLAIN ? 1 / distance : 1 / (1 + distance);
      if (n == 0) value = 0;
    } else if (config.similarity() == Similarity.MSD) {
      double squares = 0;
      for (int y : common) squares += (a[y] - b[y]) * (a[y] - b[y]);
      value = n == 0 ? 0 : 1 / (1 + squares / n);
    } else {
      if (config.similarity() == Similarity.PEARSON && config.norms() == Norms.COMMON && n > 0) {
        double meanA = IntStream.of(common).mapToDouble(y -> a[y]).average().orElseThrow();
        double meanB = IntStream.of(common).mapToDouble(y -> b[y]).average().orElseThrow();
        for (int y : common) {
          a[y] -= meanA;
          b[y] -= meanB;
        }
      }
      boolean full = config.norms() == Norms.FULL;
      int[] all = IntStream.range(0, a.length).toArray();
      double lengths = length(a, full ? all : common) * length(b, full ? all : common);
      double product = 0;
      for (int y : common) product += a[y] * b[y];
      if (config.shrinkageForm() == ShrinkageForm.DENOMINATOR)
        return product / (lengths + config.shrinkage() + 1e-6);
      value = lengths < 1e-9 ? 0 : product / lengths;
    }
    double support = config.shrinkageForm() == ShrinkageForm.DEGREES ? n - 1 : n;
    return support <= 0 ? 0 : value * support / (support + config.shrinkage());
  }

  private double association(double n, double a, double b) {
    double all = table[0].length;
    double chance = a * b / all;
    return switch (config.similarity()) {
      case JACCARD -> n / (a + b - n);
      case DICE -> 2 * n / (a + b);
      case TVERSKY -> n / (n + config.alpha() * (a - n) + config.beta() * (b - n));
      case CONDITIONAL -> n / a / Math.pow(b, config.alpha());
      case LLR -> {
        double ratio = 0;
        double[][] cells = {{n, a - n}, {b - n, all - a - b + n}};
        for (int row = 0; row < 2; row++) {
          for (int column = 0; column < 2; column++) {
            double k = cells[row][column];
            double expected =
                (cells[row][0] + cells[row][1]) * (cells[0][column] + cells[1][column]) / all;
            if (k > 0) ratio += 2 * k * Math.log(k / expected);
          }
        }
        yield Math.signum(n - chance) * ratio / (1 + ratio);
      }
      case LIFT -> n / chance;
      case PMI -> Math.log(n) - Math.log(chance);
      case COUNT -> n;
      case INCLUSION -> Math.max(n / a, n / b);
      case ASSOCIATION_STRENGTH -> n / a / b;
      case LEXICOGRAPHER -> n * Math.log(n / chance);
      case SAR_INFORMATION -> Math.log(table.length * n / a / b) / Math.log(2);
      default -> throw new AssertionError(config.similarity());
    };
  }

  private double filled(int x, int y) {
    if (!Double.isNaN(table[x][y])) return table[x][y];
    return switch (config.imputation()) {
      case ROW -> mean(table[x]);
      case COLUMN -> mean(column(y));
      case GLOBAL -> mean;
    };
  }

  private static double length(double[] values, int[] at) {
    double squares = 0;
    for (int y : at) {
      if (!Double.isNaN(values[y])) squares += values[y] * values[y];
    }
    return Math.sqrt(squares);
  }

  /// All neighbors of x, best first.
  private List<Integer> neighbors(int x) {
    return neighbors.computeIfAbsent(x, this::sorted);
  }

  private List<Integer> sorted(int x) {
    double[] to = IntStream.range(0, table.length).mapToDouble(z -> similarity(x, z)).toArray();
    return IntStream.range(0, table.length)
        .filter(z -> z != x && to[z] > config.minSimilarity() && Math.abs(to[z]) > 1e-12)
        .boxed()
        .sorted(Comparator.comparingDouble(z -> -Math.rint(to[z] * 1e9)))
        .limit(config.kept())
        .toList();
  }

  /// The sum of similarity x rating over the nearest that have column y, whose lists are those of
  /// rows; as a share where the scoring says so.
  double sum(int x, int y, boolean users) {
    boolean forward = config.similarity() == Similarity.CONDITIONAL && !users;
    double sum = 0;
    for (int z = 0; z < table.length; z++) {
      if (Double.isNaN(table[z][y])) continue;
      int from = forward ? z : x;
      int to = forward ? x : z;
      List<Integer> nearest = neighbors(from).stream().limit(config.neighbors()).toList();
      if (!nearest.contains(to)) continue;
      double divisor =
          config.scoring() == Scoring.SHARE
              ? nearest.stream().mapToDouble(t -> Math.abs(similarity(from, t))).sum()
              : 1;
      sum += similarity(from, to) * table[z][y] / divisor;
    }
    return sum;
  }

  /// The predicted rating in row x and column y, where there is none.
  double prediction(int x, int y) {
    double sum = 0;
    double total = 0;
    List<Integer> rated =
        neighbors(x).stream()
            .filter(z -> !Double.isNaN(table[z][y]))
            .limit(config.neighbors())
            .toList();
    for (int z : rated) {
      double s = similarity(x, z);
      sum += s * (table[z][y] - level(z, y)) / scale(z);
      total += Math.abs(s);
    }
    if (rated.isEmpty()) return config.center() == Center.NONE ? mean : level(x, y);
    return level(x, y) + scale(x) * sum / total;
  }

  private double level(int x, int y) {
    return switch (config.center()) {
      case NONE, AUTO -> 0;
      case MEAN, Z_SCORE -> mean(table[x]);
      case BASELINE -> baselines[x][y];
    };
  }

  private double scale(int x) {
    if (config.center() != Center.Z_SCORE) return 1;
    double own = mean(table[x]);
    double variance = 0;
    for (double value : table[x]) {
      if (!Double.isNaN(value)) variance += (value - own) * (value - own);
    }
    if (variance > 1e-18) return Math.sqrt(variance / degree(table[x]));
    double all = 0;
    int count = 0;
    for (double[] row : table) {
      for (double value : row) {
        if (Double.isNaN(value)) continue;
        all += (value - mean) * (value - mean);
        count++;
      }
    }
    return Math.sqrt(all / count);
  }
}
