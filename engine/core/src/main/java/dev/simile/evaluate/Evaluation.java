package dev.simile.evaluate;

import java.util.List;

/// How one model did.
///
/// @param name what the model is called: its algorithm with all settings, unless the caller named
///   it
/// @param values every metric's figure, in the order asked for, then the seconds
/// @param cases what they rest on
/// @param clipped true if predicted ratings were clipped to the scale of the training ratings
/// @param seconds of the whole evaluation, on the clock
public record Evaluation(
    String name, List<Value> values, Cases cases, boolean clipped, double seconds) {
  /// Copies the list.
  public Evaluation {
    values = List.copyOf(values);
  }

  /// The figure of a metric, named as `ndcg@10`, `auc` or `score-seconds`.
  ///
  /// @throws IllegalArgumentException if it was not measured
  public double value(String metric) {
    for (Value value : values) {
      if (value.metric().name().equals(metric)) return value.value();
    }
    throw new IllegalArgumentException(
        "metric '"
            + metric
            + "' was not measured, but "
            + String.join(" ", values.stream().map(value -> value.metric().name()).toList()));
  }
}
