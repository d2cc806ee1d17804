package dev.simile.evaluate;

import dev.simile.settings.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is measured. The field disagrees about these names; here each has one meaning, given with
/// its formula, range and source; conventions of others have names of their own.
///
/// **Ranking.** A user's candidates are all items of the catalogue (the training items) but those
/// that the user rated in training or, if training does not have the user, in the history; or of
/// these only what [Evaluator#candidates] or [Evaluator#negatives] say. Relevant are the user's
/// test items with a rating of at least the relevance, `R` of them; those that are no candidates
/// count as relevant and can never be hit, but those that the user already rated are left out. `K`
/// is the cutoff, `hits` the number of relevant items among the first K, `rel(r)` 1 if the item at
/// rank r (from 1) is relevant, else 0, `g(r)` its test rating if it is, else 0 (where there are no
/// ratings, 1). A list shorter than K counts as it is: its missing places hold nothing relevant,
/// and no divisor shrinks. The value is the mean over all users with R >= 1.
///
/// **Ties.** Every value of a ranking is the exact expectation over all orders of items with equal
/// scores, each equally likely (McSherry and Najork 2008), so that no order of the input helps or
/// harms and a constant score is worth what a random one is worth. Every candidate has its place in
/// the ranking, also where a served list leaves out what the model knows nothing of.
///
/// **Served lists.** What looks beyond accuracy looks at the first K as they are served, ties by
/// item index, without what the model knows nothing of. A user whose list is too short for a figure
/// is left out of its mean, and the number of users says so.
///
/// **Ratings.** Over all test pairs, whatever the relevance, with the model's fallback for unknown
/// users and items. `e` is predicted minus actual rating, after clipping to the scale if that is
/// on.
public enum Measure {
  /// `hits / K`, also for a shorter list. In 0..1. An empty list gets 0.
  PRECISION(Kind.LIST, "share of the first K places that hold a relevant item"),
  /// `hits / R`. In 0..min(K, R)/R. An empty list gets 0.
  RECALL(Kind.LIST, "share of the relevant items that are among the first K"),
  /// `hits / min(K, R)`, so that 1 can be reached. In 0..1. Liang et al. 2018 (Mult-VAE) call this
  /// recall. An empty list gets 0.
  CAPPED_RECALL(Kind.LIST, "hits among the first K by the most there could be"),
  /// The user's harmonic mean of precision and recall, `2 hits / (K + R)`; 0 without hits. In 0..1.
  F1(Kind.LIST, "harmonic mean of precision and recall"),
  /// Average precision, `sum over r <= K of P@r * rel(r), divided by min(K, R)`, where `P@r` is the
  /// precision of the first r. In 0..1. With K at least the catalogue this is the AP of Manning,
  /// Raghavan and Schütze 2008, section 8.4. An empty list gets 0.
  MAP(Kind.LIST, "mean precision at the ranks of the relevant items"),
  /// Reciprocal rank: `1 / rank` of the first relevant item, 0 if that is beyond K. In 0..1.
  /// Voorhees 1999. An empty list gets 0.
  MRR(Kind.LIST, "1 by the rank of the first relevant item"),
  /// Normalized discounted cumulative gain, every relevant item of grade 1 (gain 2^1 - 1 = 1): `sum
  /// over r <= K of rel(r) / log2(r + 1)`, divided by the same sum for a list that begins with
  /// min(K, R) relevant items. In 0..1. Järvelin and Kekäläinen 2002, with the discount of Burges
  /// et al. 2005. An empty list gets 0.
  NDCG(Kind.LIST, "hits discounted by log2(rank + 1), by those of the ideal list"),
  /// The same with the test rating g as the grade: gain `2^g - 1` (0 for g < 0), and the ideal list
  /// sorted by g. In 0..1, 0 if no relevant item has a gain. Burges et al. 2005. Grades above 64
  /// are an error: counts are no grades. An empty list gets 0.
  GRADED_NDCG(Kind.LIST, "nDCG with gain 2^rating - 1"),
  /// The same with the rating itself as the gain (0 for g < 0): what scikit-learn's `ndcg_score`
  /// and LensKit call nDCG. In 0..1, 0 if no relevant item has a gain. An empty list gets 0.
  LINEAR_NDCG(Kind.LIST, "nDCG with the rating as gain"),
  /// The first form of nDCG: the rating itself as the gain, and a discount that begins with rank 2,
  /// `1 / max(1, log2 r)`; the ideal list sorted by g. In 0..1, 0 if no relevant item has a gain.
  /// Järvelin and Kekäläinen 2002, equation 2 with b = 2. An empty list gets 0.
  JARVELIN_NDCG(Kind.LIST, "nDCG with the rating as gain and ranks 1 and 2 undiscounted"),
  /// 1 if there is a hit, else 0. In 0..1. An empty list gets 0.
  HIT_RATE(Kind.LIST, "share of the users with a hit among the first K"),
  /// Value-weighted utility, `sum over r <= K of rel(r) * value / log2(r + 1)`: the value of an
  /// item is what [Evaluator#values] says, such as its price, else its test rating. An empty list
  /// gets 0; where no value is negative, no list gets less.
  UTILITY(Kind.LIST, "value of the hits, discounted by log2(rank + 1)"),
  /// Rank-biased precision, `(1 - p) * sum over r of rel(r) * p^(r - 1)` with p = .8, over the
  /// whole ranking: a reader who goes on to the next rank with probability p. In 0..1. Moffat and
  /// Zobel 2008, equation 1. An empty list gets 0.
  RBP(Kind.WHOLE, "rank-biased precision, persistence .8"),
  /// Half-life utility: `sum over r of g(r) / 2^((r - 1) / 4)` over the whole ranking, added over
  /// the users and divided by the same sum for ideal rankings: a place at rank 5 is seen with
  /// probability one half. In 0..1. Breese, Heckerman and Kadie 1998, with half-life 5 and neutral
  /// rating 0. Users without a positive rating are left out.
  HALF_LIFE(Kind.WHOLE, "half-life utility, half-life at rank 5, by that of ideal rankings"),
  /// Area under the ROC curve: of all pairs of a relevant item and a candidate that is not relevant
  /// the share in which the relevant one scores higher, equal scores counting one half. In 0..1,
  /// random .5. Rendle et al. 2009, section 6.2. A relevant item that is no candidate loses all its
  /// pairs; a user whose candidates are all relevant, or who has none, has no pair and is left out.
  AUC(Kind.WHOLE, "share of pairs of a relevant and another item that are in order"),
  /// Share of the users with R >= 1 who are served K items. In 0..1.
  USER_COVERAGE(Kind.SERVED, "share of the users who get K items"),
  /// Intra-list diversity: the mean over the pairs of the list of `1 - cos`, the cosine between the
  /// sets of users who rated the two items in training. In 0..1. Ziegler et al. 2005, section 3.3,
  /// as a mean. Lists of fewer than two items are left out.
  DIVERSITY(Kind.SERVED, "mean of 1 - cosine over the pairs of a list"),
  /// The mean over the list of `-log2 p`, p the share of training users who have the item, Laplace
  /// smoothed: `(n + 1) / (users + 2)`. In bits, > 0. Zhou et al. 2010; Vargas and Castells 2011.
  /// Empty lists are left out.
  NOVELTY(Kind.SERVED, "mean of -log2 of the share of users who have the item"),
  /// `1 / K * sum over the list of rel(r) * max(0, p_model - p_popularity)`, where p is `(I + 1 -
  /// rank) / I` with the rank among the I items of the catalogue by the model's list and by
  /// popularity (number of training ratings, ties by item index; an item that training does not
  /// have comes next, p = 0). In 0..1. After Ge, Delgado-Battenfeld and Jannach 2010. An empty list
  /// gets 0.
  SERENDIPITY(Kind.SERVED, "hits that popularity would have ranked lower"),
  /// Average recommendation popularity: the mean over the list of the number of training ratings of
  /// the item. >= 0. Yin et al. 2012. Empty lists are left out.
  ARP(Kind.SERVED, "mean number of ratings of the recommended items"),
  /// Average percentage of the long tail: the share of the list's items that are not among the
  /// fewest most popular ones (ties by item index) that together have at least 80 % of the training
  /// ratings. In 0..1. Abdollahpouri, Burke and Mobasher 2017. Empty lists are left out.
  APLT(Kind.SERVED, "share of recommended items from the long tail"),
  /// Miscalibration, `KL(p || (1 - a) q + a p)` in nats with a = .01: p the categories of what the
  /// user rated in training, or in the history shown instead, weighted by rating (at least 0), q
  /// those of the list; an item of n categories counts 1/n for each, one of none not at all. >= 0,
  /// 0 is calibrated. Steck 2018. Users and lists whose items have no category are left out.
  CALIBRATION(Kind.SERVED, "divergence of the list's categories from the user's"),
  /// Distinct items in the served top K of all users with R >= 1, divided by the size of the
  /// catalogue. In 0..1. Herlocker et al. 2004, section 4.1. One figure: no interval.
  CATALOG_COVERAGE(Kind.CATALOG, "share of the catalogue that is recommended to anybody"),
  /// Gini coefficient of how often each item of the catalogue stands in a served top K: 0 if all
  /// equally often, near 1 if one alone. `sum over i of (2 i - I - 1) n_i / (I * sum n)`, n
  /// ascending. In 0..1. Fleder and Hosanagar 2009. One figure: no interval.
  GINI(Kind.CATALOG, "inequality of how often items are recommended"),
  /// Shannon entropy of the same, `-sum of q log2 q` with q the item's share of all places. In
  /// bits, 0..log2 I. One figure: no interval.
  ENTROPY(Kind.CATALOG, "entropy of how often items are recommended, in bits"),
  /// `sqrt(mean of e^2)` over all test pairs. >= 0.
  RMSE(Kind.RATINGS, "root mean squared error of predicted ratings"),
  /// `mean of |e|` over all test pairs. >= 0.
  MAE(Kind.RATINGS, "mean absolute error of predicted ratings"),
  /// [#RMSE] over the covered pairs alone: those whose prediction is not the model's fallback.
  RMSE_COVERED(Kind.RATINGS, "RMSE without fallbacks"),
  /// [#MAE] over the covered pairs alone.
  MAE_COVERED(Kind.RATINGS, "MAE without fallbacks"),
  /// Share of the test pairs that are covered. In 0..1.
  COVERAGE(Kind.RATINGS, "share of the test pairs that are no fallback"),
  /// The mean over the users of each one's RMSE, all pairs.
  RMSE_BY_USER(Kind.RATINGS, "mean of the users' RMSE"),
  /// The mean over the users of each one's MAE, all pairs.
  MAE_BY_USER(Kind.RATINGS, "mean of the users' MAE"),
  /// Of a group of items: its share of the exposure of all served lists, a place at rank r being
  /// exposed with `1 / log2(r + 1)`; an item of n groups counts 1/n for each. In 0..1. Singh and
  /// Joachims 2018, section 3.1.
  EXPOSURE(Kind.ITEMS, "share of the exposure that the group's items get"),
  /// Of a group of items: its share of all relevant test items. In 0..1.
  MERIT(Kind.ITEMS, "share of the relevant items that are the group's"),
  /// Of a group of items: [#EXPOSURE] by [#MERIT]; 1 is fair by merit (Singh and Joachims 2018,
  /// section 4.2, disparate treatment).
  DISPARITY(Kind.ITEMS, "exposure by merit"),
  /// Seconds of training, as the caller measured them.
  TRAIN_SECONDS(Kind.TIME, "seconds of training"),
  /// Seconds that the model took to score the candidates and predict the pairs of this evaluation,
  /// added over all threads.
  SCORE_SECONDS(Kind.TIME, "seconds of scoring, added over the threads"),
  /// Microseconds that the model took to score the candidates of one user, the mean over those with
  /// R >= 1, who are scored several at once.
  QUERY_MICROSECONDS(Kind.TIME, "microseconds of scoring for one user"),
  /// Off-heap bytes of the trained model, of several folds the mean.
  MODEL_BYTES(Kind.TIME, "off-heap bytes of the model");

  /// What a measure looks at.
  enum Kind {
    /// The ranking's first K, in expectation over ties.
    LIST,
    /// The whole ranking, in expectation over ties.
    WHOLE,
    /// The first K that are served, one user's at a time.
    SERVED,
    /// What is served to all users together.
    CATALOG,
    /// Predicted and actual ratings.
    RATINGS,
    /// A group of items.
    ITEMS,
    /// What the model costs: a clock, or its memory.
    TIME
  }

  private final Kind kind;
  private final String label;
  private final String meaning;

  Measure(Kind kind, String meaning) {
    this.kind = kind;
    this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.meaning = meaning;
  }

  Kind kind() {
    return kind;
  }

  /// The name as people write it, such as `hit-rate`.
  public String label() {
    return label;
  }

  /// What it is, in a few words.
  public String meaning() {
    return meaning;
  }

  /// True if less is better.
  public boolean lowerIsBetter() {
    return switch (this) {
      case RMSE, MAE, RMSE_COVERED, MAE_COVERED, RMSE_BY_USER, MAE_BY_USER -> true;
      case CALIBRATION, GINI, ARP -> true;
      case TRAIN_SECONDS, SCORE_SECONDS, QUERY_MICROSECONDS, MODEL_BYTES -> true;
      default -> false;
    };
  }

  /// True if it looks at the first K of the list, so that a [Metric] of it needs a cutoff.
  public boolean needsCutoff() {
    return switch (kind) {
      case LIST, SERVED, CATALOG -> true;
      case ITEMS -> this != MERIT;
      case WHOLE, RATINGS, TIME -> false;
    };
  }

  /// True if it compares predicted with actual ratings.
  public boolean needsRatings() {
    return kind == Kind.RATINGS;
  }

  /// True if it tells pairs that are covered from those that are not.
  boolean needsCoverage() {
    return switch (this) {
      case COVERAGE, RMSE_COVERED, MAE_COVERED -> true;
      default -> false;
    };
  }

  /// True if it looks at the test ratings of relevant items, not only at which are relevant.
  boolean needsGains() {
    return switch (this) {
      case GRADED_NDCG, LINEAR_NDCG, JARVELIN_NDCG, UTILITY, HALF_LIFE -> true;
      default -> false;
    };
  }

  /// Those that can be asked for by name; the figures of item groups come with the groups, the
  /// seconds always.
  public static List<Measure> askable() {
    return Arrays.stream(values())
        .filter(measure -> measure.kind != Kind.ITEMS && measure.kind != Kind.TIME)
        .toList();
  }

  /// The measure of that [#label()].
  ///
  /// @throws IllegalArgumentException if there is none, naming the known ones and the nearest
  public static Measure named(String label) {
    for (Measure measure : askable()) {
      if (measure.label.equals(label)) return measure;
    }
    throw new IllegalArgumentException(Names.unknown("metric", label, labels()));
  }

  /// The labels that can be asked for.
  static List<String> labels() {
    return askable().stream().map(Measure::label).toList();
  }
}
