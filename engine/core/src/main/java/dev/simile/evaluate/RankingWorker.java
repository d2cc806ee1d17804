package dev.simile.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one worker needs to turn users' rankings into sums.
final class RankingWorker implements AutoCloseable {
  private final Ranker ranker;
  private final Sums sums;
  private final Cells cells;
  private final List<@Nullable ListMeasure> measures = new ArrayList<>(); // by metric
  private final List<@Nullable CatalogUse> uses = new ArrayList<>(); // by metric
  private final List<ListMeasure> distinct = new ArrayList<>();
  private final List<CatalogUse> distinctUses = new ArrayList<>();
  private final @Nullable ItemSums itemSums;
  private final Lowest worst;
  private final int longest;
  private final int main; // the metric by which users are worst, or -1
  private int shortLists;

  /// @param ranker is closed with this
  RankingWorker(Ranker ranker, Sums sums, Truth truth, Catalog catalog, int worst) {
    this.ranker = ranker;
    this.sums = sums;
    this.cells = truth.cells();
    List<Metric> metrics = sums.plan().metrics();
    int longest = 0;
    int main = -1;
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      Measure.Kind kind = metric.measure().kind();
      longest = Math.max(longest, metric.cutoff());
      if (main < 0 && (kind == Measure.Kind.LIST || kind == Measure.Kind.WHOLE)) main = m;
      uses.add(kind == Measure.Kind.CATALOG ? use(metric.cutoff(), catalog, metrics) : null);
      measures.add(
          kind == Measure.Kind.SERVED ? measure(metric.measure(), catalog, metrics) : null);
    }
    this.longest = longest;
    this.main = main;
    this.worst = new Lowest(worst);
    boolean sliced = sums.slices().stream().anyMatch(Slices::ofItems);
    this.itemSums = sliced ? new ItemSums(sums, longest) : null;
  }

  /// One for all cutoffs.
  private ListMeasure measure(Measure measure, Catalog catalog, List<Metric> metrics) {
    for (int m = 0; m < measures.size(); m++) {
      ListMeasure known = measures.get(m);
      if (known != null && metrics.get(m).measure() == measure) return known;
    }
    ListMeasure fresh = catalog.measure(measure);
    distinct.add(fresh);
    return fresh;
  }

  /// One for all measures of a cutoff.
  private CatalogUse use(int cutoff, Catalog catalog, List<Metric> metrics) {
    for (int m = 0; m < uses.size(); m++) {
      CatalogUse known = uses.get(m);
      if (known != null && metrics.get(m).cutoff() == cutoff) return known;
    }
    CatalogUse fresh = new CatalogUse(catalog.items(), cutoff);
    distinctUses.add(fresh);
    return fresh;
  }

  Ranker ranker() {
    return ranker;
  }

  /// Adds the ranking that the ranker has just made.
  void add(int testUser) {
    int cell = cells.of(testUser);
    Served served = ranker.served();
    for (ListMeasure measure : distinct) measure.begin(served);
    for (CatalogUse use : distinctUses) use.add(served);
    List<Metric> metrics = sums.plan().metrics();
    for (int m = 0; m < metrics.size(); m++) {
      Metric metric = metrics.get(m);
      int cutoff = metric.cutoff();
      ListMeasure measure = measures.get(m);
      if (measure != null) {
        sums.add(m, cell, testUser, measure.value(served, cutoff), 1);
      } else if (uses.get(m) == null && !metric.measure().needsRatings()) {
        double value = ranker.groups().value(metric.measure(), cutoff);
        double weight = ranker.groups().weight(metric.measure());
        sums.add(m, cell, testUser, value, weight);
        if (m == main && weight > 0 && !Double.isNaN(value))
          worst.offer(value / weight, ranker.relevant().total(), testUser);
      }
    }
    if (itemSums != null) itemSums.add(ranker, cell);
    if (served.size(longest) < longest) shortLists++;
  }

  /// The metric by which users are worst.
  @Nullable Metric main() {
    return main < 0 ? null : sums.plan().metrics().get(main);
  }

  Lowest worst() {
    return worst;
  }

  /// What is served of the catalogue in metric number `m`.
  @Nullable CatalogUse use(int m) {
    return uses.get(m);
  }

  /// Users who got fewer than the most that were asked for.
  int shortLists() {
    return shortLists;
  }

  @Override
  public void close() {
    ranker.close();
  }
}
