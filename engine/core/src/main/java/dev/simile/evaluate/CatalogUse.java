package dev.simile.evaluate;

import java.util.Arrays;

/// How often each item stands among the first K served to anybody: whole numbers, so that what is
/// added by whom does not matter.
final class CatalogUse {
  private final long[] counts; // by item
  private final int cutoff; // K

  CatalogUse(int items, int cutoff) {
    this.counts = new long[items];
    this.cutoff = cutoff;
  }

  /// Counts the first K of a list.
  void add(Served served) {
    for (int rank = 0; rank < served.size(cutoff); rank++) {
      int item = served.item(rank);
      if (item < counts.length) counts[item]++;
    }
  }

  /// Adds another's counts.
  void addAll(CatalogUse other) {
    for (int i = 0; i < counts.length; i++) counts[i] += other.counts[i];
  }

  double value(Measure measure) {
    return switch (measure) {
      case CATALOG_COVERAGE -> (double) distinct() / counts.length;
      case GINI -> gini();
      case ENTROPY -> entropy();
      default -> throw new IllegalArgumentException(measure + " is no measure of a catalogue");
    };
  }

  private int distinct() {
    int distinct = 0;
    for (long count : counts) distinct += count > 0 ? 1 : 0;
    return distinct;
  }

  private double gini() {
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    double weighted = 0;
    double sum = 0;
    for (int i = 0; i < sorted.length; i++) {
      weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
      sum += sorted[i];
    }
    return weighted / (sorted.length * sum); // NaN if nothing was served
  }

  private double entropy() {
    double sum = 0;
    for (long count : counts) sum += count;
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) entropy -= count / sum * StrictMath.log(count / sum) / StrictMath.log(2);
    }
    return sum == 0 ? Double.NaN : entropy;
  }
}
