package dev.simile.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Metrics straight from their definitions, averaged over every order of the items that their
/// scores allow. For a handful of items.
final class BruteForce {
  private final float[] scores;
  private final boolean[] relevant;
  private final double[] gains;
  private final double[] missed;

  /// @param scores of the candidates
  /// @param relevant which of them are relevant
  /// @param gains theirs
  /// @param missed gains of relevant items that are no candidates
  BruteForce(float[] scores, boolean[] relevant, double[] gains, double[] missed) {
    this.scores = scores;
    this.relevant = relevant;
    this.gains = gains;
    this.missed = missed;
  }

  double value(Measure measure, int k) {
    List<int[]> orders = new ArrayList<>();
    Integer[] sorted = new Integer[scores.length];
    for (int i = 0; i < sorted.length; i++) sorted[i] = i;
    Arrays.sort(sorted, (a, b) -> Float.compare(scores[b], scores[a]));
    permute(Arrays.stream(sorted).mapToInt(i -> i).toArray(), 0, orders);
    double sum = 0;
    for (int[] order : orders) sum += value(measure, k, order);
    return sum / orders.size();
  }

  /// All orders that differ from `order` only within equal scores, from place `at` on.
  private void permute(int[] order, int at, List<int[]> into) {
    if (at == order.length) {
      into.add(order.clone());
      return;
    }
    for (int i = at; i < order.length && scores[order[i]] == scores[order[at]]; i++) {
      int[] swapped = order.clone();
      swapped[at] = order[i];
      swapped[i] = order[at];
      permute(swapped, at + 1, into);
    }
  }

  private int total() {
    int total = missed.length;
    for (boolean one : relevant) total += one ? 1 : 0;
    return total;
  }

  private double value(Measure measure, int k, int[] order) {
    int total = total();
    int hits = 0;
    int first = 0;
    double precisions = 0;
    double dcg = 0;
    double graded = 0;
    for (int rank = 1; rank <= Math.min(k, order.length); rank++) {
      int item = order[rank - 1];
      if (!relevant[item]) continue;
      hits++;
      if (first == 0) first = rank;
      precisions += (double) hits / rank;
      dcg += 1 / log2(rank + 1);
      graded += gains[item] / log2(rank + 1);
    }
    double precision = (double) hits / k;
    double recall = (double) hits / total;
    return switch (measure) {
      case PRECISION -> precision;
      case RECALL -> recall;
      case CAPPED_RECALL -> (double) hits / Math.min(k, total);
      case F1 -> hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
      case MAP -> precisions / Math.min(k, total);
      case MRR -> first == 0 ? 0 : 1.0 / first;
      case HIT_RATE -> hits > 0 ? 1 : 0;
      case NDCG -> {
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(k, total); rank++) ideal += 1 / log2(rank + 1);
        yield dcg / ideal;
      }
      case GRADED_NDCG -> {
        double ideal = idealGraded(k);
        yield ideal == 0 ? 0 : graded / ideal;
      }
      case AUC -> auc(order);
      default -> throw new IllegalArgumentException(measure.label());
    };
  }

  private double idealGraded(int k) {
    List<Double> all = new ArrayList<>();
    for (double gain : missed) all.add(gain);
    for (int i = 0; i < relevant.length; i++) if (relevant[i]) all.add(gains[i]);
    all.sort((a, b) -> Double.compare(b, a));
    double ideal = 0;
    for (int rank = 1; rank <= Math.min(k, all.size()); rank++)
      ideal += all.get(rank - 1) / log2(rank + 1);
    return ideal;
  }

  private double auc(int[] order) {
    double right = 0;
    double pairs = 0;
    for (int i = 0; i < order.length; i++) {
      for (int j = 0; j < order.length; j++) {
        if (!relevant[order[i]] || relevant[order[j]]) continue;
        pairs++;
        if (i < j) right++;
      }
    }
    for (boolean one : relevant) if (!one) pairs += missed.length;
    return right / pairs;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
