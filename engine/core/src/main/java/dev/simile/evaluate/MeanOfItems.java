package dev.simile.evaluate;

/// The mean over a list of what each item is worth, whoever gets it; NaN of an empty list.
final class MeanOfItems implements ListMeasure {
  private final double[] worth;

  /// @param worth by item of the catalogue, and one more for all others
  MeanOfItems(double[] worth) {
    this.worth = worth;
  }

  @Override
  public double value(Served list, int cutoff) {
    int size = list.size(cutoff);
    double sum = 0;
    for (int rank = 0; rank < size; rank++)
      sum += worth[Math.min(list.item(rank), worth.length - 1)];
    return size == 0 ? Double.NaN : sum / size;
  }
}
