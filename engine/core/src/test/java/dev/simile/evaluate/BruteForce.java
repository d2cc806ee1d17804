package dev.simile.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Metrics straight from their definitions, averaged over every order of the items that their
/// scores allow. For a handful of items.
final class BruteForce {
  private final float[] scores;
  private final boolean[] relevant;
  private final double[] ratings;
  private final double[] values;
  private final double[] missed;

  /// @param scores of the candidates
  /// @param relevant which of them are relevant
  /// @param ratings theirs
  /// @param values what they are worth
  /// @param missed ratings of relevant items that are no candidates
  BruteForce(
      float[] scores, boolean[] relevant, double[] ratings, double[] values, double[] missed) {
    this.scores = scores;
    this.relevant = relevant;
    this.ratings = ratings;
    this.values = values;
    this.missed = missed;
  }

  /// What the user's value weighs.
  double weight(Measure measure) {
    return measure == Measure.HALF_LIFE
        ? ideal(Integer.MAX_VALUE, BruteForce::linear, BruteForce::seen)
        : 1;
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
    for (int rank = 1; rank <= Math.min(k, order.length); rank++) {
      int item = order[rank - 1];
      if (!relevant[item]) continue;
      hits++;
      if (first == 0) first = rank;
      precisions += (double) hits / rank;
      dcg += 1 / log2(rank + 1);
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
      case GRADED_NDCG -> normalized(k, order, g -> Math.pow(2, linear(g)) - 1, r -> log2(r + 1));
      case LINEAR_NDCG -> normalized(k, order, BruteForce::linear, r -> log2(r + 1));
      case JARVELIN_NDCG -> normalized(k, order, BruteForce::linear, r -> r < 2 ? 1 : log2(r));
      case UTILITY -> {
        double sum = 0;
        for (int rank = 1; rank <= Math.min(k, order.length); rank++)
          if (relevant[order[rank - 1]]) sum += values[order[rank - 1]] / log2(rank + 1);
        yield sum;
      }
      case RBP -> {
        double sum = 0;
        for (int rank = 1; rank <= order.length; rank++)
          if (relevant[order[rank - 1]]) sum += .2 * Math.pow(.8, rank - 1);
        yield sum;
      }
      case HALF_LIFE -> gain(order.length, order, BruteForce::linear, BruteForce::seen);
      case AUC -> auc(order);
      default -> throw new IllegalArgumentException(measure.label());
    };
  }

  private static double linear(double rating) {
    return Math.max(rating, 0);
  }

  /// What the worth of a rank is divided by in half-life utility.
  private static double seen(double rank) {
    return Math.pow(2, (rank - 1) / 4);
  }

  private double normalized(
      int k, int[] order, DoubleUnaryOperator gain, DoubleUnaryOperator discount) {
    double ideal = ideal(k, gain, discount);
    return ideal == 0 ? 0 : gain(k, order, gain, discount) / ideal;
  }

  private double gain(int k, int[] order, DoubleUnaryOperator gain, DoubleUnaryOperator discount) {
    double sum = 0;
    for (int rank = 1; rank <= Math.min(k, order.length); rank++) {
      int item = order[rank - 1];
      if (relevant[item]) sum += gain.applyAsDouble(ratings[item]) / discount.applyAsDouble(rank);
    }
    return sum;
  }

  private double ideal(int k, DoubleUnaryOperator gain, DoubleUnaryOperator discount) {
    List<Double> all = new ArrayList<>();
    for (double rating : missed) all.add(gain.applyAsDouble(rating));
    for (int i = 0; i < relevant.length; i++)
      if (relevant[i]) all.add(gain.applyAsDouble(ratings[i]));
    all.sort((a, b) -> Double.compare(b, a));
    double ideal = 0;
    for (int rank = 1; rank <= Math.min(k, all.size()); rank++)
      ideal += all.get(rank - 1) / discount.applyAsDouble(rank);
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
