package dev.simile.evaluate;

import java.util.Arrays;

/// One user's ranking, reduced to what the metrics need: the groups of equally scored candidates
/// that hold a relevant item, best first, and for each how many candidates score higher, how many
/// the same, how many of those are relevant. Within a group every order is equally likely, and the
/// values are the expectations over them: a relevant item of a group lies at each of the group's
/// places with equal probability.
///
/// Scratch, filled for user after user; not thread-safe. A value costs O(min(K, candidates)).
final class TieGroups {
  private final double[] discounts; // 1 / log2(rank + 1) by rank from 1
  private final double[] ideal; // their sums
  private int[] above = new int[16];
  private int[] equal = new int[16];
  private int[] relevant = new int[16];
  private double[] gains = new double[16];
  private double[] grades = new double[16]; // gains of all relevant items, ascending once sealed
  private int size;
  private int candidates;
  private int reachable;
  private int total;
  private int graded;

  /// For lists of at most `longest` places.
  TieGroups(int longest) {
    discounts = new double[longest + 1];
    ideal = new double[longest + 1];
    for (int rank = 1; rank <= longest; rank++) {
      discounts[rank] = logDiscount(rank);
      ideal[rank] = ideal[rank - 1] + discounts[rank];
    }
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
    graded = 0;
  }

  /// Adds the next group with relevant items.
  ///
  /// @param gain the sum of the gains of its relevant items
  void add(int above, int equal, int relevant, double gain) {
    if (size == this.above.length) {
      int length = 2 * size;
      this.above = Arrays.copyOf(this.above, length);
      this.equal = Arrays.copyOf(this.equal, length);
      this.relevant = Arrays.copyOf(this.relevant, length);
      gains = Arrays.copyOf(gains, length);
    }
    this.above[size] = above;
    this.equal[size] = equal;
    this.relevant[size] = relevant;
    gains[size++] = gain;
  }

  /// Adds the gain of one relevant item, candidate or not; all of them make the ideal list.
  void addIdeal(double gain) {
    if (graded == grades.length) grades = Arrays.copyOf(grades, 2 * graded);
    grades[graded++] = gain;
  }

  /// Ends the user's data.
  void seal() {
    if (graded > 1) Arrays.sort(grades, 0, graded);
  }

  /// The user's value of a ranking measure; NaN if it is not defined for this user.
  double value(Measure measure, int cutoff) {
    return switch (measure) {
      case PRECISION -> hits(cutoff) / cutoff;
      case RECALL -> hits(cutoff) / total;
      case CAPPED_RECALL -> hits(cutoff) / Math.min(cutoff, total);
      case F1 -> 2 * hits(cutoff) / ((double) cutoff + total);
      case MAP -> averagePrecision(cutoff);
      case MRR -> reciprocalRank(cutoff);
      case NDCG -> discountedGain(cutoff, false) / idealGain(cutoff);
      case GRADED_NDCG -> {
        double ideal = idealGradedGain(cutoff);
        yield ideal == 0 ? 0 : discountedGain(cutoff, true) / ideal;
      }
      case HIT_RATE -> hitRate(cutoff);
      case AUC -> auc();
      case USER_COVERAGE -> candidates >= cutoff ? 1 : 0;
      default -> throw new IllegalArgumentException(measure + " is no measure of one ranking");
    };
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

  private double discountedGain(int cutoff, boolean byGrade) {
    double sum = 0;
    for (int g = 0; g < size; g++) {
      int places = places(g, cutoff);
      if (places == 0) break;
      double discount = 0;
      for (int j = 1; j <= places; j++) discount += discounts[above[g] + j];
      sum += (byGrade ? gains[g] : relevant[g]) * discount / equal[g];
    }
    return sum;
  }

  /// An ideal list may be longer than the catalogue: relevant items need not be in it.
  private double idealGain(int cutoff) {
    int length = Math.min(cutoff, total);
    double sum = ideal[Math.min(length, ideal.length - 1)];
    for (int rank = ideal.length; rank <= length; rank++) sum += logDiscount(rank);
    return sum;
  }

  private double idealGradedGain(int cutoff) {
    double sum = 0;
    for (int rank = 1; rank <= Math.min(cutoff, graded); rank++)
      sum +=
          grades[graded - rank] * (rank < discounts.length ? discounts[rank] : logDiscount(rank));
    return sum;
  }

  private static double logDiscount(int rank) {
    return StrictMath.log(2) / StrictMath.log(rank + 1.0);
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
