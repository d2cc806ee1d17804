package dev.simile.evaluate;

/// What a metric came to.
///
/// `low` and `high` are the 95 % confidence interval of a mean over users by the normal
/// approximation, `value -+ 1.96 s / sqrt(users)` with the sample standard deviation s; it is not
/// cut off at the ends of the metric's range. They are NaN where there is no interval: of a figure
/// that is no mean over users, and below two users.
///
/// @param metric what was measured
/// @param value the figure; NaN if there was nothing to measure it on
/// @param low lower end of the interval, or NaN
/// @param high upper end of the interval, or NaN
/// @param users number of users it rests on
public record Value(Metric metric, double value, double low, double high, int users) {
  private static final double QUANTILE = 1.959963984540054; // of the normal distribution at .975

  /// True if there is an interval.
  public boolean hasInterval() {
    return !Double.isNaN(low);
  }

  static Value figure(Metric metric, double value, int users) {
    return new Value(metric, value, Double.NaN, Double.NaN, users);
  }

  /// The mean of one column of a table with a row for each user, added in the order of the rows;
  /// rows with NaN are left out.
  static Value mean(Metric metric, UserTable table, int column) {
    int users = 0;
    double sum = 0;
    for (int row = 0; row < table.rows(); row++) {
      double value = table.at(row, column);
      if (Double.isNaN(value)) continue;
      sum += value;
      users++;
    }
    double mean = sum / users; // NaN if there are none
    if (users < 2) return figure(metric, mean, users);
    double squares = 0;
    for (int row = 0; row < table.rows(); row++) {
      double value = table.at(row, column);
      if (!Double.isNaN(value)) squares += (value - mean) * (value - mean);
    }
    double half = QUANTILE * Math.sqrt(squares / (users - 1.0) / users);
    return new Value(metric, mean, mean - half, mean + half, users);
  }
}
