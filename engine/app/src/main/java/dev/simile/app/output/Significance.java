package dev.simile.app.output;

import dev.simile.evaluate.Contrast;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Measure;
import dev.simile.evaluate.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which differences between models are significant: a mark for each figure, and sentences.
///
/// @param evaluations one a model
/// @param contrasts the differences between every two models
record Significance(List<Evaluation> evaluations, List<Contrast> contrasts) {
  static final String BEST = "*";
  static final String AS_GOOD = "~";

  private List<Contrast> of(String metric) {
    return contrasts.stream().filter(contrast -> contrast.metric().name().equals(metric)).toList();
  }

  /// The mark of each model in a metric: [#BEST], [#AS_GOOD] if the model is not significantly
  /// worse, or none.
  List<String> marks(String metric) {
    List<Contrast> some = of(metric);
    List<String> marks = new ArrayList<>();
    double best = some.isEmpty() ? Double.NaN : best(metric);
    List<String> leaders = new ArrayList<>();
    for (Evaluation evaluation : evaluations) {
      if (figure(evaluation, metric) == best) leaders.add(evaluation.name());
    }
    for (Evaluation evaluation : evaluations) {
      boolean leads = leaders.contains(evaluation.name());
      boolean close =
          some.stream()
              .anyMatch(
                  contrast ->
                      !contrast.significant() && between(contrast, evaluation.name(), leaders));
      marks.add(leads ? BEST : close ? AS_GOOD : "");
    }
    return marks;
  }

  private static boolean between(Contrast contrast, String name, List<String> leaders) {
    return (contrast.first().equals(name) && leaders.contains(contrast.second()))
        || (contrast.second().equals(name) && leaders.contains(contrast.first()));
  }

  private double best(String metric) {
    double best = Double.NaN;
    for (Evaluation evaluation : evaluations) {
      Value value = Outcome.find(evaluation, metric);
      if (value == null || Double.isNaN(value.value())) continue;
      Measure measure = value.metric().measure();
      boolean better = measure.lowerIsBetter() ? value.value() < best : value.value() > best;
      if (Double.isNaN(best) || better) best = value.value();
    }
    return best;
  }

  private static double figure(Evaluation evaluation, String metric) {
    Value value = Outcome.find(evaluation, metric);
    return value == null ? Double.NaN : value.value();
  }

  /// What the differences are, metrics of which the same is to be said in one sentence.
  List<String> sentences(ModelNames names) {
    Map<String, List<String>> metrics = new LinkedHashMap<>();
    for (Contrast contrast : contrasts) {
      String metric = contrast.metric().name();
      List<String> same =
          metrics.computeIfAbsent(sentence(of(metric), names), s -> new ArrayList<>());
      if (!same.contains(metric)) same.add(metric);
    }
    List<String> sentences = new ArrayList<>();
    metrics.forEach((text, some) -> sentences.add(String.join(" ", some) + ": " + text));
    return sentences;
  }

  /// Of one metric: the pairs that are significant or those that are not, whichever are fewer.
  private String sentence(List<Contrast> some, ModelNames names) {
    List<String> significant = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Contrast contrast : some) {
      String first = mark(contrast.first(), names);
      String second = mark(contrast.second(), names);
      if (!contrast.significant()) {
        others.add(first + " and " + second);
        continue;
      }
      boolean better = contrast.value() > 0 != contrast.metric().measure().lowerIsBetter();
      significant.add(better ? first + " over " + second : second + " over " + first);
    }
    if (significant.isEmpty()) return "no difference is significant";
    if (others.isEmpty() && significant.size() > 3) return "all differences are significant";
    if (others.size() <= significant.size() && significant.size() > 1)
      return others.isEmpty()
          ? String.join(", ", significant)
          : "all but " + String.join(", ", others);
    return String.join(", ", significant) + (others.isEmpty() ? "" : "; no others");
  }

  private String mark(String name, ModelNames names) {
    for (int i = 0; i < evaluations.size(); i++) {
      if (evaluations.get(i).name().equals(name)) return names.marks().get(i);
    }
    throw new IllegalArgumentException("there is no model " + name);
  }
}
