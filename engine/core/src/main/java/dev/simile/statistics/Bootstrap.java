package dev.simile.statistics;

import dev.simile.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Says how sure figures are, by drawing groups of users again with replacement (Efron 1979; a
/// cluster bootstrap): nothing is assumed of how a figure spreads, and figures of several folds
/// with the same users, or of several models, are resampled together.
///
/// Every resample gives a deviation from the figure in units of its own standard error, `t =
/// (resample's value - value) / resample's error`, by linearization, and the interval is what these
/// leave possible (the studentized or bootstrap-t interval; Efron and Tibshirani 1993, chapter
/// 12.5): for a [Ratio] `value - t(1 - alpha/2) error .. value - t(alpha/2) error`, which follows
/// the skewness of the figure; for a [Difference] the symmetric `value -+ |t|(1 - alpha) error`
/// (Hall 1988), which its p-value agrees with: `p = (1 + #{|t| >= |value / error|}) / (1 +
/// resamples)`. Both hold their level in small samples too, so that no further correction is made
/// (percentile intervals, expanded or BCa, were tried and fell short of it for rating errors). A
/// resample's error counts as a quarter of the sample's at least: few users with a hit would else
/// leave an upper end without bound.
///
/// What it cannot know is what the sample does not show. Where a few users carry most of the
/// weight, intervals are too short: with 30 users and reciprocal ranks of which a tenth is 1, 95 %
/// become 92.5; with log-normal numbers of ratings and sizes of errors (deviations 1.2 and 0.6),
/// those of the RMSE 88 with 30 users and 90 with 200. A rate of few users moves in steps, and its
/// interval may be too long (98 % at a rate of 0.3 of 30 users). If no group differs from another,
/// such as where nobody has a hit, the interval is the figure itself.
///
/// Results are the same bits whatever the number of threads, and those of a figure do not depend on
/// the others of the run, except through the groups that take part.
///
/// @param resamples how many, in 100..1_000_000
/// @param seed of the draws
/// @param level of the intervals, such as 0.95; above 0, at most `1 - 2 / (resamples + 1)`
public record Bootstrap(int resamples, long seed, double level) {
  /// A resample's error is at least this share of the sample's.
  private static final double LEAST_ERROR = 0.25;

  /// Errors and values below this share of the figure are of rounding.
  private static final double ROUNDING = 1e-13;

  /// Deviations that are equal but for rounding count as equal.
  private static final double TIE = 1e-9;

  /// How many deviations are held at a time, in doubles.
  private static final int HELD = 1 << 22;

  /// Checks every value.
  ///
  /// @throws IllegalArgumentException if a value is out of its range
  public Bootstrap {
    if (resamples < 100 || resamples > 1_000_000)
      throw new IllegalArgumentException("resamples must be 100..1000000, was " + resamples);
    if (!(level > 0 && level <= 1 - 2.0 / (resamples + 1)))
      throw new IllegalArgumentException(
          "level must be above 0 and at most "
              + (1 - 2.0 / (resamples + 1))
              + " for "
              + resamples
              + " resamples, was "
              + level);
  }

  /// 4000 resamples of seed 1, intervals of 95 %.
  public static Bootstrap defaults() {
    return new Bootstrap(4000, 1, 0.95);
  }

  /// As this with that many resamples.
  public Bootstrap resamples(int resamples) {
    return new Bootstrap(resamples, seed, level);
  }

  /// As this with that seed.
  public Bootstrap seed(long seed) {
    return new Bootstrap(resamples, seed, level);
  }

  /// As this with that level.
  public Bootstrap level(double level) {
    return new Bootstrap(resamples, seed, level);
  }

  /// Estimates figures, which see the same resamples. A group takes part if it has anything in any
  /// of them; each resample draws as many groups as take part. A figure of fewer than 2 groups, or
  /// one that is undefined, has no interval; resamples in which it is undefined are left out of its
  /// interval.
  ///
  /// The cost is resamples x groups x (columns + figures x columns of the figure) multiplications,
  /// with a column each for numerators and denominators of a fold; arrays that are shared are one
  /// column, and of a column or a figure only those groups count that have something in it. The
  /// memory is some 50 MB at most beside the sums of columns, 512 bytes each a thread.
  ///
  /// @return an estimate for each figure, in their order
  /// @throws IllegalArgumentException if the figures differ in their number of groups
  public List<Estimate> estimate(List<? extends Figure> figures, Workers workers) {
    int[] groups = groups(figures);
    List<Estimate> estimates = new ArrayList<>(figures.size());
    int batch = Math.max(1, HELD / resamples);
    for (int from = 0; from < figures.size(); from += batch) {
      int to = Math.min(from + batch, figures.size());
      estimates.addAll(batch(figures.subList(from, to), groups, workers));
    }
    return estimates;
  }

  /// The groups that take part, ascending.
  private static int[] groups(List<? extends Figure> figures) {
    if (figures.isEmpty()) return new int[0];
    List<Ratio> ratios = new ArrayList<>();
    for (Figure figure : figures) ratios.addAll(Plan.ratios(figure));
    int all = ratios.getFirst().groups();
    for (Ratio ratio : ratios) {
      if (ratio.groups() != all)
        throw new IllegalArgumentException(
            "groups must be as many in all figures, were " + all + " and " + ratio.groups());
    }
    int[] groups = new int[all];
    int count = 0;
    for (int g = 0; g < all; g++) if (!Plan.isEmpty(ratios, g)) groups[count++] = g;
    return Arrays.copyOf(groups, count);
  }

  private List<Estimate> batch(List<? extends Figure> figures, int[] groups, Workers workers) {
    Columns columns = new Columns(groups);
    List<Plan> plans = new ArrayList<>(figures.size());
    for (Figure figure : figures) plans.add(Plan.of(figure, groups, columns));
    double[] values = new double[plans.size()];
    double[] errors = new double[plans.size()];
    Block sample = new Block(groups, columns);
    sample.sample();
    for (int i = 0; i < plans.size(); i++) {
      sample.evaluate(plans.get(i));
      values[i] = sample.values[0];
      errors[i] = sample.errors[0];
    }
    double[][] deviations = new double[plans.size()][resamples];
    Block[] blocks = new Block[workers.threads()];
    blocks[0] = sample;
    workers.run(
        (resamples + Block.LANES - 1) / Block.LANES,
        (task, worker) -> {
          if (blocks[worker] == null) blocks[worker] = new Block(groups, columns);
          Block block = blocks[worker];
          int first = task * Block.LANES;
          block.resample(seed, first);
          int lanes = Math.min(Block.LANES, resamples - first);
          for (int i = 0; i < deviations.length; i++) {
            block.evaluate(plans.get(i));
            double least = LEAST_ERROR * errors[i];
            for (int r = 0; r < lanes; r++) {
              deviations[i][first + r] =
                  (block.values[r] - values[i]) / Math.max(block.errors[r], least);
            }
          }
        });
    Estimate[] estimates = new Estimate[plans.size()];
    workers.run(
        estimates.length,
        (task, _) ->
            estimates[task] =
                estimate(plans.get(task), values[task], errors[task], deviations[task]));
    return List.of(estimates);
  }

  private Estimate estimate(Plan plan, double value, double error, double[] deviations) {
    boolean asked = plan.figure instanceof Difference;
    if (plan.members.length < 2 || Double.isNaN(value))
      return new Estimate(value, Double.NaN, Double.NaN, Double.NaN);
    double least = ROUNDING * magnitude(plan.figure);
    if (error <= least) {
      double p = Math.abs(value) <= least ? 1 : 1.0 / (resamples + 1);
      return new Estimate(value, value, value, asked ? p : Double.NaN);
    }
    int n = defined(deviations);
    if (n == 0) return new Estimate(value, Double.NaN, Double.NaN, Double.NaN);
    if (!asked) {
      Arrays.sort(deviations, 0, n);
      int tail = Math.max(1, (int) ((1 - level) / 2 * (n + 1)));
      return new Estimate(
          value,
          value - deviations[n - tail] * error,
          value - deviations[tail - 1] * error,
          Double.NaN);
    }
    double seen = Math.abs(value / error) * (1 - TIE);
    int farther = 0;
    for (int i = 0; i < n; i++) {
      deviations[i] = Math.abs(deviations[i]);
      if (deviations[i] >= seen) farther++;
    }
    Arrays.sort(deviations, 0, n);
    int tail = Math.max(1, (int) ((1 - level) * (n + 1)));
    double reach = deviations[n - tail] * error;
    return new Estimate(value, value - reach, value + reach, (1.0 + farther) / (n + 1));
  }

  private static double magnitude(Figure figure) {
    double magnitude = 0;
    for (Ratio ratio : Plan.ratios(figure)) magnitude += Math.abs(ratio.value());
    return magnitude;
  }

  /// Moves what is no NaN to the front and says how much that is.
  private static int defined(double[] deviations) {
    int n = 0;
    for (double deviation : deviations) if (!Double.isNaN(deviation)) deviations[n++] = deviation;
    return n;
  }
}
