package dev.simile.ratings;

import dev.simile.Compute;
import dev.simile.settings.Names;
import dev.simile.settings.Spec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// A way to part ratings into training and test. Each is a record of its settings; random ones are
/// seeded, and the same ratings, settings and seed give the same parts on every machine, whatever
/// the number of threads.
///
/// [Holdout] has the factory methods, [#parse] reads the text form.
public sealed interface Splitter permits Holdout, PerUserHoldout, LastHoldout, TimeCut {
  /// Parts `ratings`, which stay as they are. O(ratings).
  ///
  /// @return [#folds()] splits; close each
  /// @throws IllegalArgumentException if a part would be empty, or times are needed and absent
  List<Split> split(Ratings ratings, Compute compute);

  /// Number of splits that [#split] gives: 1, or the folds of a cross-validation.
  default int folds() {
    return 1;
  }

  /// The text form with every setting, which [#parse] reads back: `holdout:share=0.2,seed=1`.
  String text();

  /// Reads a SPLIT text: `holdout:share=.2,seed=1`, `per-user:n=1` or `per-user:share=.2`,
  /// `last:n=1`, `time:share=.2`.
  ///
  /// @throws IllegalArgumentException if it is none, naming the known names or keys and the nearest
  static Splitter parse(String text) {
    Spec spec = Spec.parse("split", text);
    Map<String, Function<Spec, Splitter>> known = new TreeMap<>();
    known.put(Holdout.NAME, Holdout::of);
    known.put(PerUserHoldout.NAME, PerUserHoldout::of);
    known.put(LastHoldout.NAME, LastHoldout::of);
    known.put(TimeCut.NAME, TimeCut::of);
    Function<Spec, Splitter> reader = known.get(spec.name());
    if (reader == null)
      throw new IllegalArgumentException(
          Names.unknown("split", spec.name(), List.copyOf(known.keySet())));
    return reader.apply(spec);
  }
}
