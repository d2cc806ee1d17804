package dev.simile.neighbors;

import dev.simile.memory.Doubles;
import dev.simile.memory.Memory;
import dev.simile.model.Biases;
import dev.simile.sparse.Csr;
import dev.simile.store.StoreReader;
import dev.simile.store.StoreWriter;
import org.jspecify.annotations.Nullable;

/// The level and the scale that predictions are made on, by [Center]: the prediction for row x and
/// column y is `level(x) + columnLevel(y) + scale(x) * sum s deviation(r) / sum |s|`.
final class Centering {
  /// Below it is the rounding of equal ratings.
  private static final double NO_DEVIATION = 1e-9;

  private final Center center;
  private final boolean users;
  private final double mean;
  private final double deviation;
  private final Doubles means;
  private final @Nullable Doubles deviations;
  private final @Nullable Biases biases;

  private Centering(
      Center center,
      boolean users,
      double mean,
      double deviation,
      Doubles means,
      @Nullable Doubles deviations,
      @Nullable Biases biases) {
    this.center = center;
    this.users = users;
    this.mean = mean;
    this.deviation = deviation;
    this.means = means;
    this.deviations = deviations;
    this.biases = biases;
  }

  /// Off-heap bytes, at most.
  static long estimate(int rows) {
    return 2 * Memory.sizeOf(rows, Double.BYTES);
  }

  /// Means and deviations of the rows, in `memory`.
  ///
  /// @param center not AUTO
  /// @param users whether rows are users
  /// @param mean of all ratings
  static Centering of(
      Csr byRow,
      Center center,
      boolean users,
      double mean,
      @Nullable Biases biases,
      Memory memory) {
    Doubles means = memory.doubles("row means", byRow.rows());
    Doubles deviations =
        center == Center.Z_SCORE ? memory.doubles("row deviations", byRow.rows()) : null;
    double squares = 0;
    if (deviations != null) {
      for (long at = 0; at < byRow.entries(); at++) {
        double difference = byRow.value(at) - mean;
        squares += difference * difference;
      }
    }
    double all = squares > 0 ? Math.sqrt(squares / byRow.entries()) : 1;
    Vectors.Row row = new Vectors.Row();
    for (int x = 0; x < byRow.rows(); x++) {
      row.load(byRow, x);
      double own = row.mean(mean);
      means.set(x, own);
      if (deviations != null) deviations.set(x, deviation(row, own, all));
    }
    return new Centering(center, users, mean, all, means, deviations, biases);
  }

  private static double deviation(Vectors.Row row, double mean, double otherwise) {
    double squares = 0;
    for (int i = 0; i < row.size; i++) {
      double difference = row.ratings[i] - mean;
      squares += difference * difference;
    }
    double own = row.size == 0 ? 0 : Math.sqrt(squares / row.size);
    return own > NO_DEVIATION ? own : otherwise;
  }

  void write(StoreWriter out) {
    out.number("neighbors.deviation", deviation).doubles("neighbors.means", means);
    if (deviations != null) out.doubles("neighbors.deviations", deviations);
  }

  /// Reads what [#write] wrote.
  static Centering read(
      StoreReader in,
      int rows,
      Center center,
      boolean users,
      double mean,
      @Nullable Biases biases) {
    Doubles means = in.doubles("neighbors.means");
    Doubles deviations = center == Center.Z_SCORE ? in.doubles("neighbors.deviations") : null;
    if (means.length() != rows || (deviations != null && deviations.length() != rows))
      throw in.corrupt("section 'neighbors.means'", "it does not fit the ids");
    return new Centering(
        center, users, mean, in.number("neighbors.deviation"), means, deviations, biases);
  }

  /// The mean of row `x`, of all ratings if it has none.
  double mean(int x) {
    return means.at(x);
  }

  /// The level of a known row.
  double level(int x) {
    return switch (center) {
      case NONE, AUTO -> 0;
      case MEAN, Z_SCORE -> means.at(x);
      case BASELINE -> mean + bias(users, x);
    };
  }

  /// The level of a new user as a row.
  double level(Vectors.Row row, double bias) {
    return switch (center) {
      case NONE, AUTO -> 0;
      case MEAN, Z_SCORE -> row.mean(mean);
      case BASELINE -> mean + bias;
    };
  }

  /// The level of a known column.
  double columnLevel(int y) {
    return center == Center.BASELINE ? bias(!users, y) : 0;
  }

  /// The level of a new user as a column.
  double columnLevel(double bias) {
    return center == Center.BASELINE ? bias : 0;
  }

  private double bias(boolean user, int index) {
    if (biases == null) return 0;
    return user ? biases.user(index) : biases.item(index);
  }

  /// The scale of a known row.
  double scale(int x) {
    return deviations == null ? 1 : deviations.at(x);
  }

  /// The scale of a new user as a row.
  double scale(Vectors.Row row) {
    return deviations == null ? 1 : deviation(row, row.mean(mean), deviation);
  }

  /// How far the rating of row `z` is from its level, in its scale.
  double deviation(double rating, int z, double columnLevel) {
    return (rating - level(z) - columnLevel) / scale(z);
  }

  /// The prediction without any neighbor.
  double alone(double level, double columnLevel) {
    return center == Center.NONE ? mean : level + columnLevel;
  }

  /// The prediction for an unknown user, an unknown item, or both.
  double unknown(int user, int item) {
    return center == Center.BASELINE && biases != null ? biases.of(user, item) : mean;
  }

  /// True if a level is the mean of all ratings and biases.
  boolean baseline() {
    return center == Center.BASELINE;
  }

  /// True if there is a level.
  boolean centered() {
    return center != Center.NONE;
  }
}
