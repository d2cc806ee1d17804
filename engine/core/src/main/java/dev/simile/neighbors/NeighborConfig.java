package dev.simile.neighbors;

import dev.simile.model.BiasConfig;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// What `item-knn` and `user-knn` have to be told.
///
/// @param neighbors how many enter one prediction or score, >= 1. In a prediction: the most similar
///   of the kept ones that have a rating. In a sum: the most similar ones, whether they have it or
///   not
/// @param kept how many are stored per row, the most similar ones; [#ALL] or >= 1. Fewer than
///   `neighbors` are all that enter
/// @param similarity how alike two rows are
/// @param norms which entries count in lengths
/// @param euclideanForm what the Euclidean similarity makes of a distance
/// @param alpha of Tversky's index the weight of columns that only the row itself has, >= 0; of the
///   conditional probability the exponent of the neighbor's popularity, 0..1; [#AUTO] is .5 and 0
/// @param beta of Tversky's index the weight of columns that only the neighbor has, >= 0
/// @param imputation with what the inverse distance fills missing ratings
/// @param weighting what stands for a rating in the cosine
/// @param shrinkage pull of similarities with little support towards 0; [#AUTO] or >= 0. Auto is
///   100 for Pearson-baseline, else 0
/// @param shrinkageForm how it pulls
/// @param minSupport common columns that two rows need to be neighbors, >= 1; imputed rows have all
///   in common
/// @param minSimilarity a neighbor's similarity must be above, in -1..1, or any number where the
///   similarity goes beyond that; below 0 lets dissimilar rows count against
/// @param self whether a rating that was trained on takes part in its own prediction, as that of
///   the nearest neighbor, the row itself, whose similarity has no shrinkage; not where that is not
///   above 0
/// @param center what a prediction is made of
/// @param scoring by what items are ranked
/// @param clusters 0 to look at all pairs of rows; else their neighbors are sought in a part of so
///   many clusters of rows, 2..65536 (of no more than there are rows): faster, and some are missed.
///   The neighbors of a new user are sought everywhere
/// @param probes in how many clusters, 1..65536. Of the 50 nearest by the cosine on MovieLens 100K,
///   4 probes of 16 clusters find .776 of users' and .767 of items', 8 probes .917 and .901
/// @param biases of the baseline estimates, where similarity or center use them
public record NeighborConfig(
    int neighbors,
    int kept,
    Similarity similarity,
    Norms norms,
    EuclideanForm euclideanForm,
    double alpha,
    double beta,
    Imputation imputation,
    Weighting weighting,
    double shrinkage,
    ShrinkageForm shrinkageForm,
    int minSupport,
    double minSimilarity,
    boolean self,
    Center center,
    Scoring scoring,
    int clusters,
    int probes,
    BiasConfig biases) {
  /// The most clusters.
  private static final int MOST_CLUSTERS = 1 << 16;

  /// As [#kept()]: every row with a similarity is stored.
  public static final int ALL = Integer.MAX_VALUE;

  /// As [#shrinkage()] or [#alpha()]: what the similarity is known by.
  public static final double AUTO = -1;

  /// 50 of 1000 kept neighbors by the cosine of whole rows, mean-centered predictions, ranking by
  /// the sum.
  public static NeighborConfig defaults() {
    return new NeighborConfig(
        50,
        1000,
        Similarity.COSINE,
        Norms.AUTO,
        EuclideanForm.SHIFTED,
        AUTO,
        .5,
        Imputation.ROW,
        Weighting.NONE,
        AUTO,
        ShrinkageForm.AUTO,
        1,
        0,
        true,
        Center.AUTO,
        Scoring.SUM,
        0,
        4,
        BiasConfig.defaults());
  }

  /// Checks the ranges. What does not go together is checked by training, so that settings can be
  /// given in any order.
  public NeighborConfig {
    if (neighbors < 1)
      throw new IllegalArgumentException("neighbors must be >= 1, was " + neighbors);
    if (kept < 1) throw new IllegalArgumentException("kept must be all or >= 1, was " + kept);
    if (shrinkage != AUTO && !(shrinkage >= 0 && shrinkage < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("shrinkage must be auto or >= 0, was " + shrinkage);
    if (minSupport < 1)
      throw new IllegalArgumentException("min-support must be >= 1, was " + minSupport);
    if (alpha != AUTO && !(alpha >= 0 && alpha < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("alpha must be auto or >= 0, was " + alpha);
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("beta must be >= 0, was " + beta);
    if (clusters != 0 && (clusters < 2 || clusters > MOST_CLUSTERS))
      throw new IllegalArgumentException(
          "clusters must be 0 or 2.." + MOST_CLUSTERS + ", was " + clusters);
    if (probes < 1 || probes > MOST_CLUSTERS)
      throw new IllegalArgumentException("probes must be 1.." + MOST_CLUSTERS + ", was " + probes);
    if (!Double.isFinite(minSimilarity))
      throw new IllegalArgumentException("min-similarity must be finite, was " + minSimilarity);
  }

  /// The same with every AUTO replaced by what it stands for, and what does not go together
  /// refused.
  ///
  /// @throws IllegalArgumentException for a weighting without the cosine, shrinkage in the
  ///   denominator of a similarity that has none, clusters with the inverse distance, a conditional
  ///   probability's alpha above 1, or a minimum that the similarity cannot reach
  NeighborConfig resolved() {
    if (weighting != Weighting.NONE && similarity != Similarity.COSINE)
      throw new IllegalArgumentException(
          "weighting must be none with similarity="
              + Setting.nameOf(similarity)
              + ", was "
              + Setting.nameOf(weighting));
    if (shrinkageForm == ShrinkageForm.DENOMINATOR && !similarity.quotient())
      throw new IllegalArgumentException(
          "shrinkage-form must be support or degrees with similarity="
              + Setting.nameOf(similarity)
              + ", was denominator");
    if (clusters > 0 && similarity == Similarity.INVERSE_DISTANCE)
      throw new IllegalArgumentException(
          "clusters must be 0 with similarity=inverse-distance, was " + clusters);
    if (similarity == Similarity.CONDITIONAL && alpha > 1)
      throw new IllegalArgumentException(
          "alpha must be 0..1 with similarity=conditional, was " + alpha);
    boolean plain = similarity == Similarity.EUCLIDEAN && euclideanForm == EuclideanForm.PLAIN;
    if (similarity.bounded() && !plain && Math.abs(minSimilarity) > 1)
      throw new IllegalArgumentException(
          "min-similarity must be -1..1 with similarity="
              + Setting.nameOf(similarity)
              + ", was "
              + minSimilarity);
    boolean baseline = similarity == Similarity.PEARSON_BASELINE;
    NeighborConfig all = this;
    if (norms == Norms.AUTO)
      all = all.norms(similarity == Similarity.COSINE ? Norms.FULL : Norms.COMMON);
    if (alpha == AUTO) all = all.alpha(similarity == Similarity.CONDITIONAL ? 0 : .5);
    if (shrinkage == AUTO) all = all.shrinkage(baseline ? 100 : 0);
    if (shrinkageForm == ShrinkageForm.AUTO)
      all = all.shrinkageForm(baseline ? ShrinkageForm.DEGREES : ShrinkageForm.SUPPORT);
    if (center == Center.AUTO)
      all = all.center(similarity == Similarity.INVERSE_DISTANCE ? Center.NONE : Center.MEAN);
    return all;
  }

  /// True if baseline estimates are needed.
  boolean usesBiases() {
    return similarity == Similarity.PEARSON_BASELINE || center == Center.BASELINE;
  }

  /// The same with another number of neighbors.
  public NeighborConfig neighbors(int value) {
    return with(draft -> draft.neighbors = value);
  }

  /// The same with another number of stored neighbors.
  public NeighborConfig kept(int value) {
    return with(draft -> draft.kept = value);
  }

  /// The same with another similarity.
  public NeighborConfig similarity(Similarity value) {
    return with(draft -> draft.similarity = value);
  }

  /// The same with other norms.
  public NeighborConfig norms(Norms value) {
    return with(draft -> draft.norms = value);
  }

  /// The same with another Euclidean form.
  public NeighborConfig euclideanForm(EuclideanForm value) {
    return with(draft -> draft.euclideanForm = value);
  }

  /// The same with another alpha.
  public NeighborConfig alpha(double value) {
    return with(draft -> draft.alpha = value);
  }

  /// The same with another beta.
  public NeighborConfig beta(double value) {
    return with(draft -> draft.beta = value);
  }

  /// The same with another imputation.
  public NeighborConfig imputation(Imputation value) {
    return with(draft -> draft.imputation = value);
  }

  /// The same with another weighting.
  public NeighborConfig weighting(Weighting value) {
    return with(draft -> draft.weighting = value);
  }

  /// The same with another shrinkage.
  public NeighborConfig shrinkage(double value) {
    return with(draft -> draft.shrinkage = value);
  }

  /// The same with another form of shrinkage.
  public NeighborConfig shrinkageForm(ShrinkageForm value) {
    return with(draft -> draft.shrinkageForm = value);
  }

  /// The same with another minimum support.
  public NeighborConfig minSupport(int value) {
    return with(draft -> draft.minSupport = value);
  }

  /// The same with another bound of similarity.
  public NeighborConfig minSimilarity(double value) {
    return with(draft -> draft.minSimilarity = value);
  }

  /// The same with trained ratings in their own predictions, or without.
  public NeighborConfig self(boolean value) {
    return with(draft -> draft.self = value);
  }

  /// The same with another center.
  public NeighborConfig center(Center value) {
    return with(draft -> draft.center = value);
  }

  /// The same with another scoring.
  public NeighborConfig scoring(Scoring value) {
    return with(draft -> draft.scoring = value);
  }

  /// The same with another number of clusters.
  public NeighborConfig clusters(int value) {
    return with(draft -> draft.clusters = value);
  }

  /// The same with another number of probes.
  public NeighborConfig probes(int value) {
    return with(draft -> draft.probes = value);
  }

  /// The same with other biases.
  public NeighborConfig biases(BiasConfig value) {
    return with(draft -> draft.biases = value);
  }

  /// The settings on the command line.
  static Settings<NeighborConfig> settings() {
    List<Setting<NeighborConfig>> all = new ArrayList<>();
    all.add(
        Setting.integer(
            "neighbors",
            ">= 1",
            "how many enter one prediction or score",
            NeighborConfig::neighbors,
            NeighborConfig::neighbors));
    all.add(
        new Setting<>(
            "kept",
            ">= 1 or all",
            "how many are stored per row",
            c -> c.kept() == ALL ? "all" : Integer.toString(c.kept()),
            NeighborConfig::parseKept));
    all.add(
        Setting.choice(
            "similarity",
            Similarity.class,
            "how alike two rows are",
            NeighborConfig::similarity,
            NeighborConfig::similarity));
    all.add(
        Setting.choice(
            "norms",
            Norms.class,
            "which entries count in the lengths of a cosine and in the Euclidean distance: common"
                + " columns or whole rows (auto: full for cosine, else common)",
            NeighborConfig::norms,
            NeighborConfig::norms));
    all.add(
        Setting.choice(
            "euclidean-form",
            EuclideanForm.class,
            "1/(1+d) or 1/d of the Euclidean distance d",
            NeighborConfig::euclideanForm,
            NeighborConfig::euclideanForm));
    all.add(
        orAuto(
            "alpha",
            "of tversky: weight of columns that only the row has (auto: 0.5); of conditional:"
                + " exponent of the neighbor's popularity, 0..1 (auto: 0)",
            NeighborConfig::alpha,
            NeighborConfig::alpha));
    all.add(
        Setting.number(
            "beta",
            ">= 0",
            "of tversky: weight of columns that only the neighbor has",
            NeighborConfig::beta,
            NeighborConfig::beta));
    all.add(
        Setting.choice(
            "center",
            Center.class,
            "what a prediction is made of (auto: mean; none with inverse-distance)",
            NeighborConfig::center,
            NeighborConfig::center));
    all.add(
        Setting.choice(
            "weighting",
            Weighting.class,
            "what stands for a rating in the cosine",
            NeighborConfig::weighting,
            NeighborConfig::weighting));
    all.add(
        orAuto(
            "shrinkage",
            "pull of similarities with little support towards 0 (auto: 100 for pearson-baseline,"
                + " else 0)",
            NeighborConfig::shrinkage,
            NeighborConfig::shrinkage));
    all.add(
        Setting.choice(
            "shrinkage-form",
            ShrinkageForm.class,
            "s n/(n+b), s (n-1)/(n-1+b), or b in the denominator (auto: degrees for"
                + " pearson-baseline, else support)",
            NeighborConfig::shrinkageForm,
            NeighborConfig::shrinkageForm));
    all.add(
        Setting.integer(
            "min-support",
            ">= 1",
            "common columns that two rows need to be neighbors",
            NeighborConfig::minSupport,
            NeighborConfig::minSupport));
    all.add(
        Setting.number(
            "min-similarity",
            "-1..1, any number with similarities beyond that",
            "a neighbor's similarity must be above",
            NeighborConfig::minSimilarity,
            NeighborConfig::minSimilarity));
    all.add(
        Setting.flag(
            "self",
            "whether a rating that was trained on takes part in its own prediction",
            NeighborConfig::self,
            NeighborConfig::self));
    all.add(
        Setting.choice(
            "imputation",
            Imputation.class,
            "with which mean inverse-distance fills missing ratings",
            NeighborConfig::imputation,
            NeighborConfig::imputation));
    all.add(
        Setting.choice(
            "scoring",
            Scoring.class,
            "rank by the sum of similarity x rating, by that sum's share of all neighbors', or by the"
                + " predicted rating",
            NeighborConfig::scoring,
            NeighborConfig::scoring));
    all.add(
        Setting.integer(
            "clusters",
            "0 or 2..65536",
            "0 to look at all pairs, else into how many clusters rows are put so that only those of"
                + " near ones are compared: faster, and some neighbors are missed",
            NeighborConfig::clusters,
            NeighborConfig::clusters));
    all.add(
        Setting.integer(
            "probes",
            "1..65536",
            "in how many of the clusters neighbors are sought",
            NeighborConfig::probes,
            NeighborConfig::probes));
    all.addAll(BiasConfig.settings(NeighborConfig::biases, NeighborConfig::biases, "bias-"));
    return new Settings<>(defaults(), all);
  }

  /// A number >= 0 or [#AUTO].
  private static Setting<NeighborConfig> orAuto(
      String key,
      String meaning,
      Function<NeighborConfig, Double> read,
      BiFunction<NeighborConfig, Double, NeighborConfig> write) {
    String range = ">= 0 or auto";
    Setting<NeighborConfig> number = Setting.number(key, range, meaning, read, write);
    return new Setting<>(
        key,
        range,
        meaning,
        c -> read.apply(c) == AUTO ? "auto" : number.read().apply(c),
        (c, text) -> {
          if (text.equals("auto")) return write.apply(c, AUTO);
          NeighborConfig changed = number.write().apply(c, text);
          if (read.apply(changed) < 0)
            throw new IllegalArgumentException(key + " must be auto or >= 0, was " + text);
          return changed;
        });
  }

  private static NeighborConfig parseKept(NeighborConfig config, String text) {
    if (text.equals("all")) return config.kept(ALL);
    try {
      return config.kept(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "kept must be all or a whole number >= 1, was '" + text + "'", e);
    }
  }

  /// The same after `change`.
  private NeighborConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /// The components, open to change.
  private static final class Draft {
    int neighbors;
    int kept;
    Similarity similarity;
    Norms norms;
    EuclideanForm euclideanForm;
    double alpha;
    double beta;
    Imputation imputation;
    Weighting weighting;
    double shrinkage;
    ShrinkageForm shrinkageForm;
    int minSupport;
    double minSimilarity;
    boolean self;
    Center center;
    Scoring scoring;
    int clusters;
    int probes;
    BiasConfig biases;

    Draft(NeighborConfig config) {
      neighbors = config.neighbors;
      kept = config.kept;
      similarity = config.similarity;
      norms = config.norms;
      euclideanForm = config.euclideanForm;
      alpha = config.alpha;
      beta = config.beta;
      imputation = config.imputation;
      weighting = config.weighting;
      shrinkage = config.shrinkage;
      shrinkageForm = config.shrinkageForm;
      minSupport = config.minSupport;
      minSimilarity = config.minSimilarity;
      self = config.self;
      center = config.center;
      scoring = config.scoring;
      clusters = config.clusters;
      probes = config.probes;
      biases = config.biases;
    }

    NeighborConfig config() {
      return new NeighborConfig(
          neighbors,
          kept,
          similarity,
          norms,
          euclideanForm,
          alpha,
          beta,
          imputation,
          weighting,
          shrinkage,
          shrinkageForm,
          minSupport,
          minSimilarity,
          self,
          center,
          scoring,
          clusters,
          probes,
          biases);
    }
  }
}
