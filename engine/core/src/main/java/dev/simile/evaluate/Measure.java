package dev.simile.evaluate;

import dev.simile.settings.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is measured. The field disagrees about these names; here each has one meaning, given with
/// its formula, range and source.
///
/// **Ranking.** A user's candidates are all items of the catalogue (the training items) but those
/// that the user rated in training. Relevant are the user's test items with a rating of at least
/// the relevance, `R` of them; those that training did not have count as relevant and can never be
/// hit, those that the user already rated in training are left out. `K` is the cutoff, `hits` the
/// number of relevant items among the first K, `rel(r)` 1 if the item at rank r (from 1) is
/// relevant, else 0. A list shorter than K counts as it is: its missing places hold nothing
/// relevant, and no divisor shrinks. The value is the mean over all users with R >= 1.
///
/// **Ties.** Every value is the exact expectation over all orders of items with equal scores, each
/// equally likely (McSherry and Najork 2008), so that no order of the input helps or harms and a
/// constant score is worth what a random one is worth. The coverages alone look at lists in the
/// order in which they are served, ties by item index. Every candidate has its place in the
/// ranking, also where a served list leaves out what the model knows nothing of.
///
/// **Ratings.** Over all test pairs, whatever the relevance, with the model's fallback for unknown
/// users and items; e = predicted - actual rating.
public enum Measure {
  /// `hits / K`. In 0..1. An empty list gets 0, a short one is still divided by K.
  PRECISION(Kind.LIST),
  /// `hits / R`. In 0..min(K, R)/R. An empty list gets 0.
  RECALL(Kind.LIST),
  /// `hits / min(K, R)`, so that 1 can be reached. In 0..1. Liang et al. 2018 (Mult-VAE) call this
  /// recall. An empty list gets 0.
  CAPPED_RECALL(Kind.LIST),
  /// The user's harmonic mean of precision and recall, `2 hits / (K + R)`; 0 without hits. In 0..1.
  F1(Kind.LIST),
  /// Average precision, `sum over r <= K of P@r * rel(r), divided by min(K, R)`, where `P@r` is the
  /// precision of the first r. In 0..1. With K at least the catalogue this is the AP of Manning,
  /// Raghavan and Schütze 2008, section 8.4. An empty list gets 0.
  MAP(Kind.LIST),
  /// Reciprocal rank: `1 / rank` of the first relevant item, 0 if that is beyond K. In 0..1.
  /// Voorhees 1999. An empty list gets 0.
  MRR(Kind.LIST),
  /// Normalized discounted cumulative gain, every relevant item of grade 1 (gain 2^1 - 1 = 1): `sum
  /// over r <= K of rel(r) / log2(r + 1)`, divided by the same sum for a list that begins with
  /// min(K, R) relevant items. In 0..1. Järvelin and Kekäläinen 2002, with the discount of Burges
  /// et al. 2005. An empty list gets 0.
  NDCG(Kind.LIST),
  /// The same with the test rating g as the grade: gain `2^g - 1` (0 for g < 0), and the ideal list
  /// sorted by g. In 0..1, 0 if no relevant item has a gain. Burges et al. 2005. Grades above 64
  /// are an error: counts are no grades. An empty list gets 0.
  GRADED_NDCG(Kind.LIST),
  /// 1 if there is a hit, else 0. In 0..1. An empty list gets 0.
  HIT_RATE(Kind.LIST),
  /// Area under the ROC curve: of all pairs of a relevant item and a candidate that is not relevant
  /// the share in which the relevant one scores higher, equal scores counting one half. In 0..1,
  /// random .5. Rendle et al. 2009, section 6.2. A relevant item that training did not have loses
  /// all its pairs; a user whose candidates are all relevant has no pair and is left out.
  AUC(Kind.WHOLE),
  /// Distinct items in the served top K of all users with R >= 1, divided by the size of the
  /// catalogue. In 0..1. Herlocker et al. 2004, section 4.1. One figure: no interval.
  CATALOG_COVERAGE(Kind.LIST),
  /// Share of the users with R >= 1 who get K items. In 0..1.
  USER_COVERAGE(Kind.LIST),
  /// `sqrt(mean of e^2)` over all test pairs. >= 0. One figure: no interval.
  RMSE(Kind.RATINGS),
  /// `mean of |e|` over all test pairs. >= 0. One figure: no interval.
  MAE(Kind.RATINGS),
  /// [#RMSE] over the covered pairs alone: those whose prediction is not the model's fallback.
  RMSE_COVERED(Kind.RATINGS),
  /// [#MAE] over the covered pairs alone.
  MAE_COVERED(Kind.RATINGS),
  /// Share of the test pairs that are covered. In 0..1.
  COVERAGE(Kind.RATINGS),
  /// The mean over the users of each one's RMSE, all pairs.
  RMSE_BY_USER(Kind.RATINGS),
  /// The mean over the users of each one's MAE, all pairs.
  MAE_BY_USER(Kind.RATINGS),
  /// Seconds of training, as the caller measured them.
  TRAIN_SECONDS(Kind.TIME),
  /// Seconds that the model took to score the candidates and predict the pairs of this evaluation,
  /// added over all threads.
  SCORE_SECONDS(Kind.TIME);

  /// What a measure looks at.
  enum Kind {
    LIST,
    WHOLE,
    RATINGS,
    TIME
  }

  private final Kind kind;
  private final String label;

  Measure(Kind kind) {
    this.kind = kind;
    this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Kind kind() {
    return kind;
  }

  /// The name as people write it, such as `hit-rate`.
  public String label() {
    return label;
  }

  /// True if it looks at the first K of the list, so that a [Metric] of it needs a cutoff.
  public boolean needsCutoff() {
    return kind == Kind.LIST;
  }

  /// True if it compares predicted with actual ratings.
  public boolean needsRatings() {
    return kind == Kind.RATINGS;
  }

  /// The measure of that [#label()].
  ///
  /// @throws IllegalArgumentException if there is none, naming the known ones and the nearest
  public static Measure named(String label) {
    for (Measure measure : values()) {
      if (measure.label.equals(label) && measure.kind != Kind.TIME) return measure;
    }
    throw new IllegalArgumentException(Names.unknown("metric", label, labels()));
  }

  /// The labels that can be asked for; the seconds are always told.
  static List<String> labels() {
    return Arrays.stream(values())
        .filter(measure -> measure.kind != Kind.TIME)
        .map(Measure::label)
        .toList();
  }
}
