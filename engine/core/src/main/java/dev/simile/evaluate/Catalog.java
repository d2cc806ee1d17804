package dev.simile.evaluate;

/// What the measures of served lists know of the catalogue and of the users who are asked; shared
/// by the workers.
final class Catalog {
  private final Truth truth;

  Catalog(Truth truth) {
    this.truth = truth;
  }

  /// Number of items.
  int items() {
    return truth.train().itemCount();
  }

  /// A measure of served lists, for one worker.
  ListMeasure measure(Measure measure) {
    return switch (measure) {
      case USER_COVERAGE -> new UserCoverage();
      default -> throw new IllegalArgumentException(measure + " is no measure of served lists");
    };
  }

  /// 1 if a list is as long as asked for.
  private static final class UserCoverage implements ListMeasure {
    private int size;

    @Override
    public void read(Served list) {
      size = list.size(Integer.MAX_VALUE);
    }

    @Override
    public double value(int cutoff) {
      return size >= cutoff ? 1 : 0;
    }
  }
}
