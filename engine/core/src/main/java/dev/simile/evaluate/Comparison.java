package dev.simile.evaluate;

import dev.simile.statistics.Bootstrap;
import dev.simile.statistics.Difference;
import dev.simile.statistics.Estimate;
import dev.simile.statistics.Holm;
import dev.simile.statistics.Ratio;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Several models on the same test or folds.
///
/// @param evaluations one a model, in the order given
public record Comparison(List<Evaluation> evaluations) {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there is none, or they are not of the same folds
  public Comparison {
    evaluations = List.copyOf(evaluations);
    if (evaluations.isEmpty()) throw new IllegalArgumentException("there must be a model");
    for (Evaluation each : evaluations) {
      if (each.runs() != evaluations.getFirst().runs())
        throw new IllegalArgumentException(
            "models must be compared on the same folds, were on "
                + evaluations.getFirst().runs()
                + " and "
                + each.runs());
      for (int fold = 0; fold < each.runs(); fold++) {
        Cases first = evaluations.getFirst().cases().get(fold);
        Cases other = each.cases().get(fold);
        if (!first.sameTest(other))
          throw new IllegalArgumentException(
              "models must be compared on the same test, were on one of "
                  + first.describe()
                  + " and one of "
                  + other.describe());
      }
    }
  }

  /// The differences between every two models in every metric that is a mean over users, metric by
  /// metric.
  public List<Contrast> contrasts() {
    List<Pair> pairs = new ArrayList<>();
    Set<Metric> metrics = new LinkedHashSet<>();
    for (Evaluation evaluation : evaluations) metrics.addAll(evaluation.metrics());
    for (Metric metric : metrics) pairs.addAll(pairs(metric));
    List<Estimate> estimates =
        Bootstrap.defaults()
            .estimate(
                pairs.stream().map(Pair::difference).toList(), evaluations.getFirst().workers());
    List<Contrast> contrasts = new ArrayList<>();
    int from = 0;
    while (from < pairs.size()) {
      int to = from;
      while (to < pairs.size() && pairs.get(to).metric.equals(pairs.get(from).metric)) to++;
      double[] adjusted =
          Holm.adjust(estimates.subList(from, to).stream().mapToDouble(Estimate::p).toArray());
      for (int i = from; i < to; i++)
        contrasts.add(pairs.get(i).contrast(estimates.get(i), adjusted[i - from]));
      from = to;
    }
    return contrasts;
  }

  private List<Pair> pairs(Metric metric) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < evaluations.size(); i++) {
      Ratio first = evaluations.get(i).ratio(metric);
      for (int j = i + 1; j < evaluations.size(); j++) {
        Ratio second = evaluations.get(j).ratio(metric);
        if (first == null || second == null) continue;
        pairs.add(
            new Pair(
                metric,
                evaluations.get(i).name(),
                evaluations.get(j).name(),
                new Difference(first, second)));
      }
    }
    return pairs;
  }

  /// Two models in one metric.
  private record Pair(Metric metric, String first, String second, Difference difference) {
    Contrast contrast(Estimate estimate, double adjusted) {
      return new Contrast(
          metric,
          first,
          second,
          estimate.value(),
          estimate.low(),
          estimate.high(),
          estimate.p(),
          adjusted);
    }
  }

  /// A line for every model and metric: name, metric, value and, where there is one, the interval.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Evaluation evaluation : evaluations) {
      for (Value value : evaluation.values()) {
        text.append(evaluation.name()).append(' ').append(value.metric()).append(' ');
        text.append(String.format(Locale.ROOT, "%.4f", value.value()));
        if (value.hasInterval())
          text.append(String.format(Locale.ROOT, " [%.4f, %.4f]", value.low(), value.high()));
        text.append('\n');
      }
    }
    return text.toString();
  }
}
