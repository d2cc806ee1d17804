package dev.simile.app.output;

import dev.simile.evaluate.Comparison;
import dev.simile.evaluate.Contrast;
import dev.simile.evaluate.Evaluation;
import dev.simile.evaluate.Measure;
import dev.simile.evaluate.SliceValue;
import dev.simile.evaluate.Value;
import dev.simile.evaluate.Worst;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an evaluation of some models came to, and what of it is told.
///
/// @param evaluations one a model
/// @param contrasts the differences between every two models; empty if there is one, or they are
///   not told
/// @param byFold whether each fold is told by itself
/// @param worst how many of the worst users and items are told of each kind
/// @param residuals whether residuals are told
/// @param parts whether the result has columns for parts
public record Outcome(
    List<Evaluation> evaluations,
    List<Contrast> contrasts,
    boolean byFold,
    int worst,
    boolean residuals,
    boolean parts) {
  /// Copies the lists.
  public Outcome {
    evaluations = List.copyOf(evaluations);
    contrasts = List.copyOf(contrasts);
  }

  /// The figures as a whole, and the differences.
  public static Outcome of(List<Evaluation> evaluations) {
    return new Outcome(evaluations, contrasts(evaluations), false, 0, false, false);
  }

  /// The differences between every two models.
  public static List<Contrast> contrasts(List<Evaluation> evaluations) {
    return evaluations.size() < 2 ? List.of() : new Comparison(evaluations).contrasts();
  }

  /// The figures of the parts of the test: slices, then folds.
  public List<SliceValue> slices(Evaluation evaluation) {
    List<SliceValue> slices = new ArrayList<>(evaluation.slices());
    if (!byFold) return slices;
    List<Evaluation> folds = evaluation.folds();
    for (int fold = 0; fold < folds.size(); fold++) {
      for (Value value : folds.get(fold).values())
        slices.add(new SliceValue("fold", Integer.toString(fold + 1), "", value));
    }
    return slices;
  }

  /// One of the worst.
  ///
  /// @param worst who, in what
  /// @param detail what it rests on: `3 relevant items, fold 2`
  public record Place(Worst worst, String detail) {}

  /// The worst users and items, of all folds together: first users, then items, by metric, the
  /// worst first.
  public List<Place> worst(Evaluation evaluation) {
    List<Place> places = new ArrayList<>();
    List<Evaluation> folds = evaluation.folds();
    for (int fold = 0; fold < folds.size(); fold++) {
      String of = folds.size() == 1 ? "" : ", fold " + (fold + 1);
      for (Worst each : folds.get(fold).worst())
        places.add(
            new Place(each, Numbers.count(each.support(), support(each.metric().measure())) + of));
    }
    List<Place> told = new ArrayList<>();
    while (!places.isEmpty()) {
      Worst first = places.getFirst().worst;
      List<Place> same =
          places.stream()
              .filter(
                  place ->
                      place.worst.of().equals(first.of())
                          && place.worst.metric().equals(first.metric()))
              .toList();
      places.removeAll(same);
      same.stream().sorted(order(first)).limit(worst).forEach(told::add);
    }
    return told;
  }

  private static Comparator<Place> order(Worst first) {
    Comparator<Place> worse = Comparator.comparingDouble(place -> place.worst.value());
    if (first.metric().measure().lowerIsBetter()) worse = worse.reversed();
    return worse.thenComparing(Comparator.comparingInt((Place p) -> p.worst.support()).reversed());
  }

  private static String support(Measure measure) {
    return measure.needsRatings() ? "rating" : "relevant item";
  }

  /// A value of a metric of an evaluation, or null.
  static @Nullable Value find(Evaluation evaluation, String metric) {
    for (Value value : evaluation.values()) {
      if (value.metric().name().equals(metric)) return value;
    }
    return null;
  }

  /// A slice with what it stands for: `1 (1-12 ratings)`.
  static String label(SliceValue slice) {
    return slice.detail().isEmpty()
        ? slice.slice()
        : String.format(Locale.ROOT, "%s (%s)", slice.slice(), slice.detail());
  }
}
