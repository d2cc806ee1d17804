package dev.simile.neighbors;

import dev.simile.model.BiasConfig;
import dev.simile.settings.Setting;
import dev.simile.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What `item-knn` and `user-knn` have to be told.
///
/// @param neighbors how many enter one prediction or score, >= 1. In a prediction: the most similar
///   of the kept ones that have a rating. In a sum: the most similar ones, whether they have it or
///   not
/// @param kept how many are stored per row, the most similar ones; [#ALL] or >= 1. Fewer than
///   `neighbors` are all that enter
/// @param similarity how alike two rows are
/// @param norms which entries count in lengths
/// @param imputation with what the inverse distance fills missing ratings
/// @param weighting what stands for a rating in the cosine
/// @param shrinkage pull of similarities with little support towards 0; [#AUTO] or >= 0. Auto is
///   100 for Pearson-baseline, else 0
/// @param shrinkageForm how it pulls
/// @param minSupport common columns that two rows need to be neighbors, >= 1; imputed rows have all
///   in common
/// @param minSimilarity a neighbor's similarity must be above, in -1..1; below 0 lets dissimilar
///   rows count against
/// @param self whether a rating that was trained on takes part in its own prediction, as that of
///   the nearest neighbor, the row itself
/// @param center what a prediction is made of
/// @param scoring by what items are ranked
/// @param biases of the baseline estimates, where similarity or center use them
public record NeighborConfig(
    int neighbors,
    int kept,
    Similarity similarity,
    Norms norms,
    Imputation imputation,
    Weighting weighting,
    double shrinkage,
    ShrinkageForm shrinkageForm,
    int minSupport,
    double minSimilarity,
    boolean self,
    Center center,
    Scoring scoring,
    BiasConfig biases) {
  /// As [#kept()]: every row with a similarity is stored.
  public static final int ALL = Integer.MAX_VALUE;

  /// As [#shrinkage()]: what the similarity is known by.
  public static final double AUTO = -1;

  /// 50 of 1000 kept neighbors by the cosine of whole rows, mean-centered predictions, ranking by
  /// the sum.
  public static NeighborConfig defaults() {
    return new NeighborConfig(
        50,
        1000,
        Similarity.COSINE,
        Norms.AUTO,
        Imputation.ROW,
        Weighting.NONE,
        AUTO,
        ShrinkageForm.AUTO,
        1,
        0,
        true,
        Center.AUTO,
        Scoring.SUM,
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
    if (!(minSimilarity >= -1 && minSimilarity <= 1))
      throw new IllegalArgumentException("min-similarity must be -1..1, was " + minSimilarity);
  }

  /// The same with every AUTO replaced by what it stands for, and what does not go together
  /// refused.
  ///
  /// @throws IllegalArgumentException for a weighting without the cosine, or shrinkage in the
  ///   denominator of a similarity that has none
  NeighborConfig resolved() {
    if (weighting != Weighting.NONE && similarity != Similarity.COSINE)
      throw new IllegalArgumentException(
          "weighting must be none with similarity="
              + Setting.nameOf(similarity)
              + ", was "
              + Setting.nameOf(weighting));
    boolean distance = similarity == Similarity.MSD || similarity == Similarity.INVERSE_DISTANCE;
    if (shrinkageForm == ShrinkageForm.DENOMINATOR && distance)
      throw new IllegalArgumentException(
          "shrinkage-form must be support or degrees with similarity="
              + Setting.nameOf(similarity)
              + ", was denominator");
    boolean baseline = similarity == Similarity.PEARSON_BASELINE;
    NeighborConfig all = this;
    if (norms == Norms.AUTO)
      all = all.norms(similarity == Similarity.COSINE ? Norms.FULL : Norms.COMMON);
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
            "which entries count in the lengths of a cosine: common columns or whole rows (auto:"
                + " full for cosine, else common)",
            NeighborConfig::norms,
            NeighborConfig::norms));
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
        new Setting<>(
            "shrinkage",
            ">= 0 or auto",
            "pull of similarities with little support towards 0 (auto: 100 for pearson-baseline,"
                + " else 0)",
            c -> c.shrinkage() == AUTO ? "auto" : SHRINKAGE.read().apply(c),
            (c, text) -> text.equals("auto") ? c.shrinkage(AUTO) : parseShrinkage(c, text)));
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
            "-1..1",
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
            "rank by the sum of similarity x rating, or by the predicted rating",
            NeighborConfig::scoring,
            NeighborConfig::scoring));
    all.addAll(BiasConfig.settings(NeighborConfig::biases, NeighborConfig::biases, "bias-"));
    return new Settings<>(defaults(), all);
  }

  private static final Setting<NeighborConfig> SHRINKAGE =
      Setting.number(
          "shrinkage", ">= 0 or auto", "", NeighborConfig::shrinkage, NeighborConfig::shrinkage);

  private static NeighborConfig parseShrinkage(NeighborConfig config, String text) {
    NeighborConfig changed = SHRINKAGE.write().apply(config, text);
    if (changed.shrinkage() < 0)
      throw new IllegalArgumentException("shrinkage must be auto or >= 0, was " + text);
    return changed;
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
    Imputation imputation;
    Weighting weighting;
    double shrinkage;
    ShrinkageForm shrinkageForm;
    int minSupport;
    double minSimilarity;
    boolean self;
    Center center;
    Scoring scoring;
    BiasConfig biases;

    Draft(NeighborConfig config) {
      neighbors = config.neighbors;
      kept = config.kept;
      similarity = config.similarity;
      norms = config.norms;
      imputation = config.imputation;
      weighting = config.weighting;
      shrinkage = config.shrinkage;
      shrinkageForm = config.shrinkageForm;
      minSupport = config.minSupport;
      minSimilarity = config.minSimilarity;
      self = config.self;
      center = config.center;
      scoring = config.scoring;
      biases = config.biases;
    }

    NeighborConfig config() {
      return new NeighborConfig(
          neighbors,
          kept,
          similarity,
          norms,
          imputation,
          weighting,
          shrinkage,
          shrinkageForm,
          minSupport,
          minSimilarity,
          self,
          center,
          scoring,
          biases);
    }
  }
}
