package dev.simile.app.chart;

/// Keeps things in a row apart.
final class Spacing {
  private Spacing() {}

  /// Moves ascending `places` so that neighbors are at least `apart` from each other and all are
  /// within `low..high`, as far as there is room; every group that must share room stays centered
  /// on where its members were.
  static void spread(double[] places, double apart, double low, double high) {
    int n = places.length;
    double[] sum = new double[n]; // of where each group's members would have its first one
    int[] size = new int[n];
    int groups = 0;
    for (int i = 0; i < n; i++) {
      sum[groups] = places[i];
      size[groups++] = 1;
      while (groups > 1
          && first(sum, size, groups - 1) - last(sum, size, groups - 2, apart) < apart)
        groups = merge(sum, size, groups, apart);
    }
    int next = 0;
    for (int g = 0; g < groups; g++) {
      double first = sum[g] / size[g];
      for (int i = 0; i < size[g]; i++) places[next++] = first + i * apart;
    }
    clamp(places, apart, low, high);
  }

  private static double first(double[] sum, int[] size, int group) {
    return sum[group] / size[group];
  }

  private static double last(double[] sum, int[] size, int group, double apart) {
    return first(sum, size, group) + (size[group] - 1) * apart;
  }

  private static int merge(double[] sum, int[] size, int groups, double apart) {
    int from = groups - 1;
    int to = groups - 2;
    sum[to] += sum[from] - size[from] * size[to] * apart;
    size[to] += size[from];
    return from;
  }

  private static void clamp(double[] places, double apart, double low, double high) {
    double limit = high;
    for (int i = places.length - 1; i >= 0; i--, limit -= apart)
      places[i] = Math.min(places[i], limit);
    limit = low;
    for (int i = 0; i < places.length; i++, limit += apart) places[i] = Math.max(places[i], limit);
  }
}
