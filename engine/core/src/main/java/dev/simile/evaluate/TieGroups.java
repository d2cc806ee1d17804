package dev.simile.evaluate;

import java.util.Arrays;
import java.util.List;

/// One user's ranking, reduced to what the metrics need: the groups of equally scored candidates
/// that hold a relevant item, best first, and for each how many candidates score higher, how many
/// the same, how many of those are relevant. Within a group every order is equally likely, and the
/// values are the expectations over them: a relevant item of a group lies at each of the group's
/// places with equal probability.
///
/// Scratch, filled for user after user; not thread-safe. A value costs O(min(K, candidates)).
final class TieGroups {
  private static final double PERSISTENCE = .8; // of rank-biased precision
  private static final double HALF_LIFE = 4; // ranks after the first at which worth is one half

  private final Discount logarithmic;
  private final Discount fromSecond;
  private final Discount persistent;
  private final Discount halving;
  private int[] above = new int[16];
  private int[] equal = new int[16];
  private int[] relevant = new int[16];
  private double[] exponentials = new double[16]; // gains 2^g - 1 of a group's relevant items
  private double[] ratings = new double[16]; // gains g
  private double[] values = new double[16];
  private int size;
  private double[] idealExponentials =
      new double[16]; // of all relevant items, ascending once sealed
  private double[] idealRatings = new double[16];
  private int ideals;
  private int candidates;
  private int reachable;
  private int total;

  /// For metrics over rankings of at most `items` candidates.
  TieGroups(List<Metric> metrics, int items) {
    int longest = Math.min(items, metrics.stream().mapToInt(Metric::cutoff).max().orElse(0));
    logarithmic = Discount.logarithmic(longest);
    fromSecond = Discount.fromSecond(has(metrics, Measure.JARVELIN_NDCG) ? longest : 0);
    persistent = Discount.geometric(PERSISTENCE, has(metrics, Measure.RBP) ? items : 0);
    halving =
        Discount.geometric(
            StrictMath.pow(.5, 1 / HALF_LIFE), has(metrics, Measure.HALF_LIFE) ? items : 0);
  }

  private static boolean has(List<Metric> metrics, Measure measure) {
    return metrics.stream().anyMatch(metric -> metric.measure() == measure);
  }

  /// Begins with a user.
  ///
  /// @param candidates number of items that can be recommended
  /// @param reachable how many of them are relevant
  /// @param total number of relevant items, those that are no candidates included
  void begin(int candidates, int reachable, int total) {
    this.candidates = candidates;
    this.reachable = reachable;
    this.total = total;
    size = 0;
    ideals = 0;
  }

  /// Adds the next group with relevant items.
  ///
  /// @param gains the sums of the gains of its relevant items
  /// @param at where in `gains`
  void add(int above, int equal, int relevant, Gains gains, int at) {
    if (size == this.above.length) {
      int length = 2 * size;
      this.above = Arrays.copyOf(this.above, length);
      this.equal = Arrays.copyOf(this.equal, length);
      this.relevant = Arrays.copyOf(this.relevant, length);
      exponentials = Arrays.copyOf(exponentials, length);
      ratings = Arrays.copyOf(ratings, length);
      values = Arrays.copyOf(values, length);
    }
    this.above[size] = above;
    this.equal[size] = equal;
    this.relevant[size] = relevant;
    exponentials[size] = gains.exponential(at);
    ratings[size] = gains.rating(at);
    values[size++] = gains.value(at);
  }

  /// Sets the gains of all relevant items, candidates or not: they make the ideal list.
  void ideal(Gains gains, int count) {
    if (count > idealRatings.length) {
      idealExponentials = new double[2 * count];
      idealRatings = new double[2 * count];
    }
    for (int i = 0; i < count; i++) {
      idealExponentials[i] = gains.exponential(i);
      idealRatings[i] = gains.rating(i);
    }
    Arrays.sort(idealExponentials, 0, count);
    Arrays.sort(idealRatings, 0, count);
    ideals = count;
  }

  /// What the user adds to the numerator of a measure's mean; NaN if it is not defined for this
  /// user.
  double value(Measure measure, int cutoff) {
    return switch (measure) {
      case PRECISION -> hits(cutoff) / cutoff;
      case RECALL -> hits(cutoff) / total;
      case CAPPED_RECALL -> hits(cutoff) / Math.min(cutoff, total);
      case F1 -> 2 * hits(cutoff) / ((double) cutoff + total);
      case MAP -> averagePrecision(cutoff);
      case MRR -> reciprocalRank(cutoff);
      case NDCG -> counted(cutoff, logarithmic) / logarithmic.sum(0, Math.min(cutoff, total));
      case GRADED_NDCG ->
          normalized(
              gained(cutoff, exponentials, logarithmic),
              logarithmic.ideal(idealExponentials, ideals, cutoff));
      case LINEAR_NDCG ->
          normalized(
              gained(cutoff, ratings, logarithmic),
              logarithmic.ideal(idealRatings, ideals, cutoff));
      case JARVELIN_NDCG ->
          normalized(
              gained(cutoff, ratings, fromSecond), fromSecond.ideal(idealRatings, ideals, cutoff));
      case HIT_RATE -> hitRate(cutoff);
      case UTILITY -> gained(cutoff, values, logarithmic);
      case RBP -> (1 - PERSISTENCE) * counted(candidates, persistent);
      case HALF_LIFE -> gained(candidates, ratings, halving);
      case AUC -> auc();
      default -> throw new IllegalArgumentException(measure + " is no measure of one ranking");
    };
  }

  /// What the user adds to the denominator of a measure's mean.
  double weight(Measure measure) {
    return measure == Measure.HALF_LIFE ? halving.ideal(idealRatings, ideals, ideals) : 1;
  }

  /// The probability that one relevant item of the group number `g` is among the first `cutoff`.
  double reach(int g, int cutoff) {
    return (double) places(g, cutoff) / equal[g];
  }

  /// Number of groups.
  int size() {
    return size;
  }

  /// Places of group `g` among the first `cutoff`.
  private int places(int g, int cutoff) {
    return Math.max(0, Math.min(equal[g], cutoff - above[g]));
  }

  private double hits(int cutoff) {
    double hits = 0;
    for (int g = 0; g < size; g++) {
      int places = places(g, cutoff);
      if (places == 0) break;
      hits += (double) relevant[g] * places / equal[g];
    }
    return hits;
  }

  /// Of r relevant among E equal items, place j of the group (from 1) holds a relevant one with
  /// probability r/E, and then (j-1)(r-1)/(E-1) of the places before it do in expectation.
  private double averagePrecision(int cutoff) {
    double sum = 0;
    int before = 0;
    for (int g = 0; g < size; g++) {
      int places = places(g, cutoff);
      if (places == 0) break;
      double share = (double) relevant[g] / equal[g];
      double others = equal[g] == 1 ? 0 : (relevant[g] - 1.0) / (equal[g] - 1.0);
      double group = 0;
      for (int j = 1; j <= places; j++)
        group += (before + 1 + (j - 1) * others) / ((double) above[g] + j);
      sum += share * group;
      before += relevant[g];
    }
    return sum / Math.min(cutoff, total);
  }

  /// The first hit lies in the first group; at its place j if the j-1 places before hold none.
  private double reciprocalRank(int cutoff) {
    if (size == 0) return 0;
    int places = places(0, cutoff);
    double none = 1; // probability that no place so far holds a relevant item
    double sum = 0;
    for (int j = 1; j <= places && none > 0; j++) {
      double left = equal[0] - j + 1.0;
      double hit = relevant[0] / left;
      sum += none * hit / ((double) above[0] + j);
      none *= (left - relevant[0]) / left;
    }
    return sum;
  }

  private double hitRate(int cutoff) {
    if (size == 0) return 0;
    int places = places(0, cutoff);
    double none = 1;
    for (int j = 0; j < places && none > 0; j++) {
      double left = equal[0] - (double) j;
      none *= (left - relevant[0]) / left;
    }
    return 1 - none;
  }

  /// The discounted number of relevant items among the first `cutoff`.
  private double counted(int cutoff, Discount discount) {
    double sum = 0;
    for (int g = 0; g < size; g++) {
      int places = places(g, cutoff);
      if (places == 0) break;
      sum += relevant[g] * discount.sum(above[g], places) / equal[g];
    }
    return sum;
  }

  /// The discounted sum of their gains.
  private double gained(int cutoff, double[] gains, Discount discount) {
    double sum = 0;
    for (int g = 0; g < size; g++) {
      int places = places(g, cutoff);
      if (places == 0) break;
      sum += gains[g] * discount.sum(above[g], places) / equal[g];
    }
    return sum;
  }

  private static double normalized(double gain, double ideal) {
    return ideal == 0 ? 0 : gain / ideal;
  }

  private double auc() {
    double others = candidates - (double) reachable;
    if (others == 0) return Double.NaN;
    double right = 0;
    int before = 0;
    for (int g = 0; g < size; g++) {
      double higher = above[g] - (double) before;
      double same = equal[g] - (double) relevant[g];
      right += relevant[g] * (others - higher - same + same / 2);
      before += relevant[g];
    }
    return right / (others * total);
  }
}
