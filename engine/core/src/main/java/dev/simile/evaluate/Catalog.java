package dev.simile.evaluate;

import dev.simile.sparse.Csr;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the measures of served lists know of the catalogue and of the users who are asked; shared
/// by the workers, and made when the first measure needs it. Items from [#items] on are such as
/// training does not have: nobody rated them, and they have no category. Thread-safe.
final class Catalog implements AutoCloseable {
  private static final double LOG_2 = StrictMath.log(2);

  private final Truth truth;
  private final @Nullable ItemCategories categories;
  private ItemCategories.@Nullable Members members;
  private int @Nullable [] byPopularity;
  private int @Nullable [] ranks;
  private double @Nullable [] novelties;
  private double @Nullable [] counts;
  private double @Nullable [] tail;
  private @Nullable Raters raters;

  /// @param categories of the items, if they have any
  Catalog(Truth truth, @Nullable ItemCategories categories) {
    this.truth = truth;
    this.categories = categories;
  }

  /// Number of items.
  int items() {
    return truth.train().itemCount();
  }

  /// A measure of served lists, for one worker.
  ///
  /// @throws IllegalArgumentException if it needs categories and there are none
  /// @throws dev.simile.memory.InsufficientMemoryException if what it needs does not fit
  synchronized ListMeasure measure(Measure measure) {
    return switch (measure) {
      case USER_COVERAGE -> new UserCoverage();
      case DIVERSITY -> new Diversity(raters());
      case NOVELTY -> new MeanOfItems(novelties());
      case SERENDIPITY -> new Serendipity(ranks());
      case ARP -> new MeanOfItems(counts());
      case APLT -> new MeanOfItems(tail());
      case CALIBRATION -> new Calibration(truth, members());
      default -> throw new IllegalArgumentException(measure + " is no measure of served lists");
    };
  }

  private Raters raters() {
    Raters known = raters;
    if (known == null) raters = known = Raters.of(truth.train().byItem());
    return known;
  }

  private ItemCategories.Members members() {
    if (categories == null) throw new IllegalArgumentException("calibration needs categories");
    ItemCategories.Members known = members;
    if (known == null) members = known = categories.of(truth.train().items());
    return known;
  }

  private int count(int item) {
    return item < items() ? truth.train().byItem().degree(item) : 0;
  }

  /// By item, and one more for all that training does not have.
  private double[] counts() {
    double[] known = counts;
    if (known == null) {
      known = new double[items() + 1];
      for (int item = 0; item < known.length; item++) known[item] = count(item);
      counts = known;
    }
    return known;
  }

  private double[] novelties() {
    double[] known = novelties;
    if (known == null) {
      known = new double[items() + 1];
      double users = truth.train().userCount();
      for (int item = 0; item < known.length; item++)
        known[item] = StrictMath.log((users + 2) / (count(item) + 1.0)) / LOG_2;
      novelties = known;
    }
    return known;
  }

  /// The items by falling number of ratings, then by index.
  private int[] byPopularity() {
    int[] known = byPopularity;
    if (known == null) {
      Csr byItem = truth.train().byItem();
      long[] keys = new long[items()];
      for (int item = 0; item < keys.length; item++)
        keys[item] = (long) -byItem.degree(item) << 32 | item;
      Arrays.sort(keys);
      known = new int[keys.length];
      for (int i = 0; i < known.length; i++) known[i] = (int) keys[i];
      byPopularity = known;
    }
    return known;
  }

  /// The popularity rank of each item, from 1, and of those that training does not have the next.
  private int[] ranks() {
    int[] known = ranks;
    if (known == null) {
      int[] order = byPopularity();
      known = new int[order.length + 1];
      for (int i = 0; i < order.length; i++) known[order[i]] = i + 1;
      known[order.length] = order.length + 1;
      ranks = known;
    }
    return known;
  }

  /// 1 of the long tail, 0 of the few that have 80 % of the ratings.
  private double[] tail() {
    double[] known = tail;
    if (known == null) {
      known = new double[items() + 1];
      Arrays.fill(known, 1);
      long all = truth.train().count();
      long head = 0;
      for (int item : byPopularity()) {
        if (5 * head >= 4 * all) break;
        head += count(item);
        known[item] = 0;
      }
      tail = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (raters != null) raters.close();
    raters = null;
  }

  /// 1 if a list is as long as asked for.
  private static final class UserCoverage implements ListMeasure {
    @Override
    public double value(Served list, int cutoff) {
      return list.size(cutoff) == cutoff ? 1 : 0;
    }
  }
}
