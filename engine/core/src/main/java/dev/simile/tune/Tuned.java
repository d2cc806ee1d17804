package dev.simile.tune;

import dev.simile.evaluate.Metric;
import java.util.List;

/// What a search came to.
///
/// @param metric what decided
/// @param trials the last trial of each point, the best first: those on more users before those on
///   fewer, then by value, then in the order of the draw; those that failed stand last
/// @param taken how many results were taken from a journal
public record Tuned(Metric metric, List<Trial> trials, int taken) {
  /// Copies the list.
  public Tuned {
    trials = List.copyOf(trials);
  }

  /// The best.
  public Trial best() {
    return trials.getFirst();
  }
}
