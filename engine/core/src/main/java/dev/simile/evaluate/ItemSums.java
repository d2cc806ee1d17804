package dev.simile.evaluate;

import java.util.Arrays;
import java.util.List;

/// What one worker adds to the sums of item slices. Per user: the probability that a relevant item
/// is reached, and the exposure of what is served.
final class ItemSums {
  private final Sums sums;
  private final Discount discount;

  ItemSums(Sums sums, int longest) {
    this.sums = sums;
    this.discount = Discount.logarithmic(longest);
  }

  /// Adds a user's ranking.
  void add(Ranker ranker, int cell) {
    for (int s = 0; s < sums.slices().size(); s++) {
      Slices slices = sums.slices().get(s);
      if (!slices.ofItems()) continue;
      List<Metric> metrics = sums.plan().ofItems();
      for (int m = 0; m < metrics.size(); m++) {
        switch (metrics.get(m).measure()) {
          case RECALL -> reach(s, m, cell, metrics.get(m).cutoff(), ranker);
          case EXPOSURE -> expose(s, m, cell, metrics.get(m).cutoff(), ranker.served());
          case MERIT -> merit(s, m, cell, ranker.relevant());
          default -> {} // of ratings, or made of the others
        }
      }
    }
  }

  private void reach(int s, int column, int cell, int cutoff, Ranker ranker) {
    Relevant relevant = ranker.relevant();
    double[] reached = reached(ranker, cutoff);
    for (int i = 0; i < relevant.total(); i++)
      sums.spread(s, column, cell, relevant.item(i), reached[i], 1);
  }

  private double[] reached = new double[64];

  /// By place of a relevant item: the probability that it is among the first `cutoff`.
  private double[] reached(Ranker ranker, int cutoff) {
    Relevant relevant = ranker.relevant();
    if (reached.length < relevant.total()) reached = new double[2 * relevant.total()];
    Arrays.fill(reached, 0, relevant.total(), 0);
    int group = -1;
    int last = 0;
    for (int i = relevant.reachable() - 1; i >= 0; i--) {
      if (group < 0 || relevant.score(i) != last) group++;
      last = relevant.score(i);
      if (group >= ranker.groups().size()) break;
      reached[relevant.place(i)] = ranker.groups().reach(group, cutoff);
    }
    return reached;
  }

  private void expose(int s, int column, int cell, int cutoff, Served served) {
    double all = 0;
    for (int rank = 0; rank < served.size(cutoff); rank++) {
      double worth = discount.at(rank + 1);
      sums.spread(s, column, cell, served.item(rank), worth, 0);
      all += worth;
    }
    sums.base(s).add(column, cell, all, all);
  }

  private void merit(int s, int column, int cell, Relevant relevant) {
    for (int i = 0; i < relevant.total(); i++) sums.spread(s, column, cell, relevant.item(i), 1, 0);
    sums.base(s).add(column, cell, relevant.total(), relevant.total());
  }
}
