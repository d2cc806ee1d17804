package dev.simile.evaluate;

import java.util.List;
import java.util.Locale;

/// Several models on the same test.
///
/// @param evaluations one a model, in the order given
public record Comparison(List<Evaluation> evaluations) {
  /// Copies the list.
  public Comparison {
    evaluations = List.copyOf(evaluations);
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
