package dev.simile.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A measure with its cutoff: `ndcg@10`, `auc`; `sampled-ndcg@10` if each user's relevant items
/// were ranked among a sample only, which is another metric altogether (Krichene and Rendle 2020).
///
/// @param measure what is measured
/// @param cutoff K, or 0 of a measure that has none
/// @param sampled whether candidates were sampled
public record Metric(Measure measure, int cutoff, boolean sampled) {
  /// The largest cutoff.
  public static final int MAX_CUTOFF = 1_000_000;

  /// @throws IllegalArgumentException if the measure needs a cutoff and there is none in
  ///   1..1,000,000, or has none and one is given
  public Metric {
    if (measure.needsCutoff()) checkCutoff(cutoff);
    else if (cutoff != 0)
      throw new IllegalArgumentException(measure.label() + " has no cutoff, was given " + cutoff);
  }

  /// A measure of full rankings.
  public Metric(Measure measure, int cutoff) {
    this(measure, cutoff, false);
  }

  /// The same of sampled rankings, if it is a measure of rankings.
  Metric ofSample() {
    return new Metric(
        measure, cutoff, measure.needsCutoff() || measure.kind() == Measure.Kind.WHOLE);
  }

  /// A measure without cutoff.
  public static Metric of(Measure measure) {
    return new Metric(measure, 0);
  }

  /// Reads `ndcg@10` or `auc`.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Metric parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      Measure measure = Measure.named(text.strip());
      if (measure.needsCutoff())
        throw new IllegalArgumentException(
            "metric '" + text + "' needs a cutoff, such as " + measure.label() + "@10");
      return of(measure);
    }
    Measure measure = Measure.named(text.substring(0, at).strip());
    String digits = text.substring(at + 1).strip();
    try {
      return new Metric(measure, Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "cutoff of metric '" + text + "' must be a whole number, was '" + digits + "'", e);
    }
  }

  /// The metrics that `names` mean: a name with a cutoff, such as `ndcg@10`, as it is, one without,
  /// such as `ndcg`, at each of `cutoffs`. In the order of the names, none twice.
  public static List<Metric> list(List<String> names, List<Integer> cutoffs) {
    Set<Metric> metrics = new LinkedHashSet<>();
    for (int cutoff : cutoffs) checkCutoff(cutoff);
    for (String name : names) {
      if (name.indexOf('@') >= 0) {
        metrics.add(parse(name));
        continue;
      }
      Measure measure = Measure.named(name.strip());
      if (!measure.needsCutoff()) metrics.add(of(measure));
      else for (int cutoff : cutoffs) metrics.add(new Metric(measure, cutoff));
    }
    return new ArrayList<>(metrics);
  }

  static int checkCutoff(int cutoff) {
    if (cutoff < 1 || cutoff > MAX_CUTOFF)
      throw new IllegalArgumentException("cutoff must be 1.." + MAX_CUTOFF + ", was " + cutoff);
    return cutoff;
  }

  /// The name as people write it: `ndcg@10`, `auc`.
  public String name() {
    String name = sampled ? "sampled-" + measure.label() : measure.label();
    return cutoff == 0 ? name : name + '@' + cutoff;
  }

  @Override
  public String toString() {
    return name();
  }
}
